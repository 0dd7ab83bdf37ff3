// Checks every object against its row: is it there, of the same size, of the same bytes?
import { createHash } from 'node:crypto';
import { type Database, type Db, isDatabaseAway } from '../platform/database/index.ts';
import { selectHeldAfter } from './held-instances.store.ts';
import { type KeptObject, selectObjectsAfter } from './kept-objects.store.ts';
import { isSmallObjectKey, parseObjectKey } from './object-keys.ts';
import { demandStore } from './objects/demand-store.ts';
import { ObjectMissingError, type ObjectStore } from './objects/object-store.ts';
import { selectPiecesAfter } from './part-pieces.store.ts';
import { selectReportFilesAfter } from './report-files.store.ts';
import { selectReviewObjectsAfter } from './review-items.store.ts';

/** What is wrong with an object. */
export interface ObjectFault {
  readonly table: ObjectTable;
  readonly id: string;
  readonly realmId: string;
  readonly objectKey: string;
  readonly fault: 'missing' | 'size' | 'bytes' | 'unreadable';
}

const pageSize = 500;
const concurrency = 4;

const selects = {
  instances: selectObjectsAfter,
  held_instances: selectHeldAfter,
  part_pieces: selectPiecesAfter,
  report_files: selectReportFilesAfter,
  review_items: selectReviewObjectsAfter,
} as const;
/** A table whose rows point to objects. */
export type ObjectTable = keyof typeof selects;
/** All of them. */
export const objectTables = Object.keys(selects) as ObjectTable[];

/** The objects of a table in the order of their ids: those behind one. Unscoped: verification is the installation's. */
export function selectKept(
  db: Db,
  table: ObjectTable,
  { after, limit }: { after: string; limit: number },
): Promise<KeptObject[]> {
  return selects[table](db, after, limit);
}

/** Reads every object that a row points to and gives what is wrong, as it is found. Throws `ObjectStoreAwayError`. */
export async function* verifyObjects(
  deps: { database: Database; objects: ObjectStore },
  options: { onChecked?: (object: KeptObject) => void } = {},
): AsyncIterable<ObjectFault> {
  for (const table of objectTables) {
    for await (const page of pages(deps.database.kysely, table)) {
      for (let start = 0; start < page.length; start += concurrency) {
        const some = page.slice(start, start + concurrency);
        const faults = await Promise.all(some.map((object) => faultOf(deps, table, object)));
        for (const [index, fault] of faults.entries()) {
          if (fault !== undefined) yield fault;
          options.onChecked?.(some[index] as KeptObject);
        }
      }
    }
  }
}

/** Every object that a row points to. */
export async function* keptObjects(db: Db): AsyncIterable<KeptObject> {
  for (const table of objectTables) for await (const page of pages(db, table)) yield* page;
}

async function* pages(db: Db, table: ObjectTable): AsyncIterable<KeptObject[]> {
  let after = '';
  const select = () => selectKept(db, table, { after, limit: pageSize });
  for (let page = await select(); page.length > 0; page = await select()) {
    yield page;
    after = page.at(-1)?.id ?? '';
  }
}

/**
 * What is wrong with an object; `undefined` when nothing is, or when it was deleted meanwhile. Throws when the signal aborts,
 * and `ObjectStoreAwayError` when the whole store cannot be read.
 */
export async function faultOf(
  deps: { database: Database; objects: ObjectStore },
  table: ObjectTable,
  object: KeptObject,
  signal?: AbortSignal,
): Promise<ObjectFault | undefined> {
  const { id, realm_id: realmId, object_key: objectKey } = object;
  const isSmall = isSmallObjectKey(objectKey);
  for (let isLast = isSmall; ; isLast = true) {
    const found = await checkObject(deps.objects, object, signal);
    // Deleted between reading its row and reading its bytes: then there is no row any more, and no fault.
    if (found === undefined || !(await isStillKept(deps.database.kysely, table, object))) return undefined;
    if (!isSmall && found !== 'size' && found !== 'bytes') await demandStore(deps.objects);
    if (found !== 'doubtful') return { table, id, realmId, objectKey, fault: found };
    // The store was away for a moment, or it refuses this object alone: then it does so again.
    if (isLast) return { table, id, realmId, objectKey, fault: 'unreadable' };
  }
}

/** Whether a row is still there, and still points to the same object. */
export async function isStillKept(
  db: Db,
  table: ObjectTable,
  object: Pick<KeptObject, 'id' | 'object_key'>,
): Promise<boolean> {
  const [row] = await selectKept(db, table, { after: previousId(object.id), limit: 1 });
  return row?.id === object.id && row.object_key === object.object_key;
}

/** A text that sorts just before an id. */
function previousId(id: string): string {
  return id.slice(0, -1);
}

async function checkObject(
  objects: ObjectStore,
  object: KeptObject,
  signal: AbortSignal | undefined,
): Promise<ObjectFault['fault'] | 'doubtful' | undefined> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of await objects.read(parseObjectKey(object.object_key))) {
      signal?.throwIfAborted();
      hash.update(chunk as Uint8Array);
      size += (chunk as Uint8Array).length;
    }
  } catch (error) {
    signal?.throwIfAborted();
    if (isDatabaseAway(error)) throw error;
    return faultOfOne(error) ?? 'doubtful';
  }
  if (size !== object.size_bytes) return 'size';
  return hash.digest('hex') === object.sha256 ? undefined : 'bytes';
}

/** What a disk says of one file, whatever the others are like. */
const codesOfOneFile: ReadonlySet<unknown> = new Set(['EIO', 'EACCES', 'EPERM', 'EISDIR']);

/** What an error says is wrong with the one object that was read; `undefined` when it is the store that is away. */
export function faultOfOne(error: unknown): 'missing' | 'unreadable' | undefined {
  if (error instanceof ObjectMissingError) return 'missing';
  return codesOfOneFile.has((error as { code?: unknown } | null)?.code) ? 'unreadable' : undefined;
}

/** Makes sure, of an object that could not be opened, that it is the object's own fault: throws when store or database are away. */
export async function demandFaultOfOne(
  objects: ObjectStore,
  objectKey: string,
  error: unknown,
): Promise<void> {
  if (isDatabaseAway(error)) throw error;
  if (!isSmallObjectKey(objectKey)) await demandStore(objects);
}
