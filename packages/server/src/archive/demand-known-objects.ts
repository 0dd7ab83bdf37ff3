// Whether the folder of the objects is the one that the database knows, before anything new is put into it.
import type { Database } from '../platform/database/index.ts';
import { smallBytesMax } from './archive.ts';
import { hasInstanceAbove } from './kept-objects.store.ts';
import { ObjectStoreAwayError } from './objects/demand-store.ts';
import type { ObjectStore } from './objects/object-store.ts';

/**
 * Throws {@link ObjectStoreAwayError} when a folder holds nothing though objects in it are known: where its disk is not mounted, what
 * comes would be kept on another one, and be away as soon as it is. A bucket is not asked: it may be away, and come back.
 */
export async function demandKnownObjects(deps: { objects: ObjectStore; database: Database }): Promise<void> {
  const { objects, database } = deps;
  if (!objects.isNear || (await objects.holdsAnything())) return;
  if (await hasInstanceAbove(database.kysely, smallBytesMax)) throw new ObjectStoreAwayError('empty');
}
