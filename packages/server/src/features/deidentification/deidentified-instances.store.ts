// The table of what was done to instances of cases.
import type { RealmScope } from '../../access/index.ts';
import type { Db, DeidentifiedInstancesTable } from '../../platform/database/index.ts';

/** Accounts of one statement. */
const rowsPerInsert = 500;

/** Writes down what was done to instances, in the transaction that stores them. */
export async function insertAccounts(
  trx: Db,
  scope: RealmScope,
  rows: readonly Omit<DeidentifiedInstancesTable, 'realm_id'>[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerInsert)
    await trx
      .insertInto('deidentified_instances')
      .values(rows.slice(start, start + rowsPerInsert).map((row) => ({ ...row, realm_id: scope.realmId })))
      .execute();
}

/** An instance of a study with what was done to it. */
export interface AccountedInstance {
  readonly sop_instance_uid: string;
  readonly sha256: string;
  readonly account: string;
}

/** The instances of a study with their accounts, by SOP Instance UID; those that have none are left out. */
export async function selectAccounts(
  db: Db,
  scope: RealmScope,
  options: { studyId: string; limit: number },
): Promise<AccountedInstance[]> {
  return db
    .selectFrom('instances')
    .innerJoin('deidentified_instances', 'deidentified_instances.instance_id', 'instances.id')
    .select(['instances.sop_instance_uid', 'instances.sha256', 'deidentified_instances.account'])
    .where('instances.study_id', '=', options.studyId)
    .where('instances.realm_id', '=', scope.realmId)
    .orderBy('instances.sop_instance_uid')
    .limit(options.limit)
    .execute();
}

/** The id of a study's instance that has an account. */
export async function selectAccountedId(
  db: Db,
  scope: RealmScope,
  { studyId, sopInstanceUid }: { studyId: string; sopInstanceUid: string },
): Promise<string | undefined> {
  const row = await db
    .selectFrom('instances')
    .innerJoin('deidentified_instances', 'deidentified_instances.instance_id', 'instances.id')
    .select('instances.id')
    .where('instances.study_id', '=', studyId)
    .where('instances.sop_instance_uid', '=', sopInstanceUid)
    .where('instances.realm_id', '=', scope.realmId)
    .executeTakeFirst();
  return row?.id;
}

/** Keeps what the pseudonyms of an instance stand for. */
export async function updateIdentity(
  trx: Db,
  scope: RealmScope,
  { instanceId, identity }: { instanceId: string; identity: string },
): Promise<void> {
  await trx
    .updateTable('deidentified_instances')
    .set({ identity })
    .where('instance_id', '=', instanceId)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** What the pseudonyms of an instance stand for, as it rests. */
export interface SealedIdentity {
  readonly instance_id: string;
  readonly identity: string;
  readonly study_instance_uid: string | null;
  readonly series_instance_uid: string;
  readonly sop_instance_uid: string;
}

/** Rows of one answer. */
const identitiesPerPage = 1000;

/** What is kept of a case's instances, a study after the other, a page at a time. */
export async function* selectIdentities(
  db: Db,
  scope: RealmScope,
  personId: string,
): AsyncIterable<SealedIdentity[]> {
  const studies = await db
    .selectFrom('studies')
    .select('id')
    .where('person_id', '=', personId)
    .where('realm_id', '=', scope.realmId)
    .orderBy('id')
    .execute();
  for (const study of studies)
    for (let afterId = ''; ; ) {
      const page = await db
        .selectFrom('instances')
        .innerJoin('deidentified_instances', 'deidentified_instances.instance_id', 'instances.id')
        .innerJoin('series', 'series.id', 'instances.series_id')
        .innerJoin('studies', 'studies.id', 'instances.study_id')
        .select([
          'instances.id as instance_id',
          'deidentified_instances.identity',
          'studies.study_instance_uid',
          'series.series_instance_uid',
          'instances.sop_instance_uid',
        ])
        .where('instances.study_id', '=', study.id)
        .where('instances.realm_id', '=', scope.realmId)
        .where('instances.id', '>', afterId)
        .orderBy('instances.id')
        .limit(identitiesPerPage)
        .execute();
      yield page.filter((row): row is SealedIdentity => row.identity !== null);
      afterId = page.at(-1)?.instance_id ?? '';
      if (page.length < identitiesPerPage) break;
    }
}

/** Removes what is kept of a case's instances. */
export async function forgetIdentities(trx: Db, scope: RealmScope, personId: string): Promise<void> {
  await trx
    .updateTable('deidentified_instances')
    .set({ identity: null })
    .where('identity', 'is not', null)
    .where('realm_id', '=', scope.realmId)
    .where('instance_id', 'in', (eb) =>
      eb
        .selectFrom('instances')
        .innerJoin('studies', 'studies.id', 'instances.study_id')
        .select('instances.id')
        .where('studies.person_id', '=', personId),
    )
    .execute();
}
