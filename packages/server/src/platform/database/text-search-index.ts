// Keeps the search index of a list in step with its rows, in the transaction that changes them. Counts of substrings are in
// text-search-counts.ts, reading is in text-search.ts.
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';
import { runStatement } from './statement.ts';
import { insertCounts, noteChange } from './text-search-counts.ts';
import {
  countGrams,
  framedText,
  gramLengthAlways,
  gramNumber,
  markedText,
  trigramsOf,
} from './text-search-grams.ts';
import { rowsPerList, rowsPerListCount, type TextList } from './text-search-lookup.ts';

/** A row's id and folded text. */
export interface TextRow {
  readonly id: string;
  readonly text: string;
}

/** A good bound: of a million rows so many are looked up and sorted in the time in which a walk meets a page of as many. */
export const fewRowsUsual = 1000;

interface ListState {
  number: number;
  row_count: number;
  is_counted: number;
  change_count: number;
  counted_to: number;
}

/** Adds a row to the index; the row must be in its table already. */
export async function indexText(trx: Db, list: TextList, row: TextRow): Promise<void> {
  const state = await adjustList(trx, list, 1);
  await insertEntry(trx, list, state.number, row);
  if (state.is_counted === 1) await noteChange(trx, list, state, { delta: 1, text: row.text });
  else if (state.row_count > list.fewRowsMax) await beginCounting(trx, list, state);
}

/** Takes a row from the index; the row must still be in its table, with the text that was indexed. */
export async function unindexText(trx: Db, list: TextList, row: TextRow): Promise<void> {
  const state = await adjustList(trx, list, -1);
  if (dialectOf(trx) === 'postgres') {
    await sql`DELETE FROM text_search WHERE id = ${row.id}`.execute(trx);
  } else {
    await sql`DELETE FROM text_search WHERE rowid = (
      SELECT ${state.number} * ${rowsPerList} + number FROM ${sql.table(list.table)} WHERE id = ${row.id})`.execute(
      trx,
    );
  }
  if (state.is_counted === 1) await noteChange(trx, list, state, { delta: -1, text: row.text });
}

async function adjustList(trx: Db, list: TextList, delta: 1 | -1): Promise<ListState> {
  const [known] = await runStatement<ListState>(
    trx,
    `UPDATE text_lists SET row_count = row_count ${delta === 1 ? '+' : '-'} 1, change_count = change_count + 1
    WHERE realm_id = ? AND list = ? RETURNING number, row_count, is_counted, change_count, counted_to`,
    [list.realmId, list.name],
  );
  if (known !== undefined) return known;
  const made = await sql<ListState>`
    INSERT INTO text_lists (realm_id, list, row_count, is_counted)
    VALUES (${list.realmId}, ${list.name}, 1, 0) RETURNING number, row_count, is_counted, change_count, counted_to`.execute(
    trx,
  );
  const [state] = made.rows;
  if (state === undefined) throw new Error(`The list ${list.name} could not be made.`);
  return state;
}

async function insertEntry(trx: Db, list: TextList, number: number, row: TextRow): Promise<void> {
  if (dialectOf(trx) === 'postgres') {
    const grams = trigramsOf(framedText(row.text)).map((gram) => gramNumber(number, gram));
    await runStatement(
      trx,
      'INSERT INTO text_search (id, list_number, text, grams) VALUES (?, ?, ?, ?::int[])',
      [row.id, number, row.text, grams],
    );
    return;
  }
  await runStatement(
    trx,
    `INSERT INTO text_search (rowid, text) SELECT ? * ${rowsPerListCount} + number, ? FROM ${list.table} WHERE id = ?`,
    [number, markedText(row.text), row.id],
  );
}

async function beginCounting(trx: Db, list: TextList, state: ListState): Promise<void> {
  const counts = new Map<string, number>();
  for await (const rows of readTextRows(trx, list))
    countGrams(
      rows.map((row) => row.text),
      counts,
      gramLengthAlways,
    );
  await insertCounts(trx, state.number, counts);
  await sql`UPDATE text_lists SET is_counted = 1, counted_to = change_count WHERE number = ${state.number}`.execute(
    trx,
  );
}

const rowsPerRead = 5000;

/** Every row of a list, in bounded portions. */
export async function* readTextRows(db: Db, list: TextList): AsyncGenerator<TextRow[]> {
  const column = sql.ref<string>(list.startColumn);
  let after = { walked: '', id: '' };
  for (;;) {
    const { rows } = await sql<TextRow & { walked: string }>`
      SELECT id, search_text AS text, ${column} AS walked FROM ${sql.table(list.table)}
      WHERE ${list.where} AND (${column}, id) > (${after.walked}, ${after.id})
      ORDER BY ${column}, id LIMIT ${sql.lit(rowsPerRead)}`.execute(db);
    if (rows.length > 0) yield rows;
    const last = rows.at(-1);
    if (last === undefined || rows.length < rowsPerRead) return;
    after = last;
  }
}
