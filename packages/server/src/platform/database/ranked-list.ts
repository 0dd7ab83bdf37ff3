// Ranked lists: any page of an order over any number of rows, and its exact total, without counting. Blocks of an order say
// how many rows stand between two of its keys; every write of a row adjusts one block. Knows nothing of what is listed.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';

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
  const { rows } = await sql<Block>`
    UPDATE list_blocks SET row_count = row_count + ${sql.lit(delta)}
    WHERE realm_id = ${list.realmId} AND list = ${list.name} AND (lower_value, lower_id) = (
      SELECT lower_value, lower_id FROM list_blocks
      WHERE realm_id = ${list.realmId} AND list = ${list.name}
        AND (lower_value, lower_id) <= (${key.value}, ${key.id})
      ORDER BY lower_value DESC, lower_id DESC LIMIT 1)
    RETURNING lower_value, lower_id, row_count`.execute(trx);
  return rows[0];
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

/** Reads rows of one list: the statement's conditions, order, and how many rows to skip and to take. */
export type RankedReader<Row> = (piece: {
  where: RawBuilder<SqlBool>;
  orderBy: RawBuilder<unknown>;
  offset: number;
  limit: number;
}) => Promise<Row[]>;

/** A page of lists that follow each other, and the exact number of rows in all of them. */
export async function readRankedPage<Row>(
  db: Db,
  lists: readonly RankedList[],
  page: { direction: RankedDirection; offset: number; limit: number },
  read: RankedReader<Row>,
): Promise<{ rows: Row[]; total: number }> {
  const [first] = lists;
  const isShallow = page.offset + page.limit <= (first?.blockRowsMax ?? 0);
  const [totals, firstRows] = await Promise.all([
    listTotals(db, lists),
    first !== undefined && isShallow ? readPlain(first, page, read) : undefined,
  ]);
  const total = totals.reduce((sum, count) => sum + count, 0);
  const rows: Row[] = firstRows ?? [];
  let skip = page.offset;
  for (const [index, list] of lists.entries()) {
    const count = totals[index] ?? 0;
    const limit = Math.min(page.limit - rows.length, count - skip);
    if (limit > 0 && !(index === 0 && isShallow))
      rows.push(...(await readFrom(db, list, { ...page, offset: skip, limit, count }, read)));
    skip = Math.max(0, skip - count);
  }
  return { rows, total };
}

function readPlain<Row>(
  list: RankedList,
  page: { direction: RankedDirection; offset: number; limit: number },
  read: RankedReader<Row>,
): Promise<Row[]> {
  const { direction, offset, limit } = page;
  return read({ where: list.where, orderBy: orderOf(list, direction), offset, limit });
}

async function readFrom<Row>(
  db: Db,
  list: RankedList,
  page: { direction: RankedDirection; offset: number; limit: number; count: number },
  read: RankedReader<Row>,
): Promise<Row[]> {
  if (page.offset + page.limit <= list.blockRowsMax) return readPlain(list, page, read);
  const isUp = page.direction === 'asc';
  const rank = isUp ? page.offset : page.count - 1 - page.offset;
  const block = await blockOfRank(db, list, rank);
  if (block === undefined) return readPlain(list, page, read);
  const { lower, next, before, after } = block;
  const bound = isUp
    ? reaches(list, lower, 'asc')
    : next === undefined
      ? sql<SqlBool>`1 = 1`
      : reaches(list, next, 'desc');
  return read({
    where: sql<SqlBool>`${list.where} AND ${bound}`,
    orderBy: orderOf(list, page.direction),
    offset: isUp ? before : after,
    limit: page.limit,
  });
}

/** The block in which a place falls: its first key, the next block's, and how many of its rows stand before and after the place. */
interface LocatedBlock {
  lower: RankedKey;
  next: RankedKey | undefined;
  before: number;
  after: number;
}

async function blockOfRank(db: Db, list: RankedList, rank: number): Promise<LocatedBlock | undefined> {
  const ofList = sql<SqlBool>`realm_id = ${list.realmId} AND list = ${list.name}`;
  const joined =
    dialectOf(db) === 'postgres'
      ? sql.raw('string_agg(row_count::text,')
      : sql.raw('group_concat(row_count,');
  // One text of a thousand numbers: summed here, that takes a tenth of the time of a running sum in SQL.
  const counted = await sql<{ counts: string | null }>`
    SELECT ${joined} ',' ORDER BY lower_value, lower_id) AS counts FROM list_blocks WHERE ${ofList}`.execute(
    db,
  );
  const counts = (counted.rows[0]?.counts ?? '').split(',').map(Number);
  let start = 0;
  let index = 0;
  for (; index < counts.length && start + (counts[index] ?? 0) <= rank; index++) start += counts[index] ?? 0;
  const { rows } = await sql<RankedKey>`
    SELECT lower_value AS value, lower_id AS id FROM list_blocks WHERE ${ofList}
    ORDER BY lower_value, lower_id LIMIT 2 OFFSET ${index}`.execute(db);
  const [lower, next] = rows;
  if (lower === undefined) return undefined;
  return { lower, next, before: rank - start, after: start + (counts[index] ?? 0) - 1 - rank };
}

/** The exact number of rows of each list. */
export async function listTotals(db: Db, lists: readonly RankedList[]): Promise<number[]> {
  const wanted = lists.map((list) => sql`(realm_id = ${list.realmId} AND list = ${list.name})`);
  const { rows } = await sql<{ realm_id: string; list: string; total: number }>`
    SELECT realm_id, list, sum(row_count) AS total FROM list_blocks
    WHERE ${sql.join(wanted, sql` OR `)} GROUP BY realm_id, list`.execute(db);
  return lists.map(
    (list) => rows.find((row) => row.realm_id === list.realmId && row.list === list.name)?.total ?? 0,
  );
}
