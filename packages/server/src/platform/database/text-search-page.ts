// A page of the rows that match a search, in any order. Of the ways that there are the one is taken that costs least: sort all
// matches, walk along the order and leave out what does not match, or, in the order of the texts, begin where matches begin.
import { type RawBuilder, sql } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';
import { orderOf, type RankedDirection, type RankedList } from './ranked-list.ts';
import { planSearch, type SearchPlan } from './text-search.ts';
import { keyColumn, type TextList } from './text-search-lookup.ts';
import { cheapestOf, type SearchStart } from './text-search-ways.ts';

/** Which rows are searched for what, and which page of them is wanted. */
export interface SearchedPage {
  readonly list: TextList;
  /** The lists that make up the order: with a value, and behind them without. */
  readonly lists: readonly RankedList[];
  /** Which columns of the rows are wanted. */
  readonly columns: readonly string[];
  readonly direction: RankedDirection;
  /** Folded; every word must occur. */
  readonly text: string;
  readonly offset: number;
  readonly limit: number;
}

/** A row with the columns that were wanted. */
export type SearchedRow = Readonly<Record<string, unknown>>;

/** A walk takes so many times the steps that it would need if matches stood evenly in the order, or as many as sorting costs. */
const stepsFactor = 4;

/** The rows of a page, and the exact number of matches. */
export async function readSearchedPage(
  db: Db,
  page: SearchedPage,
): Promise<{ rows: SearchedRow[]; total: number }> {
  const [ranked] = page.lists;
  const plan = await planSearch(db, page.list, page.text);
  if (plan === undefined || ranked === undefined) return { rows: [], total: 0 };
  if (plan.total !== undefined && page.offset >= plan.total) return { rows: [], total: plan.total };
  const context: Context = { db, page, plan, ranked };
  const [start] = ranked.column === page.list.startColumn ? plan.starts : [];
  const counting = plan.total === undefined ? plan.countCost : 0;
  const walkSteps = stepsToWalk(context, start);
  const costs = {
    sort: cheapestOf(plan.ways).cost,
    walk: plan.isExpectedSure ? walkSteps + counting : Number.POSITIVE_INFINITY,
    start: start === undefined ? Number.POSITIVE_INFINITY : stepsFromStart(context, start) + counting,
  };
  const least = Math.min(costs.sort, costs.walk, costs.start);
  if (start !== undefined && costs.start === least) return readFromStart(context, start);
  return costs.walk === least ? walk(context, walkSteps) : sortAll(context);
}

interface Context {
  readonly db: Db;
  readonly page: SearchedPage;
  readonly plan: SearchPlan;
  readonly ranked: RankedList;
}

/** Some matches, by their place in an order. */
interface Piece {
  direction: RankedDirection;
  offset: number;
  limit: number;
}

/** The same matches from the other end of the order, where that is nearer. */
function fromNearerEnd({ direction, offset, limit }: Piece, count: number): Piece {
  const there = Math.min(limit, count - offset);
  const skipped = count - offset - there;
  if (skipped >= offset) return { direction, offset, limit };
  return { direction: direction === 'asc' ? 'desc' : 'asc', offset: skipped, limit: there };
}

function walkedPiece({ page, plan }: Context): Piece {
  const { direction, offset, limit } = page;
  const isNearerKnown = plan.total !== undefined && page.lists.length === 1;
  return fromNearerEnd(
    { direction, offset, limit },
    isNearerKnown ? (plan.total ?? 0) : Number.POSITIVE_INFINITY,
  );
}

/** How far a walk goes until the page is full. Matches that stand together at one place of the order do not help it. */
function stepsToWalk(context: Context, start: SearchStart | undefined): number {
  const { offset, limit } = walkedPiece(context);
  const { expectedRows, listRows } = context.plan;
  const spread = start === undefined ? expectedRows : Math.min(expectedRows, start.laterRows);
  return Math.min(listRows, ((offset + limit) * listRows) / Math.max(spread, 1e-9));
}

function stepsFromStart({ page }: Context, start: SearchStart): number {
  const steps = (page.offset + page.limit) / Math.max(start.share, 1e-9);
  return Math.min(start.rangeRows, steps) + (start.later?.cost ?? 0);
}

/** Rows by the keys `hit` that a query gives, in the order of the page. */
function rowsOf({ db, page, ranked }: Context, hits: RawBuilder<unknown>): RawBuilder<unknown> {
  // SQLite must begin with the keys.
  const join = sql.raw(dialectOf(db) === 'postgres' ? 'JOIN' : 'CROSS JOIN');
  const columns = page.columns.map((column) => sql.ref(`${ranked.table}.${column}`));
  return sql`SELECT ${sql.join(columns)}, found.total AS search_total FROM (${hits}) AS found
    ${join} ${sql.table(ranked.table)} ON ${keyColumn(db)} = hit ORDER BY ${sortOf(ranked, page.direction)}`;
}

/** The order over all lists at once: rows without a value come last in both directions. */
function sortOf(ranked: RankedList, direction: RankedDirection): RawBuilder<unknown> {
  const empty =
    ranked.column === null ? sql`` : sql`CASE WHEN ${sql.ref(ranked.column)} IS NULL THEN 1 ELSE 0 END, `;
  return sql`${empty}${orderOf(ranked, direction)}`;
}

type Found = SearchedRow & { search_total: number | null };

