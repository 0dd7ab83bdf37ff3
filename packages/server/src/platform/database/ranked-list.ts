// Ranked lists: any page of an order over any number of rows, and its exact total, without counting. Blocks of an order say
// how many rows stand between two of its keys; every write of a row adjusts one block. Knows nothing of what is listed.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { newId } from '../ids.ts';
import type { Db } from './database.ts';
import type { RankedListsTable } from './schema.ts';
import { insertRows, runStatement } from './statement.ts';

/** One order over some of a table's rows. Rows without a value make a list of their own, ordered by id. */
export interface RankedList {
  readonly realmId: string;
  readonly name: string;
  readonly table: string;
  /** The column that is ordered by, with the id behind it; null: the id alone. */
  readonly column: string | null;
  /** Which rows are in the list. An index over these columns, the order's and the id serves it. */
  readonly where: RawBuilder<SqlBool>;
  /** A block that grows past this is split in two: a page reads at most so many keys beside its own. */
  readonly blockRowsMax: number;
}
/** Where a row stands in its list. The value is empty in a list by id alone. */
export interface RankedKey {
  readonly value: string;
  readonly id: string;
}
/** A row that came into a list, or left it. */
export interface RankedChange {
  readonly list: RankedList;
  readonly key: RankedKey;
  readonly delta: 1 | -1;
}

/** A good size of a block: a list of a million rows then has a thousand, which are summed in half a millisecond. */
export const blockRowsUsual = 2000;
/** A block that shrinks below this part of the most joins the one before it, when both fit in half a block. */
const fewPart = 8;

/** How many rows a fresh block has. */
export function freshBlockRows(list: RankedList): number {
  return Math.ceil(list.blockRowsMax / 2);
}

/**
 * Brings the counts of lists in step with rows that the transaction has changed already. The caller sees to it that no
 * other transaction does the same for the realm at the same time.
 */
export async function applyListChanges(trx: Db, changes: readonly RankedChange[]): Promise<void> {
  // A split counts rows as they are: everything that leaves must have left before anything comes.
  for (const change of changes.filter(({ delta }) => delta < 0)) await removeKey(trx, change);
  for (const change of changes.filter(({ delta }) => delta > 0)) await addKey(trx, change);
  await noteChanges(trx, changes);
}

/** One statement for all the lists that changed. */
async function noteChanges(trx: Db, changes: readonly RankedChange[]): Promise<void> {
  const rows = [...Map.groupBy(changes, ({ list }) => `${list.realmId} ${list.name}`).values()].flatMap(
    ([first, ...others]) =>
      first === undefined
        ? []
        : [
            headOf(
              first.list,
              [first, ...others].reduce((sum, { delta }) => sum + delta, 0),
            ),
          ],
  );
  if (rows.length === 0) return;
  await insertRows(trx, 'ranked_lists', rows, {
    whenThere: `(realm_id, list) DO UPDATE SET
      row_count = ranked_lists.row_count + excluded.row_count, version = excluded.version`,
  });
}

function headOf(list: RankedList, rowCount: number): RankedListsTable {
  return { realm_id: list.realmId, list: list.name, row_count: rowCount, version: newId() };
}

/** Writes the number of a list's rows anew. */
export async function setListTotal(trx: Db, list: RankedList, rowCount: number): Promise<void> {
  await trx
    .insertInto('ranked_lists')
    .values(headOf(list, rowCount))
    .onConflict((conflict) =>
      conflict.columns(['realm_id', 'list']).doUpdateSet((eb) => ({
        row_count: eb.ref('excluded.row_count'),
        version: eb.ref('excluded.version'),
      })),
    )
    .execute();
}

interface Block {
  lower_value: string;
  lower_id: string;
  row_count: number;
}

async function addKey(trx: Db, { list, key }: RankedChange): Promise<void> {
  let block = await adjustBlock(trx, list, key, 1);
  if (block === undefined) {
    // The first block begins before every key there can be.
    await insertBlock(trx, list, { lower_value: '', lower_id: '', row_count: 0 });
    block = await adjustBlock(trx, list, key, 1);
  }
  if (block !== undefined && block.row_count > list.blockRowsMax) await splitBlock(trx, list, block);
}

