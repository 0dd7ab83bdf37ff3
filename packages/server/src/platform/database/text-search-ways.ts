// The ways to the rows that match a search, and what each would cost: the whole list, the index, or the beginning of texts.
// Costs are reckoned, never measured: they choose between right answers.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from './database.ts';
import type { ListCounts } from './text-search-counts.ts';
import { gramsOf, textStart } from './text-search-grams.ts';
import {
  type Hits,
  holdsWords,
  indexJoin,
  laterHits,
  shortStarts,
  startsWith,
  type TextList,
  wordHits,
} from './text-search-lookup.ts';
import type { CountedWord } from './text-search-words.ts';

/** A way to all rows that match, as a query; its cost in steps along an index, of some 0.15 µs each. */
export interface SearchWay {
  readonly cost: number;
  /** The same when rows are only counted: an order's index that holds the texts needs no table. */
  readonly countCost: number;
  select(columns: RawBuilder<unknown>): RawBuilder<unknown>;
}

/** A word with which many of the rows begin that match: they stand together in the order of the list's `startColumn`. */
export interface SearchStart {
  /** Which rows those are; they need not hold the other words. */
  readonly range: RawBuilder<SqlBool>;
  readonly word: string;
  /** The way to the rows that match and do not begin with the word; `undefined` when there is none. */
  readonly later: SearchWay | undefined;
  readonly laterRows: number;
  /** The share of the range's rows that hold the other words, about. */
  readonly share: number;
  readonly rangeRows: number;
}

/** To look a row up in its table costs so many steps: the row is anywhere, and wide. */
const lookupCost = 40;
/** To find a word's entries by its trigrams costs so many steps for each entry of the rarest. */
const postingCost = 3;
/** A word that holds more than this share of the rarest one's rows is left for the look at the rows themselves. */
const worthAskingFactor = 40;
/** More alternatives than this for a short word, and the index is not asked for it. */
const alternativesMax = 200;

/** A search and what is counted of it. */
export interface Search {
  readonly db: Db;
  readonly list: TextList;
  readonly counts: ListCounts;
  /** Says that a row is in the list and holds every word. */
  readonly every: RawBuilder<SqlBool>;
  readonly words: readonly CountedWord[];
}

/** How many rows hold every word, when words come together as by chance. */
export function expectRows(
  counts: ListCounts,
  words: readonly CountedWord[],
  rowsOf: (word: CountedWord) => number,
): number {
  return words.reduce((rows, word) => rows * Math.min(1, rowsOf(word) / counts.rowCount), counts.rowCount);
}

/** One way at least: the whole list. */
export type SearchWays = readonly [SearchWay, ...SearchWay[]];

/** The way that costs least. */
export function cheapestOf(ways: SearchWays): SearchWay {
  return ways.reduce((best, way) => (way.cost < best.cost ? way : best));
}

/** All rows of the list, one after the other. */
export function tableWay({ list, counts, every }: Search, expectedRows: number): SearchWay {
  return {
    cost: counts.rowCount + expectedRows * lookupCost,
    countCost: counts.rowCount,
    select: (columns) => sql`SELECT ${columns} FROM ${sql.table(list.table)} WHERE ${every}`,
  };
}

/** The index's entries that hold the words' trigrams; each row is looked at. `undefined` where it cannot help. */
export async function indexWay(search: Search, expectedRows: number): Promise<SearchWay | undefined> {
  const { db, list, counts, words, every } = search;
  const rarest = words.reduce((best, word) => (word.rowCount < best.rowCount ? word : best));
  const long = words.filter(({ length }) => length >= 3);
  if (rarest.length < 3 && (long.length === 0 || rarest.rowCount <= list.fewRowsMax)) {
    const pieces = await piecesWith(db, counts, rarest.word);
    if (pieces.length > alternativesMax) return undefined;
    const cost = rarest.rowCount * (postingCost + lookupCost);
    return {
      cost,
      countCost: cost,
      select: (columns) =>
        sql`SELECT ${columns} FROM ${indexJoin(db, list, counts.number, [{ kind: 'any', pieces }])} WHERE ${every}`,
    };
  }
  const hits = longHits(search, Math.min(...long.map(({ rowCount }) => rowCount)));
  const postings = Math.min(...long.map(({ postingCount }) => postingCount));
  const candidates =
    long.length === words.length ? expectedRows : expectRows(counts, long, (word) => word.rowCount);
  const cost = postings * postingCost + candidates * lookupCost;
  return {
    cost,
    countCost: cost,
    select: (columns) =>
      sql`SELECT ${columns} FROM ${indexJoin(db, list, counts.number, hits)} WHERE ${every}`,
  };
}

