// The table of small objects: bytes that lie beside their rows. Unscoped: whose an object is, the rows that name it say.
import { sql } from 'kysely';
import {
  type Db,
  insertRows,
  isOneOf,
  runStatement,
  type SmallObjectsTable,
} from '../../platform/database/index.ts';
import type { ByteRange } from './object-store.ts';

/** Adds objects, in the transaction that adds the rows that name them; nothing happens for those that are there. */
export async function insertSmallObjects(trx: Db, rows: readonly SmallObjectsTable[]): Promise<void> {
  await insertRows(trx, 'small_objects', rows, { unlessThere: ['object_key'] });
}

/** The bytes of an object, or a range of them; `undefined` when there is none. */
export async function selectSmallObject(
  db: Db,
  key: string,
  range: ByteRange | undefined,
): Promise<Uint8Array | undefined> {
  const [row] =
    range === undefined
      ? await runStatement<{ bytes: Uint8Array }>(
          db,
          'SELECT bytes FROM small_objects WHERE object_key = ?',
          [key],
        )
      : await runStatement<{ bytes: Uint8Array }>(
          db,
          'SELECT substr(bytes, ?, ?) AS bytes FROM small_objects WHERE object_key = ?',
          [range.start + 1, range.length, key],
        );
  return row?.bytes;
}

/** An object's size; `undefined` when there is none. */
export async function selectSmallObjectSize(db: Db, key: string): Promise<number | undefined> {
  const [row] = await runStatement<{ size_bytes: number }>(
    db,
    'SELECT size_bytes FROM small_objects WHERE object_key = ?',
    [key],
  );
  return row?.size_bytes;
}

/** Removes objects; nothing happens for those that are gone. */
export async function deleteSmallObjects(db: Db, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const those = isOneOf(db, 'object_key', keys);
  await runStatement(db, `DELETE FROM small_objects WHERE ${those.text}`, [those.parameter]);
}

/** Every object, a page at a time: those behind a key. */
export async function selectSmallObjectsAfter(
  db: Db,
  key: string,
  limit: number,
): Promise<Pick<SmallObjectsTable, 'object_key' | 'size_bytes'>[]> {
  const { rows } = await sql<Pick<SmallObjectsTable, 'object_key' | 'size_bytes'>>`
    SELECT object_key, size_bytes FROM small_objects WHERE object_key > ${key} ORDER BY object_key
    LIMIT ${sql.lit(limit)}`.execute(db);
  return rows;
}
