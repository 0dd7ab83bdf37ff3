// The bytes of parts between the line and the way in: pieces that are added, read in their order, and removed.
import type { RealmScope } from '../access/index.ts';
import { enqueueJob } from '../jobs/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/database/index.ts';
import { newId } from '../platform/ids.ts';
import { readSeal, sealText, unseal } from '../platform/seal.ts';
import { type Archive, addSmallObjects, dropObjects } from './archive.ts';
import { deletePieces, insertPieces, selectPieces } from './part-pieces.store.ts';
import type { KeptPiece } from './piece-writer.ts';
import { removeObjectsJob } from './remove-objects.job.ts';

/** Adds pieces, the first of which begins at `startBytes` of the part; its other rows are written in the same transaction. */
export async function addPieces(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  options: { partId: string; startBytes: number; pieces: readonly KeptPiece[] },
): Promise<void> {
  const now = deps.clock.now();
  let start = options.startBytes;
  const rows = options.pieces.map((piece) => {
    const row = {
      id: newId(),
      realm_id: scope.realmId,
      part_id: options.partId,
      start_bytes: start,
      size_bytes: piece.sizeBytes,
      sha256: piece.sha256,
      object_key: piece.key,
      seal: piece.seal === undefined ? null : sealText(piece.seal),
      created_at: now,
    };
    start += piece.sizeBytes;
    return row;
  });
  await addSmallObjects(trx, options.pieces);
  await insertPieces(trx, rows);
}

/**
 * Takes the clean-up's job in hand, for who will remove pieces behind rows that others lock as well: the job is locked
 * first by everybody.
 */
export async function preparePieceRemoval(trx: Db, deps: { clock: Clock }): Promise<void> {
  await enqueueJob(trx, deps, removeObjectsJob, {}, { uniqueKey: 'all' });
}

/** Removes the pieces of parts: the rows now, the objects by a job of the same transaction. */
export async function removePieces(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  partIds: readonly string[],
): Promise<void> {
  await dropObjects(trx, deps, scope, await deletePieces(trx, scope, partIds));
}

/** The bytes of a part, from its first. Throws `ObjectMissingError`. */
export async function* readPieces(
  deps: { archive: Archive; db: Db },
  scope: RealmScope,
  partId: string,
): AsyncIterable<Uint8Array> {
  for (const { object_key, seal } of await selectPieces(deps.db, scope, partId)) {
    const bytes: AsyncIterable<Uint8Array> = await deps.archive.open(object_key);
    yield* seal === null ? bytes : unseal(readSeal(seal), bytes);
  }
}
