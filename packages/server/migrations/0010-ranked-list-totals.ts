// How many rows each ranked list has, in a row beside its blocks, with a version that every change renews.
import type { Migration } from '../src/platform/database/index.ts';

export const rankedListTotals: Migration = {
  name: '0010-ranked-list-totals',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE ranked_lists (
        realm_id TEXT NOT NULL, list TEXT NOT NULL, row_count INTEGER NOT NULL, version TEXT NOT NULL,
        PRIMARY KEY (realm_id, list))`,
      // Any text that no other state of any list has: the names serve, because the first change replaces them.
      `INSERT INTO ranked_lists (realm_id, list, row_count, version)
        SELECT realm_id, list, sum(row_count), realm_id || ' ' || list FROM list_blocks GROUP BY realm_id, list`,
    );
  },
};