/** What to ask the index for: the long words that narrow what so many rows hold. */
function longHits({ db, words }: Search, rarestRows: number, but?: CountedWord): Hits[] {
  return words
    .filter((word) => word !== but && word.length >= 3 && word.rowCount <= rarestRows * worthAskingFactor)
    .flatMap((word) => wordHits(db, word.word, word.trigrams));
}

/** A word as the beginning of texts. `undefined` when it is none, or those that hold it elsewhere cannot be found. */
export function startOf(search: Search, word: CountedWord): SearchStart | undefined {
  const { db, list, counts, every, words } = search;
  const isAlways = word.later.isExact && word.later.rowCount === 0;
  if (word.start.rowCount === 0 || (word.length < 3 && !isAlways)) return undefined;
  const share =
    expectRows(
      counts,
      words.filter((other) => other !== word),
      (other) => other.rowCount,
    ) / counts.rowCount;
  const laterRows = isAlways ? 0 : word.later.rowCount * share;
  const hits = [...laterHits(word.word, word.trigrams), ...longHits(search, word.later.rowCount, word)];
  const range = startsWith(list, word.word);
  const laterCost =
    Math.min(word.laterPostingCount, word.postingCount) * postingCost + laterRows * lookupCost;
  const later: SearchWay = {
    cost: laterCost,
    countCost: laterCost,
    select: (columns) =>
      sql`SELECT ${columns} FROM ${indexJoin(db, list, counts.number, hits)} WHERE ${every} AND NOT ${range}`,
  };
  return {
    word: word.word,
    range,
    rangeRows: word.start.rowCount,
    share,
    later: isAlways ? undefined : later,
    laterRows,
  };
}

/** The rows that begin with a word, along the order, and from the index those that hold it elsewhere. */
export function startWay({ list, every }: Search, start: SearchStart): SearchWay {
  const { later, range } = start;
  return {
    cost: start.rangeRows * (1 + start.share * lookupCost) + (later?.cost ?? 0),
    countCost: start.rangeRows + (later?.countCost ?? 0),
    select: (columns) => {
      const begins = sql`SELECT ${columns} FROM ${sql.table(list.table)} WHERE ${every} AND ${range}`;
      return later === undefined ? begins : sql`${begins} UNION ALL ${later.select(columns)}`;
    },
  };
}

/** Counting needs no rows where the index knows, or where an order's index holds the text. */
export function countingWay(search: Search, ways: SearchWays): SearchWay {
  const { db, counts, words } = search;
  const leastOf = (some: SearchWays) =>
    some.reduce((best, way) => (way.countCost < best.countCost ? way : best));
  if (words.some(({ length }) => length < 3)) return leastOf(ways);
  const cost = Math.min(...words.map(({ rowCount }) => rowCount)) * postingCost;
  const entries: SearchWay = {
    cost,
    countCost: cost,
    select: (columns) =>
      sql`SELECT ${columns} FROM text_search WHERE ${holdsWords(
        db,
        counts.number,
        words.map(({ word }) => word),
      )}`,
  };
  return leastOf([entries, ...ways]);
}

/** Every piece in which a word of one or two code points can stand: entries are framed by line ends, so there always is one. */
async function piecesWith(db: Db, counts: ListCounts, word: string): Promise<string[]> {
  const isSingle = [...word].length === 1;
  const condition = sql`list_number = ${counts.number} AND length(gram)`;
  const limit = sql.lit(2 * alternativesMax);
  const { rows } = await sql<{ gram: string }>`
    SELECT gram FROM text_search_counts WHERE ${condition} <= 3
      AND gram >= ${word} AND gram < ${`${word}\u{10ffff}`} LIMIT ${limit}`.execute(db);
  const endings = isSingle
    ? await sql<{ gram: string }>`SELECT gram FROM text_search_counts
        WHERE ${condition} = 2 AND substr(gram, 2, 1) = ${word} LIMIT ${limit}`.execute(db)
    : { rows: [] };
  // What has come since the last counting is in the index already.
  const fresh = counts.changes.flatMap(({ text }) => [...gramsOf(text, 3)]);
  const grams = new Set([...rows, ...endings.rows].map(({ gram }) => gram).concat(fresh));
  const separators = ['\n', ' '];
  const ends = (stem: string) => separators.map((separator) => stem + separator);
  const ofLength = (length: number) => [...grams].filter((gram) => [...gram].length === length);
  const pairs = ofLength(2).filter((gram) => gram.includes(word) && !gram.startsWith(textStart));
  return [
    ...ofLength(3).filter((gram) => gram.startsWith(word)),
    ...(isSingle ? pairs : [word]).flatMap(ends),
    ...(isSingle ? separators.flatMap((separator) => ends(separator + word)) : []),
    ...shortStarts(db, word, separators),
  ];
}