async function removeKey(trx: Db, { list, key }: RankedChange): Promise<void> {
  const block = await adjustBlock(trx, list, key, -1);
  const isFirst = block === undefined || (block.lower_value === '' && block.lower_id === '');
  if (!isFirst && block.row_count < list.blockRowsMax / fewPart) await mergeBlock(trx, list, block);
}

async function adjustBlock(
  trx: Db,
  list: RankedList,
  key: RankedKey,
  delta: 1 | -1,
): Promise<Block | undefined> {
  const [block] = await runStatement<Block>(
    trx,
    `UPDATE list_blocks SET row_count = row_count ${delta === 1 ? '+' : '-'} 1
    WHERE realm_id = ? AND list = ? AND (lower_value, lower_id) = (
      SELECT lower_value, lower_id FROM list_blocks
      WHERE realm_id = ? AND list = ? AND (lower_value, lower_id) <= (?, ?)
      ORDER BY lower_value DESC, lower_id DESC LIMIT 1)
    RETURNING lower_value, lower_id, row_count`,
    [list.realmId, list.name, list.realmId, list.name, key.value, key.id],
  );
  return block;
}

async function insertBlock(trx: Db, list: RankedList, block: Block): Promise<void> {
  await trx
    .insertInto('list_blocks')
    .values({ realm_id: list.realmId, list: list.name, ...block })
    .execute();
}

async function setBlockCount(trx: Db, list: RankedList, block: Block, rowCount: number): Promise<void> {
  await trx
    .updateTable('list_blocks')
    .set({ row_count: rowCount })
    .where('realm_id', '=', list.realmId)
    .where('list', '=', list.name)
    .where('lower_value', '=', block.lower_value)
    .where('lower_id', '=', block.lower_id)
    .execute();
}

async function splitBlock(trx: Db, list: RankedList, block: Block): Promise<void> {
  const { rows } = await sql<RankedKey>`
    SELECT ${valueColumn(list)} AS value, id FROM ${sql.table(list.table)}
    WHERE ${list.where} AND ${reaches(list, { value: block.lower_value, id: block.lower_id }, 'asc')}
    ORDER BY ${orderOf(list, 'asc')} LIMIT 1 OFFSET ${sql.lit(freshBlockRows(list))}`.execute(trx);
  const middle = rows[0];
  if (middle === undefined) return;
  await setBlockCount(trx, list, block, freshBlockRows(list));
  await insertBlock(trx, list, {
    lower_value: middle.value,
    lower_id: middle.id,
    row_count: block.row_count - freshBlockRows(list),
  });
}

async function mergeBlock(trx: Db, list: RankedList, block: Block): Promise<void> {
  const { rows } = await sql<Block>`
    SELECT lower_value, lower_id, row_count FROM list_blocks
    WHERE realm_id = ${list.realmId} AND list = ${list.name}
      AND (lower_value, lower_id) < (${block.lower_value}, ${block.lower_id})
    ORDER BY lower_value DESC, lower_id DESC LIMIT 1`.execute(trx);
  const before = rows[0];
  if (before === undefined) return;
  if (block.row_count > 0 && before.row_count + block.row_count > freshBlockRows(list)) return;
  await trx
    .deleteFrom('list_blocks')
    .where('realm_id', '=', list.realmId)
    .where('list', '=', list.name)
    .where('lower_value', '=', block.lower_value)
    .where('lower_id', '=', block.lower_id)
    .execute();
  await setBlockCount(trx, list, before, before.row_count + block.row_count);
}

/** The direction of an order; ids follow it. */
export type RankedDirection = 'asc' | 'desc';

/** The expression of a list's value. */
export function valueColumn(list: RankedList): RawBuilder<string> {
  return list.column === null ? sql`''` : sql.ref<string>(list.column);
}

/** The ORDER BY of a list. */
export function orderOf(list: RankedList, direction: RankedDirection): RawBuilder<unknown> {
  const way = sql.raw(direction);
  return list.column === null ? sql`id ${way}` : sql`${sql.ref(list.column)} ${way}, id ${way}`;
}

/** From a key upwards, the key with it; or downwards, without it. */
export function reaches(list: RankedList, key: RankedKey, direction: RankedDirection): RawBuilder<SqlBool> {
  const than = sql.raw(direction === 'asc' ? '>=' : '<');
  if (list.column === null) return sql`id ${than} ${key.id}`;
  return sql`(${sql.ref(list.column)}, id) ${than} (${key.value}, ${key.id})`;
}
