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
