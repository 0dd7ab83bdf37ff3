// Finds the rows of a list that hold every word of a search, and knows how many there are. It chooses the way: few rows are
// taken from the index and sorted, many are met soon enough on a walk along the order. Writing the index is elsewhere.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from './database.ts';
import { gramLengthAlways, gramLengthMax, searchWords, trigramsOf } from './text-search-grams.ts';
import { type Hits, holds, holdsWords, indexJoin, jsonTexts, type TextList } from './text-search-lookup.ts';

/** How to answer a search. */
export type SearchPlan =
  /** Nothing matches. */
  | { kind: 'none' }
  /** Few rows match: `from` joins the index with the table, `where` narrows to the matches; sort them all. */
  | { kind: 'few'; from: RawBuilder<unknown>; where: RawBuilder<SqlBool> }
  /**
   * Many rows match, about `share` of all: walk along the order and leave out what does not. `total` where it is known
   * without counting. Where the walk meets too few, because matches stand together elsewhere in the order, take them all
   * `from` the index after all.
   */
  | {
      kind: 'many';
      from: RawBuilder<unknown>;
      where: RawBuilder<SqlBool>;
      share: number;
      total: number | undefined;
      count: RawBuilder<unknown>;
    };

/** More alternatives than this for a short word, and the walk is taken instead. */
const alternativesMax = 200;

/** Plans the search for the words of a folded text in a list. */
export async function planSearch(db: Db, list: TextList, text: string): Promise<SearchPlan> {
  const words = searchWords(text);
  const every = sql<SqlBool>`${sql.join([list.where, ...words.map((word) => holds(db, sql.ref('search_text'), word))], sql` AND `)}`;
  const { rows } = await sql<{ number: number; row_count: number; is_counted: number }>`
    SELECT number, row_count, is_counted FROM text_lists
    WHERE realm_id = ${list.realmId} AND list = ${list.name}`.execute(db);
  const state = rows[0];
  if (state === undefined || state.row_count === 0) return { kind: 'none' };
  const table = sql.table(list.table);
  if (state.is_counted === 0) return { kind: 'few', from: table, where: every };
  const bounds = await boundWords(db, state.number, words);
  if (bounds.some(({ bound }) => bound === 0)) return { kind: 'none' };
  const expected = expectedRows(bounds, state.row_count);
  const hits = await indexHits(db, list, state.number, bounds);
  if (expected <= list.fewRowsMax && hits !== undefined)
    return { kind: 'few', from: indexJoin(db, list, state.number, hits), where: every };
  const [only] = bounds;
  const isSure = bounds.length === 1 && only?.isExact === true;
  return {
    kind: 'many',
    from: hits === undefined ? table : indexJoin(db, list, state.number, hits),
    where: every,
    share: expected / state.row_count,
    total: isSure ? only.bound : undefined,
    count: countQuery(db, list, state.number, bounds, every),
  };
}

/** How many rows hold every word, at most, or about, when words come together as by chance. */
function expectedRows(bounds: readonly WordBound[], rowCount: number): number {
  const shares = bounds.map(({ bound }) => Math.min(1, bound / rowCount));
  const rarest = Math.min(...bounds.map(({ bound }) => bound));
  return Math.min(rarest, rowCount * shares.reduce((product, share) => product * share, 1));
}

/** How many rows of a list hold a word, at most or exactly. */
interface WordBound {
  readonly word: string;
  readonly length: number;
  readonly bound: number;
  readonly isExact: boolean;
  /** The word's rarest trigrams: enough to find it by. */
  readonly rarest: readonly string[];
}

