// Finds the rows of a list that hold every word of a search, and knows how many there are. It chooses the way: few rows are
// taken from the index and sorted, many are met soon enough on a walk along the order. Writing the index is elsewhere.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from './database.ts';
import { gramLengthAlways, gramLengthMax, searchWords } from './text-search-grams.ts';
import {
  type Hits,
  holds,
  indexCondition,
  indexJoin,
  jsonTexts,
  type TextList,
} from './text-search-lookup.ts';

/** How to answer a search. */
export type SearchPlan =
  /** Nothing matches. */
  | { kind: 'none' }
  /** Few rows match: `from` joins the index with the table, `where` narrows to the matches; sort them all. */
  | { kind: 'few'; from: RawBuilder<unknown>; where: RawBuilder<SqlBool> }
  /** Many rows match: walk along the order and leave out what does not. `total` where it is known without counting. */
  | { kind: 'many'; where: RawBuilder<SqlBool>; total: number | undefined; count: RawBuilder<unknown> };

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
  const rarest = bounds.reduce((best, word) => (word.bound < best.bound ? word : best));
  if (rarest.bound <= list.fewRowsMax) {
    const hits = await indexHits(db, list, state.number, bounds);
    if (hits !== undefined)
      return { kind: 'few', from: indexJoin(db, list, state.number, hits), where: every };
  }
  const isSure = words.length === 1 && rarest.isExact;
  return {
    kind: 'many',
    where: every,
    total: isSure ? rarest.bound : undefined,
    count: await countQuery(db, list, state.number, bounds, every),
  };
}

/** How many rows of a list hold a word, at most or exactly. */
interface WordBound {
  readonly word: string;
  readonly length: number;
  readonly bound: number;
  readonly isExact: boolean;
}

async function boundWords(db: Db, number: number, words: readonly string[]): Promise<WordBound[]> {
  const points = words.map((word) => [...word]);
  const prefixes = points.flatMap((word) =>
    word.slice(0, gramLengthMax).map((_, index) => word.slice(0, index + 1).join('')),
  );
  const { rows } = await sql<{ gram: string; row_count: number; is_open: number }>`
    SELECT gram, row_count, is_open FROM text_search_counts WHERE list_number = ${number}
      AND gram IN (SELECT value FROM ${jsonTexts(db, JSON.stringify([...new Set(prefixes)]))})`.execute(db);
  const known = new Map(rows.map((row) => [row.gram, row]));
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
    };
  });
}

/** What to ask the index: every word that is rare enough to be worth its postings. `undefined` when it cannot help. */
async function indexHits(
  db: Db,
  list: TextList,
  number: number,
  bounds: readonly WordBound[],
): Promise<Hits[] | undefined> {
  const long = bounds.filter(({ length, bound }) => length >= 3 && bound <= list.fewRowsMax);
  if (long.length > 0) return long.map(({ word }) => ({ kind: 'word', word }));
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
async function countQuery(
  db: Db,
  list: TextList,
  number: number,
  bounds: readonly WordBound[],
  every: RawBuilder<SqlBool>,
): Promise<RawBuilder<unknown>> {
  if (bounds.every(({ length }) => length >= 3)) {
    const hits = bounds.map(({ word }) => ({ kind: 'word', word }) as const);
    return sql`SELECT count(*) AS total FROM text_search WHERE ${indexCondition(db, number, hits)}`;
  }
  return sql`SELECT count(*) AS total FROM ${sql.table(list.table)} WHERE ${every}`;
}
