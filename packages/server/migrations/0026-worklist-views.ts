// How people look at the worklist, kept under a name: their own, or for everybody in the realm.
import type { Migration } from '../src/platform/database/index.ts';

export const worklistViews: Migration = {
  name: '0026-worklist-views',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE worklist_views (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), user_id TEXT NOT NULL REFERENCES users (id),
        name TEXT NOT NULL, shared INTEGER NOT NULL, state TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
        UNIQUE (realm_id, user_id, name))`,
      // Few are shared, of many that are not.
      'CREATE INDEX worklist_views_shared ON worklist_views (realm_id) WHERE shared = 1',
    );
  },
};
