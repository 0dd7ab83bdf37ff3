// The table of transfers: what goes to which peer, and how far it has come.
import type { RealmScope } from '../../access/index.ts';
import type { Db, TransfersTable } from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';

/** Adds transfers. */
export async function insertTransfers(
  trx: Db,
  scope: RealmScope,
  rows: readonly Omit<TransfersTable, 'realm_id'>[],
): Promise<void> {
  await trx
    .insertInto('transfers')
    .values(rows.map((row) => ({ ...row, realm_id: scope.realmId })))
    .execute();
}

/** A page of transfers, newest first, and how many there are. */
export async function selectTransfers(
  db: Db,
  scope: RealmScope,
  page: { offset: number; limit: number },
): Promise<{ rows: TransfersTable[]; total: number }> {
  const query = db.selectFrom('transfers').where('realm_id', '=', scope.realmId);
  const [rows, count] = await Promise.all([
    query.selectAll().orderBy('id', 'desc').offset(page.offset).limit(page.limit).execute(),
    query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

/** A transfer; `undefined` when the realm has none of that id. */
export async function selectTransfer(
  db: Db,
  scope: RealmScope,
  id: string,
): Promise<TransfersTable | undefined> {
  if (!isId(id)) return undefined;
  return db
    .selectFrom('transfers')
    .selectAll()
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirst();
}

/** What changes of a transfer while it goes. */
export type TransferChanges = Partial<Omit<TransfersTable, 'id' | 'realm_id' | 'study_id' | 'created_at'>>;

/** Changes a transfer that has not ended, and gives it as it is then; `undefined` when it has, or is gone. */
export async function updateOpenTransfer(
  db: Db,
  scope: RealmScope,
  id: string,
  changes: TransferChanges,
): Promise<TransfersTable | undefined> {
  return db
    .updateTable('transfers')
    .set(changes)
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .where('state', 'in', ['waiting', 'sending'])
    .returningAll()
    .executeTakeFirst();
}
