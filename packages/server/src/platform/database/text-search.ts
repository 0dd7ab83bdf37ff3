// Finds the rows of a list that hold every word of a search: which ways there are to them, and what each would cost. Which one
// a page takes is decided in text-search-page.ts; writing the index is elsewhere.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from './database.ts';
import { readCounts } from './text-search-counts.ts';
import { searchWords } from './text-search-grams.ts';
import { holds, type TextList } from './text-search-lookup.ts';
import { recallTotal, rememberTotal, updateTotal } from './text-search-totals.ts';
import {
  countingWay,
  expectRows,
  indexWay,
  type Search,
  type SearchStart,
  type SearchWay,
  type SearchWays,
  startOf,
  startWay,
  tableWay,
} from './text-search-ways.ts';
import { countWord, gramsToCount } from './text-search-words.ts';

/** What is known of a search. */
export interface SearchPlan {
  readonly list: TextList;
  /** Says that a row's `search_text` holds every word. */
  readonly holdsAll: RawBuilder<SqlBool>;
  readonly listRows: number;
  /** How many rows match: about, when words come together as by chance. */
  readonly expectedRows: number;
  /** Whether that rests on exact counts, so that a walk that leaves out what does not match meets as many. */
  readonly isExpectedSure: boolean;
  readonly total: number | undefined;
  /** The ways to all matches. */
  readonly ways: SearchWays;
  /** Words with which texts begin, the fewest matches elsewhere first. */
  readonly starts: readonly SearchStart[];
  readonly countCost: number;
  /** The exact number of matches. */
  count(): Promise<number>;
}

/** Plans the search for the words of a folded text in a list. `undefined`: nothing matches. */
export async function planSearch(db: Db, list: TextList, text: string): Promise<SearchPlan | undefined> {
  const words = searchWords(text);
  const known = words.length > 1 ? recallTotal(db, list, words) : undefined;
  const counts = await readCounts(db, list, [...new Set(words.flatMap(gramsToCount))], known?.position);
  if (counts === undefined || counts.rowCount === 0) return undefined;
  const holdsAll = sql<SqlBool>`${sql.join(
    words.map((word) => holds(db, sql.ref('search_text'), word)),
    sql` AND `,
  )}`;
  const every = sql<SqlBool>`${list.where} AND ${holdsAll}`;
  const counted = counts.isCounted ? words.map((word) => countWord(counts, word)) : [];
  const search: Search = { db, list, counts, every, words: counted };
  if (!counts.isCounted) return planShortList(search, holdsAll);
  if (search.words.some(({ rowCount }) => rowCount === 0)) return undefined;
  const total = totalNow(search, known);
  if (total === 0) return undefined;
  const expectedRows = total ?? expectRows(counts, search.words, (word) => word.rowCount);
  const starts = search.words
    .map((word) => startOf(search, word))
    .filter((start) => start !== undefined)
    .sort((one, other) => one.laterRows - other.laterRows);
  const byIndex = await indexWay(search, expectedRows);
  const ways = [
    tableWay(search, expectedRows),
    ...(byIndex === undefined ? [] : [byIndex]),
    ...starts.map((start) => startWay(search, start)),
  ] as const;
  const counting = countingWay(search, ways);
  return {
    list,
    holdsAll,
    listRows: counts.rowCount,
    expectedRows,
    isExpectedSure: search.words.every(({ isExact }) => isExact),
    total,
    ways,
    starts,
    countCost: counting.countCost,
    count: () => countNow(search, counting),
  };
}

/** A short list is looked through. */
function planShortList(search: Search, holdsAll: RawBuilder<SqlBool>): SearchPlan {
  const { rowCount } = search.counts;
  const all = tableWay(search, rowCount);
  return {
    list: search.list,
    holdsAll,
    listRows: rowCount,
    expectedRows: rowCount,
    isExpectedSure: false,
    total: undefined,
    ways: [all],
    starts: [],
    countCost: all.countCost,
    count: async () => (await countBy(search, all)).total,
  };
}

function totalNow(search: Search, known: ReturnType<typeof recallTotal>): number | undefined {
  const [only] = search.words;
  if (search.words.length === 1) return only?.isExact === true ? only.rowCount : undefined;
  const words = search.words.map(({ word }) => word);
  const now = known === undefined ? undefined : updateTotal(known, search.counts, words);
  if (now !== undefined) rememberTotal(search.db, search.list, words, now);
  return now?.total;
}

async function countBy({ db, list }: Search, way: SearchWay): Promise<{ total: number; position: number }> {
  const { rows } = await sql<{ total: number; position: number }>`
    SELECT count(*) AS total, (SELECT change_count FROM text_lists
      WHERE realm_id = ${list.realmId} AND list = ${list.name}) AS position
    FROM (${way.select(sql`1 AS one`)}) AS found`.execute(db);
  return rows[0] ?? { total: 0, position: 0 };
}

/** Counts, and remembers: the number and the moment of which it is come from one statement. */
async function countNow(search: Search, way: SearchWay): Promise<number> {
  const known = await countBy(search, way);
  rememberTotal(
    search.db,
    search.list,
    search.words.map(({ word }) => word),
    known,
  );
  return known.total;
}
