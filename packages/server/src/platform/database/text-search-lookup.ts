// The search index as SQL: which entries hold a word, and the rows that they stand for. Both dialects, one vocabulary.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';
import { gramNumber, markedWord, startMark, textStart, trigramsOf } from './text-search-grams.ts';

/** Some of a table's rows, searched by their column `search_text`. On SQLite the table has a `number` as its key. */
export interface TextList {
  readonly realmId: string;
  readonly name: string;
  readonly table: string;
  readonly where: RawBuilder<SqlBool>;
  /**
   * A column whose values begin with the word with which the text begins. An index over the columns of `where`, this one
   * and the id, on SQLite the text behind them, serves reading the list from end to end, and all texts that begin alike.
   */
  readonly startColumn: string;
  /**
   * A list longer than this has its substrings counted, and a substring that more rows hold has its extensions counted:
   * what is not counted is in so few rows that looking at each is quick.
   */
  readonly fewRowsMax: number;
}
/** Index entries of list n begin at n times this: a list holds fewer rows. */
export const rowsPerListCount = 2 ** 40;
/** The same as SQL. */
export const rowsPerList = sql.lit(rowsPerListCount);

/** Pieces of a text, three code points or more each, of which an entry must hold all, or at least one. */
export interface Hits {
  readonly kind: 'all' | 'any';
  readonly pieces: readonly string[];
}

/** The column that names a row of a searched table. */
export function keyColumn(db: Db): RawBuilder<unknown> {
  return sql.raw(dialectOf(db) === 'postgres' ? 'id' : 'number');
}

/** The table, joined to the index from the index's side: planners must not begin with the table. */
export function indexJoin(
  db: Db,
  list: TextList,
  number: number,
  hits: readonly Hits[],
): RawBuilder<unknown> {
  const table = sql.table(list.table);
  if (dialectOf(db) === 'postgres')
    return sql`(SELECT id AS hit_id FROM text_search WHERE ${indexCondition(db, number, hits)}) AS hits
      CROSS JOIN LATERAL (SELECT * FROM ${table} WHERE id = hit_id OFFSET 0) AS ${table}`;
  return sql`(SELECT rowid - ${number} * ${rowsPerList} AS hit FROM text_search WHERE ${indexCondition(db, number, hits)}) AS hits
    CROSS JOIN ${table} ON number = hit`;
}

/** Which entries hold the pieces of every hit. What they hold beside is for the caller to look at. */
function indexCondition(db: Db, number: number, hits: readonly Hits[]): RawBuilder<SqlBool> {
  if (dialectOf(db) === 'postgres') {
    const conditions = hits.map(({ kind, pieces }) => {
      const numbers = pieces.map((piece) => gramNumber(number, piece));
      return sql`grams ${sql.raw(kind === 'all' ? '@>' : '&&')} ${numbers}::int[]`;
    });
    return sql<SqlBool>`list_number = ${number} AND ${sql.join(conditions, sql` AND `)}`;
  }
  const joined = ({ kind, pieces }: Hits) => pieces.map(quoted).join(kind === 'all' ? ' AND ' : ' OR ');
  return sqliteMatch(number, hits.map((hit) => `(${joined(hit)})`).join(' AND '));
}

function sqliteMatch(number: number, match: string): RawBuilder<SqlBool> {
  return sql<SqlBool>`text_search MATCH ${match}
    AND rowid >= ${number} * ${rowsPerList} AND rowid < (${number} + 1) * ${rowsPerList}`;
}

function quoted(part: string): string {
  return `"${part.replaceAll('"', '""')}"`;
}

/** Which entries hold every word, exactly, without their rows. Words of three code points and more. */
export function holdsWords(db: Db, number: number, words: readonly string[]): RawBuilder<SqlBool> {
  // SQLite knows where each trigram stands, so that a word is as exact as in the text itself.
  if (dialectOf(db) === 'sqlite')
    return sqliteMatch(
      number,
      words.map((word) => `(${quoted(word)} OR ${quoted(markedWord(word))})`).join(' AND '),
    );
  const hits = words.map((word) => ({ kind: 'all', pieces: trigramsOf(word) }) as const);
  const exact = words.map((word) => holds(db, sql.ref('text'), word));
  return sql<SqlBool>`${indexCondition(db, number, hits)} AND ${sql.join(exact, sql` AND `)}`;
}

