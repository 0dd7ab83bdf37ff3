// Objects in two places: small ones in the database beside their rows, others where a store of files or a bucket keeps them.
// The key says which, so that nobody else needs to know.
import { Readable } from 'node:stream';
import type { Database } from '../../platform/database/index.ts';
import { isObjectKey, isSmallObjectKey, type ObjectKey, smallObjectMadeMs } from '../object-keys.ts';
import {
  endsEarly,
  type ListedObject,
  ObjectMissingError,
  type ObjectSource,
  type ObjectStore,
} from './object-store.ts';
import {
  deleteSmallObjects,
  insertSmallObjects,
  selectSmallObject,
  selectSmallObjectSize,
  selectSmallObjectsAfter,
} from './small-objects.store.ts';

/** Makes the store over the one of large objects. */
export function createTieredStore(deps: { large: ObjectStore; database: Database }): ObjectStore {
  const { large, database } = deps;
  const db = database.kysely;
  const isSmall = (key: ObjectKey) => isSmallObjectKey(key) && isObjectKey(key);
  return {
    ...large,
    put: async (key, source) => {
      if (!isSmall(key)) return large.put(key, source);
      const bytes = wholeOf(source);
      const row = { object_key: key, size_bytes: bytes.length, bytes };
      return database.transaction((trx) => insertSmallObjects(trx, [row]));
    },
    read: async (key, range) => {
      if (!isSmall(key)) return large.read(key, range);
      const bytes = await selectSmallObject(db, key, range);
      if (bytes === undefined) throw new ObjectMissingError(key);
      return Readable.from(bytes.length === 0 ? [] : [Buffer.from(bytes)], { objectMode: false });
    },
    fill: async (key, start, target) => {
      if (!isSmall(key)) return large.fill(key, start, target);
      const bytes = await selectSmallObject(db, key, { start, length: target.length });
      if (bytes === undefined) throw new ObjectMissingError(key);
      if (bytes.length < target.length) throw endsEarly();
      target.set(bytes);
    },
    stat: async (key) => {
      if (!isSmall(key)) return large.stat(key);
      const sizeBytes = await selectSmallObjectSize(db, key);
      return sizeBytes === undefined ? undefined : { sizeBytes };
    },
    delete: async (key) => (isSmall(key) ? deleteSmallObjects(db, [key]) : large.delete(key)),
    list: () => listBoth(deps),
  };
}

/** The bytes of a small object, in memory of their own: a thread that is handed them gets nothing else with them. */
export function wholeOf(source: ObjectSource): Uint8Array {
  if (source.kind === 'file') throw new RangeError('A small object comes from memory.');
  const whole = new Uint8Array(source.chunks.reduce((size, chunk) => size + chunk.length, 0));
  let at = 0;
  for (const chunk of source.chunks) {
    whole.set(chunk, at);
    at += chunk.length;
  }
  return whole;
}

const pageSize = 1000;

async function* listBoth(deps: { large: ObjectStore; database: Database }): AsyncIterable<ListedObject> {
  let after = '';
  for (let isLast = false; !isLast; ) {
    const page = await selectSmallObjectsAfter(deps.database.kysely, after, pageSize);
    for (const { object_key, size_bytes } of page) {
      const key = object_key as ObjectKey;
      yield { key, sizeBytes: size_bytes, modifiedMs: smallObjectMadeMs(key) };
    }
    after = page.at(-1)?.object_key ?? '';
    isLast = page.length < pageSize;
  }
  yield* deps.large.list();
}
