// The archive: objects under keys of ours, and how contents leave it. What is stored for whom is not its matter.
import type { Readable } from 'node:stream';
import type { RealmScope } from '../access/index.ts';
import { enqueueJob } from '../jobs/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/database/index.ts';
import { doomContents, doomObjects } from './doomed-objects.store.ts';
import { deleteContents } from './instance-index.store.ts';
import { createObjectKeys, type ObjectKey, parseObjectKey } from './object-keys.ts';
import type { ByteRange, ObjectSource, ObjectStore } from './objects/object-store.ts';
import { removeObjectsJob } from './remove-objects.job.ts';

/** The archive of an installation. */
export interface Archive {
  readonly objects: ObjectStore;
  /** Keeps bytes under a fresh key. When it resolves they survive a power cut; without a row the sweep removes them. */
  keep(source: ObjectSource): Promise<ObjectKey>;
  /** The bytes of an object by the key in its row. Throws `ObjectMissingError`. */
  open(objectKey: string, range?: ByteRange): Promise<Readable>;
}

/** Makes the archive over a store of objects. */
export function createArchive(deps: { objects: ObjectStore }): Archive {
  const { objects } = deps;
  const newKey = createObjectKeys();
  return {
    objects,
    keep: async (source) => {
      const key = newKey();
      await objects.put(key, source);
      return key;
    },
    open: (objectKey, range) => objects.read(parseObjectKey(objectKey), range),
  };
}

/** Parameters of one statement stay far below what SQLite takes. */
const studiesPerStatement = 5000;

/**
 * Removes the series and instances of studies: the rows now, the files by a job of the same transaction. The rows of
 * the studies themselves are their owner's to remove, afterwards.
 */
export async function removeStudyContents(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  studyIds: readonly string[],
): Promise<void> {
  let doomed = 0;
  for (let start = 0; start < studyIds.length; start += studiesPerStatement) {
    const some = studyIds.slice(start, start + studiesPerStatement);
    doomed += await doomContents(trx, scope, { studyIds: some, now: deps.clock.now() });
    await deleteContents(trx, scope, some);
  }
  if (doomed > 0) await enqueueJob(trx, deps, removeObjectsJob, {}, { uniqueKey: 'all' });
}

/** Gives objects that no row points to any more to the clean-up. */
export async function dropObjects(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  objectKeys: readonly string[],
): Promise<void> {
  if (objectKeys.length === 0) return;
  await doomObjects(trx, scope, { objectKeys, now: deps.clock.now() });
  await enqueueJob(trx, deps, removeObjectsJob, {}, { uniqueKey: 'all' });
}