/** What to ask the index for a word of three code points or more, by some of its trigrams. */
export function wordHits(db: Db, word: string, trigrams: readonly string[]): Hits[] {
  if (dialectOf(db) === 'postgres') return [{ kind: 'all', pieces: trigrams }];
  const [first = ''] = trigramsOf(word);
  const others = trigrams.filter((trigram) => trigram !== first);
  // Only the trigram with which a word begins is another one at a text's beginning.
  return [
    ...(others.length > 0 ? [{ kind: 'all', pieces: others } as const] : []),
    ...(others.length < trigrams.length
      ? [{ kind: 'any', pieces: [first, markedWord(first)] } as const]
      : []),
  ];
}

/** What to ask the index for the texts that hold a word elsewhere than at their beginning; on PostgreSQL for all that hold it. */
export function laterHits(word: string, trigrams: readonly string[]): Hits[] {
  const [first = ''] = trigramsOf(word);
  return [{ kind: 'all', pieces: [...new Set([first, ...trigrams])] }];
}

/** What to ask the index for a counted substring, of three code points or more with the sign of the text's start. */
export function gramHits(db: Db, gram: string): Hits[] {
  if (!gram.startsWith(textStart)) return wordHits(db, gram, trigramsOf(gram));
  const isMarked = dialectOf(db) === 'sqlite';
  const framed = isMarked ? textStart + markedWord(gram.slice(textStart.length)) : gram;
  return [{ kind: 'all', pieces: trigramsOf(framed) }];
}

/** The alternatives for a short word that only a marked beginning has, behind the trigrams with which it goes on anywhere. */
export function shortStarts(db: Db, word: string, ends: readonly string[]): string[] {
  if (dialectOf(db) === 'postgres') return [];
  if ([...word].length === 2) return [markedWord(word)];
  return [`\n${word}${startMark}`, ...ends.map((end) => startMark + word + end)];
}

/** A table of the texts in a JSON array, in a column `value`. */
export function jsonTexts(db: Db, json: string): RawBuilder<unknown> {
  return dialectOf(db) === 'postgres'
    ? sql`json_array_elements_text(${json}::json) AS texts (value)`
    : sql`json_each(${json})`;
}

/** A table `pairs` of the pairs in a JSON array: a text `gram` and a number `delta`. */
export function jsonPairs(db: Db, json: string): RawBuilder<unknown> {
  return dialectOf(db) === 'postgres'
    ? sql`(SELECT value ->> 0 AS gram, CAST(value ->> 1 AS INTEGER) AS delta FROM json_array_elements(${json}::json)) AS pairs`
    : sql`(SELECT value ->> 0 AS gram, value ->> 1 AS delta FROM json_each(${json})) AS pairs`;
}

/**
 * Says that a text holds another, every sign of it plain. Not LIKE: planners guess from its pattern how many rows match,
 * and leave the order's index for a sort of the whole table.
 */
export function holds(db: Db, text: RawBuilder<unknown>, part: string): RawBuilder<SqlBool> {
  if (part === '') return sql<SqlBool>`1 = 1`;
  return dialectOf(db) === 'postgres'
    ? sql<SqlBool>`position(${part} IN ${text}) > 0`
    : sql<SqlBool>`instr(${text}, ${part}) > 0`;
}

/** Says that a row's text begins with a word, by the column that begins as the text does. */
export function startsWith(list: TextList, word: string): RawBuilder<SqlBool> {
  const column = sql.ref(list.startColumn);
  return sql<SqlBool>`(${column} >= ${word} AND ${column} < ${`${word}\u{10ffff}`})`;
}
