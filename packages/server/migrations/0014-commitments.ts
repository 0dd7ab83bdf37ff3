// Questions of DIMSE peers whether instances are safe (PS3.4 J), kept until the peer has the answer.
import type { Migration } from '../src/platform/database/index.ts';

export const commitments: Migration = {
  name: '0014-commitments',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE commitments (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), ae_title TEXT NOT NULL,
        transaction_uid TEXT NOT NULL, instances TEXT NOT NULL, created_at TEXT NOT NULL)`,
      `CREATE INDEX commitments_realm ON commitments (realm_id, id)`,
    );
  },
};
