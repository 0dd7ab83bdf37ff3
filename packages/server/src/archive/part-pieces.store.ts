// The table of pieces of parts: which bytes of an upload that is under way lie in which object.
import type { RealmScope } from '../access/index.ts';
import { type Db, insertRows, type PartPiecesTable } from '../platform/database/index.ts';
import type { KeptObject } from './kept-objects.store.ts';

/** Adds pieces of one part. Unscoped: the rows carry their realm. */
export async function insertPieces(trx: Db, rows: readonly PartPiecesTable[]): Promise<void> {
  await insertRows(trx, 'part_pieces', rows);
}

/** The pieces of a part in their order. */
export async function selectPieces(
  db: Db,
  scope: RealmScope,
  partId: string,
): Promise<Pick<PartPiecesTable, 'object_key' | 'seal'>[]> {
  return db
    .selectFrom('part_pieces')
    .select(['object_key', 'seal'])
    .where('realm_id', '=', scope.realmId)
    .where('part_id', '=', partId)
    .orderBy('start_bytes')
    .execute();
}

/** Removes the pieces of parts and gives the keys of their objects, which no row points to any more. */
export async function deletePieces(
  trx: Db,
  scope: RealmScope,
  partIds: readonly string[],
): Promise<string[]> {
  if (partIds.length === 0) return [];
  const rows = await trx
    .deleteFrom('part_pieces')
    .where('realm_id', '=', scope.realmId)
    .where('part_id', 'in', partIds)
    .returning('object_key')
    .execute();
  return rows.map((row) => row.object_key);
}

/** Which of these objects are pieces. Unscoped: the sweep is the installation's. */
export async function selectPieceKeys(db: Db, objectKeys: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('part_pieces')
    .select('object_key')
    .where('object_key', 'in', objectKeys)
    .execute();
  return rows.map((row) => row.object_key);
}

/** Every piece's object, a page at a time: those behind an id. Unscoped: verification is the installation's. */
export async function selectPiecesAfter(db: Db, id: string, limit: number): Promise<KeptObject[]> {
  return db
    .selectFrom('part_pieces')
    .select(['id', 'realm_id', 'object_key', 'size_bytes', 'sha256'])
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .execute();
}