function plain(rows: readonly Found[]): SearchedRow[] {
  return rows.map(({ search_total: _total, ...row }) => row);
}

/** Sorts every match. */
async function sortAll(context: Context): Promise<{ rows: SearchedRow[]; total: number }> {
  const { db, page, plan, ranked } = context;
  const value = ranked.column === null ? sql`` : sql`, ${sql.ref(ranked.column)}`;
  const hits = sql`
    SELECT hit, count(*) OVER () AS total FROM (${cheapestOf(plan.ways).select(sql`${keyColumn(db)} AS hit, id${value}`)}) AS matches
    ORDER BY ${sortOf(ranked, page.direction)} LIMIT ${page.limit} OFFSET ${page.offset}`;
  const { rows } = await sql<Found>`${rowsOf(context, hits)}`.execute(db);
  const total = rows[0]?.search_total ?? (page.offset === 0 ? 0 : await plan.count());
  return { rows: plain(rows), total };
}

/** Walks along the order until the page is full. Should it meet too few where it walks, sorts all matches. */
async function walk(context: Context, steps: number): Promise<{ rows: SearchedRow[]; total: number }> {
  const { db, page, plan, ranked } = context;
  const piece = walkedPiece(context);
  const orderBy = orderOf(ranked, piece.direction);
  const value = ranked.column === null ? sql`` : sql`, ${sql.ref(ranked.column)}`;
  const stepsMax = Math.ceil(Math.max(steps * stepsFactor, cheapestOf(plan.ways).cost));
  const hits = sql`
    SELECT hit, NULL AS total FROM (
      SELECT ${keyColumn(db)} AS hit, id, search_text${value} FROM ${sql.table(ranked.table)}
      WHERE ${ranked.where} ORDER BY ${orderBy} LIMIT ${stepsMax}) AS steps
    WHERE ${plan.holdsAll} ORDER BY ${orderBy} LIMIT ${piece.limit} OFFSET ${piece.offset}`;
  const [{ rows }, total] = await Promise.all([
    sql<Found>`${rowsOf(context, hits)}`.execute(db),
    plan.total ?? plan.count(),
  ]);
  const wanted = Math.min(page.limit, total - page.offset);
  return rows.length >= wanted ? { rows: plain(rows), total } : sortAll(context);
}

/** In the order of the texts: what comes before the rows that begin with the word, these, and what comes behind them. */
async function readFromStart(
  context: Context,
  start: SearchStart,
): Promise<{ rows: SearchedRow[]; total: number }> {
  const { page, plan } = context;
  const [total, { before, behind }] = await Promise.all([
    plan.total ?? plan.count(),
    readLater(context, start),
  ]);
  const inRange = total - before.length - behind.length;
  const end = page.offset + page.limit;
  const offset = Math.max(0, page.offset - before.length);
  const limit = Math.min(inRange, end - before.length) - offset;
  const ranged =
    limit > 0
      ? await readRange(context, start, fromNearerEnd({ direction: page.direction, offset, limit }, inRange))
      : [];
  const after = before.length + inRange;
  const [first, last] = await Promise.all([
    readKeys(context, before.slice(page.offset, end)),
    readKeys(context, behind.slice(Math.max(0, page.offset - after), Math.max(0, end - after))),
  ]);
  return { rows: [...first, ...ranged, ...last], total };
}

/** The keys of the matches that do not begin with the word, in order, on either side of those that do. */
async function readLater(
  { db, page, ranked }: Context,
  { later, word }: SearchStart,
): Promise<{ before: unknown[]; behind: unknown[] }> {
  if (later === undefined) return { before: [], behind: [] };
  const column = sql.ref(ranked.column ?? 'id');
  const { rows } = await sql<{ hit: unknown; is_before: number }>`
    SELECT hit, CASE WHEN ${column} < ${word} THEN 1 ELSE 0 END AS is_before
    FROM (${later.select(sql`${keyColumn(db)} AS hit, id, ${column}`)}) AS matches
    ORDER BY ${orderOf(ranked, page.direction)}`.execute(db);
  const isFirst = page.direction === 'asc' ? 1 : 0;
  const keysOf = (side: number) => rows.filter((row) => row.is_before === side).map(({ hit }) => hit);
  return { before: keysOf(isFirst), behind: keysOf(1 - isFirst) };
}

async function readRange(context: Context, start: SearchStart, piece: Piece): Promise<SearchedRow[]> {
  const { db, plan, ranked } = context;
  const hits = sql`
    SELECT ${keyColumn(db)} AS hit, NULL AS total FROM ${sql.table(ranked.table)}
    WHERE ${ranked.where} AND ${start.range} AND ${plan.holdsAll}
    ORDER BY ${orderOf(ranked, piece.direction)} LIMIT ${piece.limit} OFFSET ${piece.offset}`;
  const { rows } = await sql<Found>`${rowsOf(context, hits)}`.execute(db);
  return plain(rows);
}

async function readKeys(context: Context, keys: readonly unknown[]): Promise<SearchedRow[]> {
  if (keys.length === 0) return [];
  const hits = sql.join(
    keys.map((key) => sql`SELECT ${key} AS hit, NULL AS total`),
    sql` UNION ALL `,
  );
  const { rows } = await sql<Found>`${rowsOf(context, hits)}`.execute(context.db);
  return plain(rows);
}