async function boundWords(db: Db, number: number, words: readonly string[]): Promise<WordBound[]> {
  const points = words.map((word) => [...word]);
  const prefixes = points.flatMap((word) =>
    word.slice(0, gramLengthMax).map((_, index) => word.slice(0, index + 1).join('')),
  );
  const { rows } = await sql<{ gram: string; row_count: number; is_open: number }>`
    SELECT gram, row_count, is_open FROM text_search_counts WHERE list_number = ${number}
      AND gram IN (SELECT value FROM ${jsonTexts(db, JSON.stringify([...new Set([...prefixes, ...words.flatMap(trigramsOf)])]))})`.execute(
    db,
  );
  const known = new Map(rows.map((row) => [row.gram, row]));
  const countOf = (gram: string) => known.get(gram)?.row_count ?? 0;
  return points.map((word) => {
    let length = 0;
    let deepest: { row_count: number; is_open: number } = { row_count: 0, is_open: 1 };
    for (; length < Math.min(word.length, gramLengthMax); length++) {
      const row = known.get(word.slice(0, length + 1).join(''));
      if (row === undefined) break;
      deepest = row;
    }
    const isAll = length === word.length;
    // Where every extension is counted, one without a count is nowhere.
    const isNowhere =
      !isAll && length < gramLengthMax && (length < gramLengthAlways || deepest.is_open === 1);
    return {
      word: word.join(''),
      length: word.length,
      bound: isNowhere ? 0 : deepest.row_count,
      isExact: isAll || isNowhere,
      rarest: trigramsOf(word.join(''))
        .sort((one, other) => countOf(one) - countOf(other))
        .slice(0, trigramsAsked),
    };
  });
}

/** A word is asked for by so many of its trigrams: each further one costs its postings and leaves out little. */
const trigramsAsked = 3;
/** A word that holds more than this share of the rarest one's rows is left for the look at the rows themselves. */
const worthAskingFactor = 40;

/** What to ask the index: the words that narrow it. `undefined` when it cannot help. */
async function indexHits(
  db: Db,
  list: TextList,
  number: number,
  bounds: readonly WordBound[],
): Promise<Hits[] | undefined> {
  const long = bounds.filter(({ length }) => length >= 3);
  const rarest = Math.min(...long.map(({ bound }) => bound));
  const isEnough = long.length > 0 && (rarest <= list.fewRowsMax || long.length === bounds.length);
  if (isEnough) {
    return long
      .filter(({ bound }) => bound <= rarest * worthAskingFactor)
      .map(({ rarest: trigrams }) => ({ kind: 'all', trigrams }));
  }
  const [short] = bounds.filter(({ bound }) => bound <= list.fewRowsMax);
  if (short === undefined) return undefined;
  const trigrams = await trigramsWith(db, number, short.word, short.length);
  return trigrams.length > alternativesMax ? undefined : [{ kind: 'any', trigrams }];
}

/** Every trigram in which a word of one or two code points can stand: entries are framed by line ends, so there always is one. */
async function trigramsWith(db: Db, number: number, word: string, length: number): Promise<string[]> {
  const separators = ['\n', ' '];
  const ends = (stem: string) => separators.map((separator) => stem + separator);
  const extensions = async (stem: string, gramLength: number) => {
    const { rows } = await sql<{ gram: string }>`
      SELECT gram FROM text_search_counts WHERE list_number = ${number} AND gram >= ${stem} AND gram < ${`${stem}\u{10ffff}`}
        AND length(gram) = ${gramLength} LIMIT ${sql.lit(alternativesMax + 1)}`.execute(db);
    return rows.map((row) => row.gram);
  };
  const longer = await extensions(word, 3);
  if (length === 2) return [...longer, ...ends(word)];
  const pairs = await extensions(word, 2);
  const { rows: endings } = await sql<{ gram: string }>`
    SELECT gram FROM text_search_counts WHERE list_number = ${number} AND length(gram) = 2
      AND substr(gram, 2, 1) = ${word} LIMIT ${sql.lit(alternativesMax + 1)}`.execute(db);
  const alone = separators.flatMap((separator) => ends(separator + word));
  return [...longer, ...pairs.flatMap(ends), ...endings.flatMap(({ gram }) => ends(gram)), ...alone];
}

/** Counts what matches: in the index where every word is long enough for it, else along the list. */
function countQuery(
  db: Db,
  list: TextList,
  number: number,
  bounds: readonly WordBound[],
  every: RawBuilder<SqlBool>,
): RawBuilder<unknown> {
  if (bounds.some(({ length }) => length < 3))
    return sql`SELECT count(*) AS total FROM ${sql.table(list.table)} WHERE ${every}`;
  const words = bounds.map(({ word }) => word);
  return sql`SELECT count(*) AS total FROM text_search WHERE ${holdsWords(db, number, words)}`;
}
