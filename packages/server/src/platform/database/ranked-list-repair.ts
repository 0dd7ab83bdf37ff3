// Rebuilding and checking ranked lists: for bulk loads, for the doctor, and for tests. Reads every row of a list.
import { sql } from 'kysely';
import type { Db } from './database.ts';
import { freshBlockRows, orderOf, type RankedList, valueColumn } from './ranked-list.ts';

/** Counts a list anew. The caller sees to it that nothing writes the realm's rows meanwhile. */
export async function rebuildList(trx: Db, list: RankedList): Promise<void> {
  await trx
    .deleteFrom('list_blocks')
    .where('realm_id', '=', list.realmId)
    .where('list', '=', list.name)
    .execute();
  await sql`
    INSERT INTO list_blocks (realm_id, list, lower_value, lower_id, row_count)
    SELECT CAST(${list.realmId} AS TEXT), CAST(${list.name} AS TEXT),
      CASE WHEN place = 1 THEN '' ELSE value END, CASE WHEN place = 1 THEN '' ELSE id END,
      CASE WHEN total - place + 1 < ${sql.lit(freshBlockRows(list))} THEN total - place + 1 ELSE ${sql.lit(freshBlockRows(list))} END
    FROM (
      SELECT ${valueColumn(list)} AS value, id, row_number() OVER (ORDER BY ${orderOf(list, 'asc')}) AS place,
        count(*) OVER () AS total
      FROM ${sql.table(list.table)} WHERE ${list.where}) AS numbered
    WHERE (place - 1) % ${sql.lit(freshBlockRows(list))} = 0`.execute(trx);
}

/** Compares a list's blocks with its rows, and gives a sentence for every difference; none when all is well. */
export async function checkList(db: Db, list: RankedList): Promise<string[]> {
  const { rows } = await sql<{ lower_id: string; row_count: number; found: number }>`
    WITH blocks AS (
      SELECT lower_value, lower_id, row_count,
        lead(lower_value) OVER (ORDER BY lower_value, lower_id) AS next_value,
        lead(lower_id) OVER (ORDER BY lower_value, lower_id) AS next_id
      FROM list_blocks WHERE realm_id = ${list.realmId} AND list = ${list.name})
    SELECT lower_id, row_count, (
      SELECT count(*) FROM ${sql.table(list.table)} WHERE ${list.where}
        AND (${valueColumn(list)}, id) >= (blocks.lower_value, blocks.lower_id)
        AND (blocks.next_value IS NULL OR (${valueColumn(list)}, id) < (blocks.next_value, blocks.next_id))) AS found
    FROM blocks`.execute(db);
  const { rows: all } = await sql<{ total: number }>`
    SELECT count(*) AS total FROM ${sql.table(list.table)} WHERE ${list.where}`.execute(db);
  const problems = rows
    .filter((block) => block.found !== block.row_count)
    .map(
      (block) =>
        `list ${list.name}, block ${block.lower_id}: ${block.row_count} counted, ${block.found} there`,
    );
  const counted = rows.reduce((sum, block) => sum + block.row_count, 0);
  const total = all[0]?.total ?? 0;
  if (counted !== total) problems.push(`list ${list.name}: ${counted} counted, ${total} there`);
  return problems;
}
