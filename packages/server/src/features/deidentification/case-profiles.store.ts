// The table of what cases were begun with.
import type { RealmScope } from '../../access/index.ts';
import type { CaseProfilesTable, Db } from '../../platform/database/index.ts';

/** What the case was begun with; what is given when it begins now. `undefined` when the case is gone. */
export async function ensureCaseProfile(
  trx: Db,
  scope: RealmScope,
  fresh: Omit<CaseProfilesTable, 'realm_id'>,
): Promise<CaseProfilesTable | undefined> {
  await trx
    .insertInto('case_profiles')
    .values({ ...fresh, realm_id: scope.realmId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return selectCaseProfile(trx, scope, fresh.patient_id);
}

/** What a case was begun with; `undefined` before its first image. */
export async function selectCaseProfile(
  db: Db,
  scope: RealmScope,
  patientId: string,
): Promise<CaseProfilesTable | undefined> {
  return db
    .selectFrom('case_profiles')
    .selectAll()
    .where('patient_id', '=', patientId)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirst();
}

/** How many cases were begun with each version of an own profile. */
export async function countCasesByVersion(
  db: Db,
  scope: RealmScope,
  profileId: string,
): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('case_profiles')
    .select((eb) => ['profile_version', eb.fn.countAll<number>().as('count')])
    .where('profile_id', '=', profileId)
    .where('realm_id', '=', scope.realmId)
    .groupBy('profile_version')
    .execute();
  return new Map(rows.map(({ profile_version, count }) => [profile_version ?? 0, count]));
}
