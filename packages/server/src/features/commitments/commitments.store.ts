// The table of commitments that a peer waits for.
import type { RealmScope } from '../../access/index.ts';
import type { CommitmentsTable, Db } from '../../platform/database/index.ts';

/** Keeps a question until it is answered. */
export async function insertCommitment(
  trx: Db,
  scope: RealmScope,
  row: Omit<CommitmentsTable, 'realm_id'>,
): Promise<void> {
  await trx
    .insertInto('commitments')
    .values({ ...row, realm_id: scope.realmId })
    .execute();
}

/** A question; `undefined` when it was answered. */
export async function selectCommitment(
  db: Db,
  scope: RealmScope,
  id: string,
): Promise<CommitmentsTable | undefined> {
  return db
    .selectFrom('commitments')
    .selectAll()
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirst();
}

/** Forgets a question. */
export async function deleteCommitment(db: Db, scope: RealmScope, id: string): Promise<void> {
  await db.deleteFrom('commitments').where('id', '=', id).where('realm_id', '=', scope.realmId).execute();
}
