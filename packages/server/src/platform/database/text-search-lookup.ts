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

/** Trigrams of which an entry must hold all, or one. */
export type Hits =
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'any'; readonly trigrams: readonly string[] };

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

export function indexCondition(db: Db, number: number, hits: readonly Hits[]): RawBuilder<SqlBool> {
  if (dialectOf(db) === 'postgres') {
    const numbers = (grams: readonly string[]) => grams.map((gram) => gramNumber(number, gram));
    const conditions = hits.map((hit) =>
      hit.kind === 'word'
        ? sql`grams @> ${numbers(trigramsOf(hit.word))}::int[] AND ${holds(db, sql.ref('text'), hit.word)}`
        : sql`grams && ${numbers(hit.trigrams)}::int[]`,
    );
    return sql<SqlBool>`list_number = ${number} AND ${sql.join(conditions, sql` AND `)}`;
  }
  const quoted = (part: string) => `"${part.replaceAll('"', '""')}"`;
  const match = hits
    .map((hit) => (hit.kind === 'word' ? quoted(hit.word) : `(${hit.trigrams.map(quoted).join(' OR ')})`))
    .join(' AND ');
  return sql<SqlBool>`text_search MATCH ${match}
    AND rowid >= ${number} * ${rowsPerList} AND rowid < (${number} + 1) * ${rowsPerList}`;
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
