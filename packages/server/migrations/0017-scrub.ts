// Reading objects again: how far that has come, month by month of their making, and what was found wrong.
import type { Migration } from '../src/platform/database/index.ts';

export const scrub: Migration = {
  name: '0017-scrub',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE scrub_cursors (
        object_table TEXT NOT NULL, month TEXT NOT NULL, after_id TEXT NOT NULL, checked_at TEXT NOT NULL,
        PRIMARY KEY (object_table, month))`,
      `CREATE TABLE object_faults (
        object_key TEXT PRIMARY KEY, realm_id TEXT NOT NULL, object_table TEXT NOT NULL, row_id TEXT NOT NULL, fault TEXT NOT NULL,
        found_at TEXT NOT NULL)`,
    );
  },
};
