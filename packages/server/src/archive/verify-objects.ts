// Checks every object against its row: is it there, of the same size, of the same bytes?
import { createHash } from 'node:crypto';
import type { Database, Db } from '../platform/database/index.ts';
import { selectHeldAfter } from './held-instances.store.ts';
import { type KeptObject, selectObjectsAfter } from './kept-objects.store.ts';
import { parseObjectKey } from './object-keys.ts';
import { ObjectMissingError, type ObjectStore } from './objects/object-store.ts';
import { selectPiecesAfter } from './part-pieces.store.ts';

/** What is wrong with an object. */
export interface ObjectFault {
  /** `instances`, `held_instances` or `part_pieces`. */
  readonly table: string;
  readonly id: string;
  readonly objectKey: string;
  readonly fault: 'missing' | 'size' | 'bytes' | 'unreadable';
}

const pageSize = 500;
const concurrency = 4;

/** Reads every object that a row points to and gives what is wrong, as it is found. */
export async function* verifyObjects(
  deps: { database: Database; objects: ObjectStore },
  options: { onChecked?: (object: KeptObject) => void } = {},
): AsyncIterable<ObjectFault> {
  const tables = {
    instances: selectObjectsAfter,
    held_instances: selectHeldAfter,
    part_pieces: selectPiecesAfter,
  };
  for (const [table, select] of Object.entries(tables)) {
    for await (const page of pages(deps.database.kysely, select)) {
      for (let start = 0; start < page.length; start += concurrency) {
        const some = page.slice(start, start + concurrency);
        const faults = await Promise.all(some.map((object) => faultOf(deps, table, select, object)));
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
  for (const select of [selectObjectsAfter, selectHeldAfter, selectPiecesAfter])
    for await (const page of pages(db, select)) yield* page;
}

type Select = (db: Db, id: string, limit: number) => Promise<KeptObject[]>;

async function* pages(db: Db, select: Select): AsyncIterable<KeptObject[]> {
  let after = '';
  for (
    let page = await select(db, after, pageSize);
    page.length > 0;
    page = await select(db, after, pageSize)
  ) {
    yield page;
    after = page.at(-1)?.id ?? '';
  }
}

async function faultOf(
  deps: { database: Database; objects: ObjectStore },
  table: string,
  select: Select,
  object: KeptObject,
): Promise<ObjectFault | undefined> {
  const fault = await checkObject(deps.objects, object);
  if (fault === undefined) return undefined;
  // Deleted between reading its row and reading its bytes: then there is no row any more, and no fault.
  const [row] = await select(deps.database.kysely, previousId(object.id), 1);
  if (row?.id !== object.id) return undefined;
  return { table, id: object.id, objectKey: object.object_key, fault };
}

/** A text that sorts just before an id. */
function previousId(id: string): string {
  return id.slice(0, -1);
}

async function checkObject(
  objects: ObjectStore,
  object: KeptObject,
): Promise<ObjectFault['fault'] | undefined> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const chunk of await objects.read(parseObjectKey(object.object_key))) {
      hash.update(chunk as Uint8Array);
      size += (chunk as Uint8Array).length;
    }
  } catch (error) {
    return error instanceof ObjectMissingError ? 'missing' : 'unreadable';
  }
  if (size !== object.size_bytes) return 'size';
  return hash.digest('hex') === object.sha256 ? undefined : 'bytes';
}
