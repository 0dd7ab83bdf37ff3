// What SQLite's planner is told of indexes that nobody has measured yet. By itself it takes every first column for as good a way to find
// rows as any other: a statement that knows an id and, as all do, the realm would then go through the whole realm.
import { type Kysely, sql } from 'kysely';
import { untoldStatistics } from './planner-guess.ts';

/** How many rows have one value in the columns behind: what the planner takes for granted. */
const rowsOfValues = 10;

/**
 * Tells the planner that realms are large, for every index that begins with one and has no statistics of its own. A connection that has
 * read the schema since its last change does not see it: this belongs behind the migrations, before anything else runs.
 */
export async function tellPlanner(db: Kysely<unknown>): Promise<void> {
  // The table of statistics comes with the first ANALYZE; this table is small.
  await sql`ANALYZE migrations`.execute(db);
  await sql`
    INSERT INTO sqlite_stat1 (tbl, idx, stat)
    SELECT tbl_name, name, ${untoldStatistics}
        || (SELECT group_concat(CASE WHEN is_unique AND seqno = last THEN ' 1' ELSE ${` ${rowsOfValues}`} END, '')
              FROM (SELECT seqno, max(seqno) OVER () AS last FROM pragma_index_info(indexes.name)) WHERE seqno > 0)
      FROM (
        SELECT entry.tbl_name, entry.name, list."unique" AS is_unique
          FROM sqlite_schema AS entry JOIN pragma_index_list(entry.tbl_name) AS list ON list.name = entry.name
         WHERE entry.type = 'index'
      ) AS indexes
     WHERE (SELECT name FROM pragma_index_info(indexes.name) WHERE seqno = 0) = 'realm_id'
       AND (SELECT max(seqno) FROM pragma_index_info(indexes.name)) > 0
       AND name NOT IN (SELECT idx FROM sqlite_stat1 WHERE idx IS NOT NULL)`.execute(db);
  await sql`ANALYZE sqlite_schema`.execute(db);
}
