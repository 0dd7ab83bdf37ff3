// Pages of ranked lists: where a place falls is looked up in the list's blocks, which stay in memory as long as the list does
// not change. Reads only; what changes lists is in ranked-list.ts.
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';
import { quickRead } from './quick-read.ts';
import type { RankedDirection, RankedKey, RankedList } from './ranked-list.ts';

/** Rows of one list: from `bound` on in the list's order (upwards with it, downwards without it), some skipped. */
export interface RankedPiece {
  readonly list: RankedList;
  /** Undefined: from the list's beginning, or downwards from its end. */
  readonly bound: RankedKey | undefined;
  readonly direction: RankedDirection;
  readonly offset: number;
  readonly limit: number;
}
/** Reads the rows of a piece. */
export type RankedReader<Row> = (piece: RankedPiece) => Promise<Row[]>;

/** A page of lists that follow each other, and the exact number of rows in all of them. */
export async function readRankedPage<Row>(
  db: Db,
  lists: readonly RankedList[],
  page: { direction: RankedDirection; offset: number; limit: number },
  read: RankedReader<Row>,
): Promise<{ rows: Row[]; total: number }> {
  const heads = await Promise.all(lists.map((list) => readHead(db, list)));
  const total = heads.reduce((sum, head) => sum + head.row_count, 0);
  const rows: Row[] = [];
  let skip = page.offset;
  for (const [index, list] of lists.entries()) {
    const head = heads[index] ?? emptyHead;
    const limit = Math.min(page.limit - rows.length, head.row_count - skip);
    if (limit > 0) {
      const piece = await locate(db, head, { list, direction: page.direction, offset: skip, limit });
      rows.push(...(await read(piece)));
    }
    skip = Math.max(0, skip - head.row_count);
  }
  return { rows, total };
}

interface Head {
  row_count: number;
  version: string;
}
const emptyHead: Head = { row_count: 0, version: '' };

const heads = quickRead('ranked-lists.head', (db, list: { realmId: string; name: string }) =>
  db
    .selectFrom('ranked_lists')
    .select(['row_count', 'version'])
    .where('realm_id', '=', list.realmId)
    .where('list', '=', list.name),
);

async function readHead(db: Db, { realmId, name }: RankedList): Promise<Head> {
  const [head] = await heads(db, { realmId, name });
  return head ?? emptyHead;
}

/** The exact number of rows of each list. */
export async function listTotals(db: Db, lists: readonly RankedList[]): Promise<number[]> {
  const read = await Promise.all(lists.map((list) => readHead(db, list)));
  return read.map((head) => head.row_count);
}

/** Turns a place in a list into one a short way behind the beginning of a block. */
async function locate(
  db: Db,
  head: Head,
  page: { list: RankedList; direction: RankedDirection; offset: number; limit: number },
): Promise<RankedPiece> {
  const { list, direction, offset, limit } = page;
  const fromTheEdge = { ...page, bound: undefined };
  if (offset + limit <= list.blockRowsMax) return fromTheEdge;
  const blocks = await blocksOf(db, list, head.version);
  const isUp = direction === 'asc';
  const rank = isUp ? offset : blocks.total - 1 - offset;
  const index = lastAtMost(blocks.starts, rank);
  const lower = blocks.keys[index];
  if (rank < 0 || lower === undefined) return fromTheEdge;
  if (isUp) return { list, bound: lower, direction, offset: rank - (blocks.starts[index] ?? 0), limit };
  const end = blocks.starts[index + 1] ?? blocks.total;
  return { list, bound: blocks.keys[index + 1], direction, offset: end - 1 - rank, limit };
}

/** The last position whose value is at most `wanted`; the values ascend. */
function lastAtMost(values: readonly number[], wanted: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The blocks of a list in one of its versions. */
interface Blocks {
  readonly version: string;
  /** Each block's first key, and how many rows stand before it. */
  readonly keys: readonly RankedKey[];
  readonly starts: readonly number[];
  readonly total: number;
}

/** Blocks kept in memory, of all lists together: at some 150 bytes each, 30 MB. Lists of two hundred million rows fit. */
const blocksMax = 200_000;

// By version alone: a version is of one list of one realm, and what it says of it never changes. So nothing has to be told when
// a list changes, here or in another process, and the realms need no walls.
const kept = new Map<string, Blocks>();
const loading = new Map<string, Promise<Blocks>>();

async function blocksOf(db: Db, list: RankedList, version: string): Promise<Blocks> {
  const known = kept.get(version);
  if (known !== undefined) return known;
  // Within a transaction the list may be one that nobody else can see.
  if (db.isTransaction) return loadBlocks(db, list);
  let load = loading.get(version);
  if (load === undefined) {
    load = loadBlocks(db, list).finally(() => loading.delete(version));
    loading.set(version, load);
  }
  const loaded = await load;
  keep(loaded);
  return loaded;
}

function keep(blocks: Blocks): void {
  kept.delete(blocks.version);
  kept.set(blocks.version, blocks);
  let count = 0;
  for (const { keys } of kept.values()) count += keys.length;
  for (const [version, { keys }] of kept) {
    if (count <= blocksMax) return;
    kept.delete(version);
    count -= keys.length;
  }
}

/** One statement, so that the blocks are those of the version; one text, because a thousand rows cost ten times as much. */
async function loadBlocks(db: Db, list: RankedList): Promise<Blocks> {
  const joined =
    dialectOf(db) === 'postgres'
      ? sql`json_agg(json_build_array(lower_value, lower_id, row_count) ORDER BY lower_value, lower_id)::text`
      : sql`json_group_array(json_array(lower_value, lower_id, row_count) ORDER BY lower_value, lower_id)`;
  const { rows } = await sql<{ version: string | null; blocks: string | null }>`
    SELECT (SELECT version FROM ranked_lists WHERE realm_id = ${list.realmId} AND list = ${list.name}) AS version,
      (SELECT ${joined} FROM list_blocks WHERE realm_id = ${list.realmId} AND list = ${list.name}) AS blocks`.execute(
    db,
  );
  const blocks = JSON.parse(rows[0]?.blocks ?? '[]') as [value: string, id: string, rowCount: number][];
  const starts: number[] = [];
  let total = 0;
  for (const [, , rowCount] of blocks) {
    starts.push(total);
    total += rowCount;
  }
  return {
    version: rows[0]?.version ?? '',
    keys: blocks.map(([value, id]) => ({ value, id })),
    starts,
    total,
  };
}
