// The bytes of small objects, in the database beside their rows: one sync for both.
import type { Migration } from '../src/platform/database/index.ts';

export const smallObjects: Migration = {
  name: '0005-small-objects',
  async up(ddl) {
    const bytes = ddl.dialect === 'postgres' ? 'BYTEA' : 'BLOB';
    await ddl.run(
      `CREATE TABLE small_objects (object_key TEXT PRIMARY KEY, size_bytes INTEGER NOT NULL, bytes ${bytes} NOT NULL)`,
    );
    // Images do not become smaller, and a range of what is not compressed is read without the rest.
    if (ddl.dialect === 'postgres')
      await ddl.run('ALTER TABLE small_objects ALTER COLUMN bytes SET STORAGE EXTERNAL');
  },
};
