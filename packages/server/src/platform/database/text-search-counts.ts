// How many rows of a list hold each frequent substring. Changes are noted, one small row each, and counted some dozens at a
// time: a text has forty substrings, and to write each one's count with every row costs more than all else of the row.
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { dialectOf } from './dialect-of.ts';
import { runStatement } from './statement.ts';
import { extensionsOf, gramLengthAlways, gramLengthMax, gramsOf, holdsGram } from './text-search-grams.ts';
import { gramHits, indexJoin, jsonPairs, jsonTexts, type TextList } from './text-search-lookup.ts';

/** So many changes wait before they are counted: one writer in so many pays some milliseconds, and a search reads that many. */
const changesPending = 64;
/** So many changes are kept when they are counted: a total that somebody remembers can be brought up to date by them. */
export const changesKept = 1000;
/** So many substrings are opened at once, each at the price of looking at its rows; others wait for the next change of theirs. */
const opensMax = 4;

/** A text that came into a list (1) or left it (-1). */
export interface TextChange {
  readonly position: number;
  readonly delta: number;
  readonly text: string;
}

/** Notes that a text came or went, at the list's next position, and counts what is noted when it is enough. */
export async function noteChange(
  trx: Db,
  list: TextList,
  state: { number: number; change_count: number; counted_to: number },
  change: Omit<TextChange, 'position'>,
): Promise<void> {
  await runStatement(
    trx,
    'INSERT INTO text_search_changes (list_number, position, delta, text) VALUES (?, ?, ?, ?)',
    [state.number, state.change_count, change.delta, change.text],
  );
  if (state.change_count - state.counted_to < changesPending) return;
  const { rows } = await sql<TextChange>`SELECT position, delta, text FROM text_search_changes
    WHERE list_number = ${state.number} AND position > ${state.counted_to}`.execute(trx);
  await sql`UPDATE text_lists SET counted_to = ${state.change_count} WHERE number = ${state.number}`.execute(
    trx,
  );
  await sql`DELETE FROM text_search_changes
    WHERE list_number = ${state.number} AND position <= ${state.change_count - changesKept}`.execute(trx);
  await countChanges(trx, list, state.number, rows);
}

async function countChanges(
  trx: Db,
  list: TextList,
  number: number,
  changes: readonly TextChange[],
): Promise<void> {
  const deltas = new Map<string, number>();
  for (const { text, delta } of changes) {
    for (const gram of gramsOf(text, gramLengthMax)) deltas.set(gram, (deltas.get(gram) ?? 0) + delta);
  }
  const json = JSON.stringify([...deltas].filter(([, delta]) => delta !== 0));
  const { rows } = await sql<{ gram: string; row_count: number; is_open: number }>`
    INSERT INTO text_search_counts (list_number, gram, row_count, is_open)
    SELECT CAST(${number} AS INTEGER), gram, delta, 0 FROM ${jsonPairs(trx, json)}
    WHERE length(gram) <= ${sql.lit(gramLengthAlways)} OR EXISTS (
      SELECT 1 FROM text_search_counts AS parent WHERE parent.list_number = ${number}
        AND parent.gram = substr(pairs.gram, 1, length(pairs.gram) - 1) AND parent.is_open = 1)
    ON CONFLICT (list_number, gram) DO UPDATE SET row_count = text_search_counts.row_count + excluded.row_count
    RETURNING gram, row_count, is_open`.execute(trx);
  if (rows.some((row) => row.row_count <= 0))
    await sql`DELETE FROM text_search_counts WHERE list_number = ${number} AND row_count <= 0
      AND gram IN (SELECT gram FROM ${jsonPairs(trx, json)})`.execute(trx);
  const isOpenable = ({ gram, row_count, is_open }: (typeof rows)[number]) => {
    const { length } = [...gram];
    return (
      length >= gramLengthAlways && length < gramLengthMax && is_open === 0 && row_count > list.fewRowsMax
    );
  };
  for (const { gram } of rows.filter(isOpenable).slice(0, opensMax)) await openGram(trx, list, number, gram);
}

/** A substring has become frequent: from now on its extensions are counted too. */
async function openGram(trx: Db, list: TextList, number: number, gram: string): Promise<void> {
  const { rows } = await sql<{ search_text: string }>`
    SELECT search_text FROM ${indexJoin(trx, list, number, gramHits(trx, gram))}`.execute(trx);
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
    await sql`INSERT INTO text_search_counts (list_number, gram, row_count, is_open)
      SELECT CAST(${number} AS INTEGER), gram, delta, 0 FROM ${jsonPairs(trx, part)}`.execute(trx);
  }
}

/** What is known of a list at one moment. */
export interface ListCounts {
  readonly number: number;
  readonly rowCount: number;
  /** False: the list is so short that nothing is counted. */
  readonly isCounted: boolean;
  /** The position of its last change. */
  readonly position: number;
  /** Changes that are not counted yet, and, where wanted, those since a position. */
  readonly changes: readonly TextChange[];
  /** How many rows hold a substring that was asked for; `isOpen`: its extensions are counted too. */
  countOf(gram: string): { rowCount: number; isOpen: boolean };
}

type Json<T> = string | T[] | null;

/**
 * Reads what is counted of some substrings, in one statement: counts and what is to be added to them are of one moment.
 * `since` asks for the changes after a position too. `undefined` for a list that has never had a row.
 */
export async function readCounts(
  db: Db,
  list: TextList,
  grams: readonly string[],
  since: number = Number.MAX_SAFE_INTEGER,
): Promise<ListCounts | undefined> {
  const [array, all] =
    dialectOf(db) === 'postgres' ? ['json_build_array', 'json_agg'] : ['json_array', 'json_group_array'];
  const asJson = (columns: string) => sql.raw(`${all}(${array}(${columns}))`);
  const { rows } = await sql<{
    number: number;
    row_count: number;
    is_counted: number;
    change_count: number;
    counted_to: number;
    grams: Json<[string, number, number]>;
    changes: Json<[number, number, string]>;
  }>`SELECT number, row_count, is_counted, change_count, counted_to,
    (SELECT ${asJson('gram, row_count, is_open')} FROM text_search_counts
      WHERE list_number = text_lists.number AND gram IN (SELECT value FROM ${jsonTexts(db, JSON.stringify(grams))})) AS grams,
    (SELECT ${asJson('position, delta, text')} FROM text_search_changes
      WHERE list_number = text_lists.number AND (position > text_lists.counted_to OR position > ${since})) AS changes
    FROM text_lists WHERE realm_id = ${list.realmId} AND list = ${list.name}`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const stored = new Map(parsed(row.grams).map(([gram, rowCount, isOpen]) => [gram, { rowCount, isOpen }]));
  const changes = parsed(row.changes).map(([position, delta, text]) => ({ position, delta, text }));
  const pending = changes.filter(({ position }) => position > row.counted_to);
  return {
    number: row.number,
    rowCount: row.row_count,
    isCounted: row.is_counted === 1,
    position: row.change_count,
    changes,
    countOf: (gram) => ({
      rowCount: (stored.get(gram)?.rowCount ?? 0) + sumOf(pending, (text) => holdsGram(text, gram)),
      isOpen: stored.get(gram)?.isOpen === 1,
    }),
  };
}

function parsed<T>(json: Json<T>): T[] {
  return typeof json === 'string' ? (JSON.parse(json) as T[]) : (json ?? []);
}

/** By how much changes alter the number of texts that match. */
export function sumOf(changes: readonly TextChange[], matches: (text: string) => boolean): number {
  return changes.reduce((sum, { text, delta }) => (matches(text) ? sum + delta : sum), 0);
}
