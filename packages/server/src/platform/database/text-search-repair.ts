// Rebuilding and checking the search index of a list: for bulk loads, for the doctor, and for tests. Reads every row.
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';
import { changesKept, insertCounts, sumOf, type TextChange } from './text-search-counts.ts';
import {
  countGrams,
  framedText,
  gramLengthAlways,
  gramLengthMax,
  gramNumber,
  holdsGram,
  startMark,
  textStart,
  trigramsOf,
} from './text-search-grams.ts';
import { readTextRows, type TextRow } from './text-search-index.ts';
import { rowsPerList, type TextList } from './text-search-lookup.ts';

/** Builds the index of a list that has none yet, or anew. The caller sees to it that nothing writes the realm's rows meanwhile. */
export async function rebuildTextIndex(trx: Db, list: TextList): Promise<void> {
  const number = await resetList(trx, list);
  let counts = new Map<string, number>();
  let rowCount = 0;
  for await (const rows of readTextRows(trx, list)) {
    rowCount += rows.length;
    countGrams(
      rows.map((row) => row.text),
      counts,
      gramLengthAlways,
    );
    if (dialectOf(trx) === 'postgres') await insertPostgresEntries(trx, number, rows);
  }
  if (dialectOf(trx) === 'sqlite') await insertSqliteEntries(trx, list, number);
  await sql`UPDATE text_lists SET row_count = ${rowCount}, is_counted = ${rowCount > list.fewRowsMax ? 1 : 0}
    WHERE number = ${number}`.execute(trx);
  if (rowCount <= list.fewRowsMax) return;
  await insertCounts(trx, number, counts);
  for (let length = gramLengthAlways; length < gramLengthMax; length++) {
    const frequent = new Set(
      [...counts]
        .filter(([gram, count]) => count > list.fewRowsMax && [...gram].length === length)
        .map(([gram]) => gram),
    );
    if (frequent.size === 0) return;
    counts = await countLonger(trx, list, frequent, length + 1);
    await insertCounts(trx, number, counts);
    await openGrams(trx, list, number, length);
  }
}

async function resetList(trx: Db, list: TextList): Promise<number> {
  await sql`INSERT INTO text_lists (realm_id, list, row_count, is_counted)
    VALUES (${list.realmId}, ${list.name}, 0, 0) ON CONFLICT (realm_id, list) DO NOTHING`.execute(trx);
  const { rows } = await sql<{ number: number }>`SELECT number FROM text_lists
    WHERE realm_id = ${list.realmId} AND list = ${list.name}`.execute(trx);
  const number = rows[0]?.number;
  if (number === undefined) throw new Error(`The list ${list.name} could not be made.`);
  await sql`DELETE FROM text_search_counts WHERE list_number = ${number}`.execute(trx);
  await sql`DELETE FROM text_search_changes WHERE list_number = ${number}`.execute(trx);
  // Totals that somebody remembers are older than every change that is kept from now on.
  await sql`UPDATE text_lists SET change_count = change_count + ${sql.lit(changesKept + 1)},
    counted_to = change_count + ${sql.lit(changesKept + 1)} WHERE number = ${number}`.execute(trx);
  if (dialectOf(trx) === 'postgres')
    await sql`DELETE FROM text_search WHERE list_number = ${number}`.execute(trx);
  else
    await sql`DELETE FROM text_search WHERE rowid >= ${number} * ${rowsPerList} AND rowid < (${number} + 1) * ${rowsPerList}`.execute(
      trx,
    );
  return number;
}

async function insertPostgresEntries(trx: Db, number: number, rows: readonly TextRow[]): Promise<void> {
  const entries = rows.map((row) => ({
    id: row.id,
    text: row.text,
    grams: `{${trigramsOf(framedText(row.text))
      .map((gram) => gramNumber(number, gram))
      .join(',')}}`,
  }));
  await sql`INSERT INTO text_search (id, list_number, text, grams)
    SELECT id, CAST(${number} AS INTEGER), text, grams::int[]
    FROM json_to_recordset(${JSON.stringify(entries)}::json) AS entries (id TEXT, text TEXT, grams TEXT)`.execute(
    trx,
  );
}

async function insertSqliteEntries(trx: Db, list: TextList, number: number): Promise<void> {
  await sql`INSERT INTO text_search (rowid, text)
    SELECT ${number} * ${rowsPerList} + number, char(10) || CASE WHEN substr(search_text, 1, 1) IN ('', ' ', char(10))
      THEN search_text ELSE substr(search_text, 1, 1) || ${startMark} || substr(search_text, 2) END || char(10)
    FROM ${sql.table(list.table)} WHERE ${list.where} ORDER BY number`.execute(trx);
}

