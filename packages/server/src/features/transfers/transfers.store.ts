// The table of transfers: what goes to which peer, and how far it has come.
import type { RealmScope } from '../../access/index.ts';
import type { Db, StudiesTable, TransfersTable } from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';

/** A transfer, and what its study is called. */
export type TransferOfStudy = TransfersTable &
  Pick<StudiesTable, 'study_description' | 'study_date' | 'modalities'>;

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
): Promise<{ rows: TransferOfStudy[]; total: number }> {
  const [rows, count] = await Promise.all([
    withStudies(db, scope).orderBy('transfers.id', 'desc').offset(page.offset).limit(page.limit).execute(),
    db
      .selectFrom('transfers')
      .where('realm_id', '=', scope.realmId)
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

/** A transfer; `undefined` when the realm has none of that id. */
export async function selectTransfer(
  db: Db,
  scope: RealmScope,
  id: string,
): Promise<TransferOfStudy | undefined> {
  if (!isId(id)) return undefined;
  return withStudies(db, scope).where('transfers.id', '=', id).executeTakeFirst();
}

/** Transfers that were just made, in the order in which they were. */
export async function selectTransfersById(
  db: Db,
  scope: RealmScope,
  ids: readonly string[],
): Promise<TransferOfStudy[]> {
  return withStudies(db, scope).where('transfers.id', 'in', ids).orderBy('transfers.id').execute();
}

function withStudies(db: Db, scope: RealmScope) {
  return db
    .selectFrom('transfers')
    .innerJoin('studies', 'studies.id', 'transfers.study_id')
    .selectAll('transfers')
    .select(['studies.study_description', 'studies.study_date', 'studies.modalities'])
    .where('transfers.realm_id', '=', scope.realmId)
    .where('studies.realm_id', '=', scope.realmId);
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
