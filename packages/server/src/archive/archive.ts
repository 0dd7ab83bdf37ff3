// The archive: objects under keys of ours, and how contents leave it. What is stored for whom is not its matter.
import type { Readable } from 'node:stream';
import type { RealmScope } from '../access/index.ts';
import { enqueueJob } from '../jobs/index.ts';
import { type Clock, formatMillis } from '../platform/clock.ts';
import type { Db } from '../platform/database/index.ts';
import { doomContents, doomObjects } from './doomed-objects.store.ts';
import { deleteContents } from './instance-index.store.ts';
import { deleteKeptMetadata } from './metadata/series-metadata.store.ts';
import { createObjectKeys, newSmallObjectKey, type ObjectKey, parseObjectKey } from './object-keys.ts';
import type { ByteRange, ObjectSource, ObjectStore } from './objects/object-store.ts';
import { insertSmallObjects } from './objects/small-objects.store.ts';
import { wholeOf } from './objects/tiered-store.ts';
import { removeObjectsJob } from './remove-objects.job.ts';
import { deleteReportFiles } from './report-files.store.ts';

/** The archive of an installation. */
export interface Archive {
  readonly objects: ObjectStore;
  /**
   * Gives bytes a fresh key and keeps them. When it resolves they survive a power cut, and without a row the sweep
   * removes them; but for a small object, which becomes durable in the transaction that adds its row.
   */
  keep(source: ObjectSource, sizeBytes: number): Promise<NewObject>;
  /** The same for who has something to do meanwhile. `durable` settles as {@link Archive.keep} does. */
  beginToKeep(
    source: ObjectSource,
    sizeBytes: number,
  ): { readonly object: NewObject; readonly durable: Promise<void> };
  /** The bytes of an object by the key in its row. Throws `ObjectMissingError`. */
  open(objectKey: string, range?: ByteRange): Promise<Readable>;
  /** Fills memory with an object's bytes from `start` on. Throws `ObjectMissingError`, and `RangeError` when it is shorter. */
  fill(objectKey: string, start: number, target: Uint8Array): Promise<void>;
}

/** A new object. With `bytes` it is a small one, for {@link addSmallObjects}; without, it is durable already. */
export interface NewObject {
  readonly key: ObjectKey;
  readonly bytes?: Uint8Array;
}

/**
 * Objects up to this size lie in the database beside their rows: one sync makes both durable, where a file costs two more.
 * Larger ones are not worth writing twice, first to the database's log and then to its pages.
 */
export const smallBytesMax = 64 * 1024;

/** Adds small objects in the transaction that adds their rows. Unscoped: whose they are, those rows say. */
export async function addSmallObjects(trx: Db, objects: readonly NewObject[]): Promise<void> {
  await insertSmallObjects(
    trx,
    objects.flatMap(({ key, bytes }) =>
      bytes === undefined ? [] : [{ object_key: key, size_bytes: bytes.length, bytes }],
    ),
  );
}

/** Makes the archive over a store of objects. */
export function createArchive(deps: { objects: ObjectStore }): Archive {
  const { objects } = deps;
  const newKey = createObjectKeys();
  const beginToKeep: Archive['beginToKeep'] = (source, sizeBytes) => {
    if (source.kind === 'memory' && sizeBytes <= smallBytesMax)
      return { object: { key: newSmallObjectKey(), bytes: wholeOf(source) }, durable: Promise.resolve() };
    const key = newKey();
    return { object: { key }, durable: objects.put(key, source) };
  };
  return {
    objects,
    beginToKeep,
    keep: async (source, sizeBytes) => {
      const { object, durable } = beginToKeep(source, sizeBytes);
      await durable;
      return object;
    },
    open: (objectKey, range) => objects.read(parseObjectKey(objectKey), range),
    fill: (objectKey, start, target) => objects.fill(parseObjectKey(objectKey), start, target),
  };
}

/** Parameters of one statement stay far below what SQLite takes. */
const studiesPerStatement = 5000;

/**
 * Removes the series, instances and reports' files of studies: the rows now, the files by a job of the same transaction. The rows of
 * the studies themselves are their owner's to remove, afterwards.
 */
export async function removeStudyContents(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  studyIds: readonly string[],
): Promise<void> {
  let doomed = 0;
  // Reports' files, and what is told of series: it names the patient.
  const files: string[] = [];
  for (let start = 0; start < studyIds.length; start += studiesPerStatement) {
    const some = studyIds.slice(start, start + studiesPerStatement);
    doomed += await doomContents(trx, scope, { studyIds: some, now: deps.clock.now() });
    files.push(...(await deleteKeptMetadata(trx, scope, { studyIds: some })));
    await deleteContents(trx, scope, some);
    files.push(...(await deleteReportFiles(trx, scope, { studyIds: some })));
  }
  await doomObjects(trx, scope, { objectKeys: files, from: deps.clock.now() });
  if (doomed + files.length > 0) await enqueueJob(trx, deps, removeObjectsJob, {}, { uniqueKey: 'all' });
}

/** Gives objects that no row points to any more to the clean-up. */
export async function dropObjects(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  objectKeys: readonly string[],
): Promise<void> {
  if (objectKeys.length === 0) return;
  await doomObjects(trx, scope, { objectKeys, from: deps.clock.now() });
  await enqueueJob(trx, deps, removeObjectsJob, {}, { uniqueKey: 'all' });
}

/**
 * Whoever has looked up an instance before it was replaced reads its object to the end: a study of thousands of images
 * goes over a slow line in less. Nothing that was deleted is kept like this.
 */
const replacedKeptMs = 15 * 60_000;

/** Gives the objects of replaced instances to the clean-up, for when nobody reads them any more. */
export async function retireObjects(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  objectKeys: readonly string[],
): Promise<void> {
  const from = formatMillis(deps.clock.nowMs() + replacedKeptMs);
  await doomObjects(trx, scope, { objectKeys, from });
  await enqueueJob(
    trx,
    deps,
    removeObjectsJob,
    {},
    {
      uniqueKey: 'retired',
      runAt: from,
      whenWaiting: 'earlier',
    },
  );
}
