// The table of a realm's own profiles: what each is called and which version is its newest.
import type { RealmScope } from '../../access/index.ts';
import type { Db, DeidentificationProfilesTable } from '../../platform/database/index.ts';

/** A profile with the JSON of its newest version. */
export type CurrentProfile = DeidentificationProfilesTable & { readonly profile: string };

/** Adds a profile; false when the realm has one of that name already. */
export async function insertProfile(
  trx: Db,
  scope: RealmScope,
  row: Omit<DeidentificationProfilesTable, 'realm_id'>,
): Promise<boolean> {
  const result = await trx
    .insertInto('deidentification_profiles')
    .values({ ...row, realm_id: scope.realmId })
    .onConflict((conflict) => conflict.columns(['realm_id', 'name']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** A page of the profiles, by name, and how many there are. */
export async function selectProfiles(
  db: Db,
  scope: RealmScope,
  page: { isArchived: boolean; offset: number; limit: number },
): Promise<{ rows: CurrentProfile[]; total: number }> {
  const archived = page.isArchived ? 1 : 0;
  const [rows, count] = await Promise.all([
    current(db, scope)
      .where('deidentification_profiles.archived', '=', archived)
      .orderBy('deidentification_profiles.name')
      .offset(page.offset)
      .limit(page.limit)
      .execute(),
    db
      .selectFrom('deidentification_profiles')
      .where('realm_id', '=', scope.realmId)
      .where('archived', '=', archived)
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

/** One profile, by id or by name; `undefined` when the realm has none such. */
export async function selectProfile(
  db: Db,
  scope: RealmScope,
  which: { id: string } | { name: string },
): Promise<CurrentProfile | undefined> {
  const profiles = current(db, scope);
  return 'id' in which
    ? profiles.where('deidentification_profiles.id', '=', which.id).executeTakeFirst()
    : profiles.where('deidentification_profiles.name', '=', which.name).executeTakeFirst();
}

function current(db: Db, scope: RealmScope) {
  return db
    .selectFrom('deidentification_profiles')
    .innerJoin('deidentification_profile_versions', (join) =>
      join
        .onRef('deidentification_profile_versions.profile_id', '=', 'deidentification_profiles.id')
        .onRef('deidentification_profile_versions.version', '=', 'deidentification_profiles.version'),
    )
    .selectAll('deidentification_profiles')
    .select('deidentification_profile_versions.profile')
    .where('deidentification_profiles.realm_id', '=', scope.realmId);
}

/** Lets nobody else change the profile until the transaction ends. An update that changes nothing locks in both dialects. */
export async function lockProfile(trx: Db, scope: RealmScope, id: string): Promise<void> {
  await trx
    .updateTable('deidentification_profiles')
    .set((eb) => ({ version: eb.ref('version') }))
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Changes a profile. Fails as `unique` when another has the name. */
export async function updateProfileColumns(
  trx: Db,
  scope: RealmScope,
  {
    id,
    changes,
  }: { id: string; changes: Partial<Omit<DeidentificationProfilesTable, 'id' | 'realm_id' | 'created_at'>> },
): Promise<void> {
  await trx
    .updateTable('deidentification_profiles')
    .set(changes)
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}
