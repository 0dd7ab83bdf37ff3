// DIMSE peers of a realm: registered, changed, removed. Looking one up at an association is `access`'s own matter.
import type { RealmScope } from '../../access/index.ts';
import type { Db, PeersTable } from '../../platform/database/index.ts';

/** Registers a peer; false when the realm has one of that title already. */
export async function insertPeer(
  trx: Db,
  scope: RealmScope,
  row: Omit<PeersTable, 'realm_id'>,
): Promise<boolean> {
  const result = await trx
    .insertInto('peers')
    .values({ ...row, realm_id: scope.realmId })
    .onConflict((conflict) => conflict.columns(['realm_id', 'ae_title']).doNothing())
    .executeTakeFirst();
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** A page of the peers, by title, and how many there are. */
export async function selectPeers(
  db: Db,
  scope: RealmScope,
  page: { offset: number; limit: number },
): Promise<{ rows: PeersTable[]; total: number }> {
  const peers = db.selectFrom('peers').where('realm_id', '=', scope.realmId);
  const [rows, count] = await Promise.all([
    peers.selectAll().orderBy('ae_title').limit(page.limit).offset(page.offset).execute(),
    peers.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

/** One peer, by id or by title. */
export async function selectPeer(
  db: Db,
  scope: RealmScope,
  which: { id: string } | { aeTitle: string },
): Promise<PeersTable | undefined> {
  const peers = db.selectFrom('peers').selectAll().where('realm_id', '=', scope.realmId);
  const one = 'id' in which ? peers.where('id', '=', which.id) : peers.where('ae_title', '=', which.aeTitle);
  return one.executeTakeFirst();
}

/** Changes a peer; false when it is gone. Fails as `unique` when another has the title. */
export async function updatePeerColumns(
  trx: Db,
  scope: RealmScope,
  { id, changes }: { id: string; changes: Partial<Omit<PeersTable, 'id' | 'realm_id' | 'created_at'>> },
): Promise<boolean> {
  const result = await trx
    .updateTable('peers')
    .set(changes)
    .where('realm_id', '=', scope.realmId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Removes a peer; false when it is gone already. */
export async function deletePeer(trx: Db, scope: RealmScope, id: string): Promise<boolean> {
  const result = await trx
    .deleteFrom('peers')
    .where('realm_id', '=', scope.realmId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
}
