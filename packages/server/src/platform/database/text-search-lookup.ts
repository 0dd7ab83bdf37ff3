// The search index as SQL: which entries hold a word, and the rows that they stand for. Both dialects, one vocabulary.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';
import { gramNumber, trigramsOf } from './text-search-grams.ts';

/** Some of a table's rows, searched by their column `search_text`. On SQLite the table has a `number` as its key. */
export interface TextList {
  readonly realmId: string;
  readonly name: string;
  readonly table: string;
  readonly where: RawBuilder<SqlBool>;
  /** An index over the columns of `where`, this column and the id serves reading the list from end to end. */
  readonly walkColumn: string;
  /**
   * A list longer than this has its substrings counted, and a substring that more rows hold has its extensions counted:
   * what is not counted is in so few rows that looking at each is quick.
   */
  readonly fewRowsMax: number;
}
/** Index entries of list n begin at n times this: a list holds fewer rows. */
export const rowsPerList = sql.lit(2 ** 40);

/** Trigrams of which an entry must hold all, or at least one. */
export interface Hits {
  readonly kind: 'all' | 'any';
  readonly trigrams: readonly string[];
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

/** Which entries hold the trigrams of every hit. What they hold beside is for the caller to look at. */
function indexCondition(db: Db, number: number, hits: readonly Hits[]): RawBuilder<SqlBool> {
  if (dialectOf(db) === 'postgres') {
    const conditions = hits.map(({ kind, trigrams }) => {
      const numbers = trigrams.map((gram) => gramNumber(number, gram));
      return sql`grams ${sql.raw(kind === 'all' ? '@>' : '&&')} ${numbers}::int[]`;
    });
    return sql<SqlBool>`list_number = ${number} AND ${sql.join(conditions, sql` AND `)}`;
  }
  const joined = ({ kind, trigrams }: Hits) => trigrams.map(quoted).join(kind === 'all' ? ' AND ' : ' OR ');
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
  if (dialectOf(db) === 'sqlite') return sqliteMatch(number, words.map(quoted).join(' AND '));
  const hits = words.map((word) => ({ kind: 'all', trigrams: trigramsOf(word) }) as const);
  const exact = words.map((word) => holds(db, sql.ref('text'), word));
  return sql<SqlBool>`${indexCondition(db, number, hits)} AND ${sql.join(exact, sql` AND `)}`;
}

/** A table of the texts in a JSON array, in a column `value`. */
export function jsonTexts(db: Db, json: string): RawBuilder<unknown> {
  return dialectOf(db) === 'postgres'
    ? sql`json_array_elements_text(${json}::json) AS texts (value)`
    : sql`json_each(${json})`;
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
