// What SQLite's planner is told of indexes that nobody has measured yet. By itself it takes every first column for as good a way to find
// rows as any other: a statement that knows an id and, as all do, the realm would then go through the whole realm. Statements alone: SQLite's
// thread runs them when it closes, and loads nothing else.

/** A table as large as they may become, and one tenth of it in a realm. */
const guess = '1000000 100000';
/** How many rows have one value in the columns behind: what the planner takes for granted. */
const rowsOfValues = 10;

/** Makes the table of statistics when there is none. It comes with the first ANALYZE; this table is small. */
export const makeStatistics = 'ANALYZE migrations';

/** Lets the connection that runs it know what the table says. Others know it when they open the database. */
export const readStatistics = 'ANALYZE sqlite_schema';

/** Takes the guesses out: what nobody has measured would pass for measured. */
export const deleteGuesses = `DELETE FROM sqlite_stat1 WHERE stat LIKE '${guess}%'`;

/** Guesses for every index that begins with the realm and has no statistics of its own. */
export const insertGuesses = `
  INSERT INTO sqlite_stat1 (tbl, idx, stat)
  SELECT tbl_name, name, '${guess}'
      || (SELECT group_concat(CASE WHEN is_unique AND seqno = last THEN ' 1' ELSE ' ${rowsOfValues}' END, '')
            FROM (SELECT seqno, max(seqno) OVER () AS last FROM pragma_index_info(indexes.name)) WHERE seqno > 0)
    FROM (
      SELECT entry.tbl_name, entry.name, list."unique" AS is_unique
        FROM sqlite_schema AS entry JOIN pragma_index_list(entry.tbl_name) AS list ON list.name = entry.name
       WHERE entry.type = 'index'
    ) AS indexes
   WHERE (SELECT name FROM pragma_index_info(indexes.name) WHERE seqno = 0) IN ('realm_id', 'realm_number')
     AND (SELECT max(seqno) FROM pragma_index_info(indexes.name)) > 0
     AND name NOT IN (SELECT idx FROM sqlite_stat1 WHERE idx IS NOT NULL)`;
