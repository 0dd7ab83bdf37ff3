// Search over millions of rows: counts of substrings are written some dozens of changes at a time, texts stand in the indexes of
// SQLite's orders, and what a text begins with is told apart in its index.
import type { Migration } from '../src/platform/database/index.ts';

export const searchIndex: Migration = {
  name: '0011-search-index',
  async up(ddl) {
    const isSqlite = ddl.dialect === 'sqlite';
    await ddl.run(
      `ALTER TABLE text_lists ADD COLUMN change_count BIGINT NOT NULL DEFAULT 0`,
      `ALTER TABLE text_lists ADD COLUMN counted_to BIGINT NOT NULL DEFAULT 0`,
      `CREATE TABLE text_search_changes (
        list_number INTEGER NOT NULL, position BIGINT NOT NULL, delta INTEGER NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (list_number, position))${isSqlite ? ' WITHOUT ROWID' : ''}`,
      ...startCounts,
      ...(isSqlite ? [...sqliteIndexes, ...sqliteTextIndex] : []),
    );
  },
};

/** Word beginnings of up to fifteen letters, as deep as the counts go: three signs always, further ones below a frequent one. */
const startLengths = Array.from({ length: 15 }, (_, index) => index + 1);
/** What more rows hold has its extensions counted. */
const rowsOpen = 1000;

/** How many texts of a counted list begin with each frequent substring. A text has no white space but spaces and line ends. */
const startCounts = startLengths.map(
  (length) => `INSERT INTO text_search_counts (list_number, gram, row_count, is_open)
    SELECT list_number, gram, count(*), CASE WHEN count(*) > ${rowsOpen} AND length(gram) BETWEEN 3 AND 15 THEN 1 ELSE 0 END
    FROM (
      SELECT text_lists.number AS list_number, '\n' || substr(search_text, 1, ${length}) AS gram
      FROM text_lists JOIN patients ON patients.realm_id = text_lists.realm_id AND list = kind ||
        CASE archived WHEN 1 THEN '.archived' ELSE '.active' END || '.search'
      WHERE is_counted = 1 AND length(search_text) >= ${length}) AS starts
    WHERE gram NOT LIKE '% %' AND gram NOT LIKE '%\n%\n%' AND (length(gram) <= 3 OR EXISTS (
      SELECT 1 FROM text_search_counts AS parent WHERE parent.list_number = starts.list_number
        AND parent.gram = substr(starts.gram, 1, length(starts.gram) - 1) AND parent.is_open = 1))
    GROUP BY list_number, gram`,
);

/** PostgreSQL has no room for long texts in its indexes. */
const sqliteIndexes = ['created', 'updated', 'name', 'birth'].flatMap((order) => {
  const column = { created: 'created_at', updated: 'updated_at', name: 'sort_name', birth: 'date_of_birth' }[
    order
  ];
  return [
    `DROP INDEX patients_${order}`,
    `CREATE INDEX patients_${order} ON patients (realm_id, kind, archived, ${column}, id, search_text)`,
  ];
});

/** The sign behind the first letter, 8288, is U+2060, as in text-search-grams.ts. */
const sqliteTextIndex = [
  `INSERT INTO text_search (text_search) VALUES ('delete-all')`,
  `INSERT INTO text_search (rowid, text)
    SELECT text_lists.number * ${2 ** 40} + patients.number, char(10) || CASE WHEN substr(search_text, 1, 1) IN ('', ' ', char(10))
      THEN search_text ELSE substr(search_text, 1, 1) || char(8288) || substr(search_text, 2) END || char(10)
    FROM patients JOIN text_lists ON text_lists.realm_id = patients.realm_id AND list = kind ||
      CASE archived WHEN 1 THEN '.archived' ELSE '.active' END || '.search'
    ORDER BY 1`,
];
