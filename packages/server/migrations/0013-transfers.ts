// What is on its way to DIMSE peers: one row a study, with how far it has come.
import type { Migration } from '../src/platform/database/index.ts';

export const transfers: Migration = {
  name: '0013-transfers',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE transfers (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), ae_title TEXT NOT NULL,
        study_id TEXT NOT NULL REFERENCES studies (id) ON DELETE CASCADE, series_instance_uid TEXT, state TEXT NOT NULL,
        reason TEXT, instance_count INTEGER NOT NULL, completed_count INTEGER NOT NULL, warning_count INTEGER NOT NULL,
        failed_count INTEGER NOT NULL, failed_uids TEXT NOT NULL, sent_through TEXT NOT NULL, created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL)`,
      `CREATE INDEX transfers_realm ON transfers (realm_id, id)`,
      `CREATE INDEX transfers_study ON transfers (study_id)`,
    );
  },
};
