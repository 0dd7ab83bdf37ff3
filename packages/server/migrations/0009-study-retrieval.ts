// What retrieval by UIDs needs: studies found in their realm, and the metadata documents that are kept for series.
import type { Migration } from '../src/platform/database/index.ts';

export const studyRetrieval: Migration = {
  name: '0009-study-retrieval',
  async up(ddl) {
    await ddl.run(
      `CREATE INDEX studies_realm_uid ON studies (realm_id, study_instance_uid) WHERE availability = 'dicom'`,
      `CREATE TABLE series_metadata (
        series_id TEXT PRIMARY KEY REFERENCES series (id) ON DELETE CASCADE, realm_id TEXT NOT NULL REFERENCES realms (id),
        fingerprint TEXT NOT NULL, base_url TEXT NOT NULL, object_key TEXT NOT NULL UNIQUE, size_bytes BIGINT NOT NULL,
        text_bytes BIGINT NOT NULL, text_crc BIGINT NOT NULL, created_at TEXT NOT NULL)`,
    );
  },
};
