// Rebuilding and checking ranked lists: for bulk loads, for the doctor, and for tests. Reads every row of a list.
import { sql } from 'kysely';
import type { Db } from './database.ts';
import {
  freshBlockRows,
  orderOf,
  type RankedKey,
  type RankedList,
  reaches,
  setListTotal,
  valueColumn,
} from './ranked-list.ts';
import { listTotals } from './ranked-page.ts';

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
  await setListTotal(trx, list, await countRows(trx, list, undefined, undefined));
}

/** Compares a list's blocks with its rows, and gives a sentence for every difference; none when all is well. */
export async function checkList(db: Db, list: RankedList): Promise<string[]> {
  const { rows: blocks } = await sql<RankedKey & { row_count: number }>`
    SELECT lower_value AS value, lower_id AS id, row_count FROM list_blocks
    WHERE realm_id = ${list.realmId} AND list = ${list.name} ORDER BY lower_value, lower_id`.execute(db);
  const problems: string[] = [];
  // One statement a block, each over its own piece of the index: joined in one, every block would be read to the list's end.
  for (const [index, block] of blocks.entries()) {
    const found = await countRows(db, list, block, blocks[index + 1]);
    if (found !== block.row_count)
      problems.push(`list ${list.name}, block ${block.id}: ${block.row_count} counted, ${found} there`);
  }
  const total =
    blocks.length > 0
      ? blocks.reduce((sum, block) => sum + block.row_count, 0)
      : await countRows(db, list, undefined, undefined);
  const [counted = 0] = await listTotals(db, [list]);
  if (counted !== total) problems.push(`list ${list.name}: ${counted} counted in all, ${total} there`);
  return problems;
}

async function countRows(
  db: Db,
  list: RankedList,
  from: RankedKey | undefined,
  to: RankedKey | undefined,
): Promise<number> {
  const conditions = [
    list.where,
    ...(from === undefined ? [] : [reaches(list, from, 'asc')]),
    ...(to === undefined ? [] : [reaches(list, to, 'desc')]),
  ];
  const { rows } = await sql<{ total: number }>`
    SELECT count(*) AS total FROM ${sql.table(list.table)} WHERE ${sql.join(conditions, sql` AND `)}`.execute(
    db,
  );
  return rows[0]?.total ?? 0;
}
