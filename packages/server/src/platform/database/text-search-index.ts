// Keeps the search index of a list in step with its rows, in the transaction that changes them: the index itself, and how
// many rows hold each frequent substring. Reading it is in text-search.ts.
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';
import {
  countGrams,
  extensionsOf,
  framedText,
  gramLengthAlways,
  gramLengthMax,
  gramNumber,
  gramsOf,
  trigramsOf,
} from './text-search-grams.ts';
import { indexJoin, jsonTexts, rowsPerList, type TextList } from './text-search-lookup.ts';

/** A row's id and folded text. */
export interface TextRow {
  readonly id: string;
  readonly text: string;
}

/** A good bound: so many rows are looked up and sorted in a few milliseconds. */
export const fewRowsUsual = 4000;

interface ListState {
  number: number;
  row_count: number;
  is_counted: number;
}

/** Adds a row to the index; the row must be in its table already. */
export async function indexText(trx: Db, list: TextList, row: TextRow): Promise<void> {
  const state = await adjustList(trx, list, 1);
  await insertEntry(trx, list, state.number, row);
  if (state.is_counted === 1) await countText(trx, list, state.number, row.text);
  else if (state.row_count > list.fewRowsMax) await beginCounting(trx, list, state.number);
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
  if (state.is_counted === 1) await uncountText(trx, state.number, row.text);
}

async function adjustList(trx: Db, list: TextList, delta: 1 | -1): Promise<ListState> {
  const adjusted = await sql<ListState>`
    UPDATE text_lists SET row_count = row_count + ${sql.lit(delta)}
    WHERE realm_id = ${list.realmId} AND list = ${list.name}
    RETURNING number, row_count, is_counted`.execute(trx);
  const [known] = adjusted.rows;
  if (known !== undefined) return known;
  const made = await sql<ListState>`
    INSERT INTO text_lists (realm_id, list, row_count, is_counted)
    VALUES (${list.realmId}, ${list.name}, 1, 0) RETURNING number, row_count, is_counted`.execute(trx);
  const [state] = made.rows;
  if (state === undefined) throw new Error(`The list ${list.name} could not be made.`);
  return state;
}

async function insertEntry(trx: Db, list: TextList, number: number, row: TextRow): Promise<void> {
  const text = framedText(row.text);
  if (dialectOf(trx) === 'postgres') {
    const grams = trigramsOf(text).map((gram) => gramNumber(number, gram));
    await sql`INSERT INTO text_search (id, list_number, text, grams)
      VALUES (${row.id}, ${number}, ${row.text}, ${grams}::int[])`.execute(trx);
    return;
  }
  await sql`INSERT INTO text_search (rowid, text)
    SELECT ${number} * ${rowsPerList} + number, ${text} FROM ${sql.table(list.table)} WHERE id = ${row.id}`.execute(
    trx,
  );
}

async function countText(trx: Db, list: TextList, number: number, text: string): Promise<void> {
  const grams = JSON.stringify([...gramsOf(text, gramLengthMax)]);
  const { rows } = await sql<{ gram: string; row_count: number; is_open: number }>`
    INSERT INTO text_search_counts (list_number, gram, row_count, is_open)
    SELECT CAST(${number} AS INTEGER), value, 1, 0 FROM ${jsonTexts(trx, grams)}
    WHERE length(value) <= ${sql.lit(gramLengthAlways)} OR EXISTS (
      SELECT 1 FROM text_search_counts AS parent WHERE parent.list_number = ${number}
        AND parent.gram = substr(value, 1, length(value) - 1) AND parent.is_open = 1)
    ON CONFLICT (list_number, gram) DO UPDATE SET row_count = text_search_counts.row_count + 1
    RETURNING gram, row_count, is_open`.execute(trx);
  for (const row of rows) {
    const length = [...row.gram].length;
    const isOpenable = length >= gramLengthAlways && length < gramLengthMax;
    if (isOpenable && row.is_open === 0 && row.row_count > list.fewRowsMax)
      await openGram(trx, list, number, row.gram);
  }
}

async function uncountText(trx: Db, number: number, text: string): Promise<void> {
  const grams = JSON.stringify([...gramsOf(text, gramLengthMax)]);
  await sql`UPDATE text_search_counts SET row_count = row_count - 1
    WHERE list_number = ${number} AND gram IN (SELECT value FROM ${jsonTexts(trx, grams)})`.execute(trx);
  await sql`DELETE FROM text_search_counts WHERE list_number = ${number} AND row_count <= 0
    AND gram IN (SELECT value FROM ${jsonTexts(trx, grams)})`.execute(trx);
}

/** A substring has become frequent: from now on its extensions are counted too. */
async function openGram(trx: Db, list: TextList, number: number, gram: string): Promise<void> {
  const { rows } = await sql<{ search_text: string }>`
    SELECT search_text FROM ${indexJoin(trx, list, number, [{ kind: 'all', trigrams: trigramsOf(gram) }])}`.execute(
    trx,
  );
  const counts = new Map<string, number>();
  for (const row of rows) {
    for (const longer of extensionsOf(row.search_text, gram))
      counts.set(longer, (counts.get(longer) ?? 0) + 1);
  }
  await insertCounts(trx, number, counts);
  await sql`UPDATE text_search_counts SET is_open = 1 WHERE list_number = ${number} AND gram = ${gram}`.execute(
    trx,
  );
}

async function beginCounting(trx: Db, list: TextList, number: number): Promise<void> {
  const counts = new Map<string, number>();
  for await (const rows of readTextRows(trx, list))
    countGrams(
      rows.map((row) => row.text),
      counts,
      gramLengthAlways,
    );
  await insertCounts(trx, number, counts);
  await sql`UPDATE text_lists SET is_counted = 1 WHERE number = ${number}`.execute(trx);
}

const rowsPerRead = 5000;

/** Every row of a list, in bounded portions. */
export async function* readTextRows(db: Db, list: TextList): AsyncGenerator<TextRow[]> {
  const column = sql.ref<string>(list.walkColumn);
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

const countsPerInsert = 10_000;

/** Adds counts of substrings that have none yet. */
export async function insertCounts(
  trx: Db,
  number: number,
  counts: ReadonlyMap<string, number>,
): Promise<void> {
  const entries = [...counts];
  for (let start = 0; start < entries.length; start += countsPerInsert) {
    const part = JSON.stringify(entries.slice(start, start + countsPerInsert));
    const source =
      dialectOf(trx) === 'postgres'
        ? sql`SELECT CAST(${number} AS INTEGER), value ->> 0, CAST(value ->> 1 AS INTEGER), 0 FROM json_array_elements(${part}::json)`
        : sql`SELECT ${number}, value ->> 0, value ->> 1, 0 FROM json_each(${part})`;
    await sql`INSERT INTO text_search_counts (list_number, gram, row_count, is_open) ${source}`.execute(trx);
  }
}
