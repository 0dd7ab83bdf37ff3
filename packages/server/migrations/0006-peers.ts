// DIMSE peers: whom a realm lets in by association, and whom it may call.
import type { Migration } from '../src/platform/database/index.ts';

export const peers: Migration = {
  name: '0006-peers',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE peers (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), ae_title TEXT NOT NULL, host TEXT, port INTEGER,
        rights TEXT NOT NULL, tls INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL,
        UNIQUE (realm_id, ae_title))`,
    );
  },
};