/** Counts, in one pass, the substrings of a length that extend a frequent one. */
async function countLonger(
  trx: Db,
  list: TextList,
  frequent: ReadonlySet<string>,
  length: number,
): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const rows of readTextRows(trx, list)) {
    for (const row of rows) {
      for (const gram of longerGrams(row.text, frequent, length))
        counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
  }
  return counts;
}

function longerGrams(text: string, frequent: ReadonlySet<string>, length: number): Set<string> {
  const found = new Set<string>();
  const [first = ''] = text.split(/\s/u, 1);
  const start = [textStart, ...first].slice(0, length);
  if (start.length === length && frequent.has(start.slice(0, -1).join(''))) found.add(start.join(''));
  for (const word of text.split(/\s+/u)) {
    const points = [...word];
    for (let start = 0; start + length <= points.length; start++) {
      const gram = points.slice(start, start + length);
      if (frequent.has(gram.slice(0, -1).join(''))) found.add(gram.join(''));
    }
  }
  return found;
}

async function openGrams(trx: Db, list: TextList, number: number, length: number): Promise<void> {
  await sql`UPDATE text_search_counts SET is_open = 1 WHERE list_number = ${number}
    AND row_count > ${sql.lit(list.fewRowsMax)} AND length(gram) = ${length}`.execute(trx);
}

/** Compares a list's index and counts with its rows, and gives a sentence for every difference; none when all is well. */
export async function checkTextIndex(db: Db, list: TextList): Promise<string[]> {
  const { rows } = await sql<{ number: number; row_count: number; is_counted: number }>`
    SELECT number, row_count, is_counted FROM text_lists
    WHERE realm_id = ${list.realmId} AND list = ${list.name}`.execute(db);
  const state = rows[0];
  const counts = new Map<string, number>();
  let found = 0;
  for await (const part of readTextRows(db, list)) {
    found += part.length;
    if (state?.is_counted === 1)
      countGrams(
        part.map((row) => row.text),
        counts,
        gramLengthMax,
      );
  }
  if (state === undefined)
    return found === 0 ? [] : [`search ${list.name}: not indexed, ${found} rows there`];
  const problems: string[] = [];
  const { rows: entries } = await (dialectOf(db) === 'postgres'
    ? sql<{ total: number }>`SELECT count(*) AS total FROM text_search WHERE list_number = ${state.number}`
    : sql<{ total: number }>`SELECT count(*) AS total FROM text_search
        WHERE rowid >= ${state.number} * ${rowsPerList} AND rowid < (${state.number} + 1) * ${rowsPerList}`
  ).execute(db);
  const indexed = entries[0]?.total ?? 0;
  if (indexed !== found) problems.push(`search ${list.name}: ${indexed} rows indexed, ${found} there`);
  if (state.row_count !== found)
    problems.push(`search ${list.name}: ${state.row_count} rows counted, ${found} there`);
  return [...problems, ...(await checkCounts(db, list, state.number, counts))];
}

async function checkCounts(
  db: Db,
  list: TextList,
  number: number,
  counts: ReadonlyMap<string, number>,
): Promise<string[]> {
  const { rows } = await sql<{ gram: string; row_count: number; is_open: number }>`
    SELECT gram, row_count, is_open FROM text_search_counts WHERE list_number = ${number}`.execute(db);
  const { rows: pending } = await sql<TextChange>`
    SELECT position, delta, text FROM text_search_changes JOIN text_lists ON number = list_number
    WHERE list_number = ${number} AND position > counted_to`.execute(db);
  const known = new Map(rows.map((row) => [row.gram, row]));
  const isCounted = (gram: string) => {
    const points = [...gram];
    return points.length <= gramLengthAlways || known.get(points.slice(0, -1).join(''))?.is_open === 1;
  };
  const isWrong = (gram: string, stored: number) =>
    stored + sumOf(pending, (text) => holdsGram(text, gram)) !== (counts.get(gram) ?? 0);
  const wrong = rows.filter((row) => isWrong(row.gram, row.row_count)).length;
  const missing = [...counts.keys()].filter(
    (gram) => !known.has(gram) && isCounted(gram) && isWrong(gram, 0),
  ).length;
  const problems: string[] = [];
  if (wrong > 0) problems.push(`search ${list.name}: ${wrong} substrings are counted wrongly`);
  if (missing > 0) problems.push(`search ${list.name}: ${missing} substrings are not counted`);
  return problems;
}
