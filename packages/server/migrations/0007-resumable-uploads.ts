// Uploads that come by resumable parts: who makes one, its parts, and the pieces that have come of each.
import type { Migration } from '../src/platform/database/index.ts';

export const resumableUploads: Migration = {
  name: '0007-resumable-uploads',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE resumable_uploads (
        id TEXT PRIMARY KEY REFERENCES uploads (id), realm_id TEXT NOT NULL REFERENCES realms (id), maker TEXT NOT NULL,
        client_key TEXT, patient_id TEXT, accept_mismatch INTEGER NOT NULL, part_count INTEGER NOT NULL,
        origin TEXT NOT NULL, state TEXT NOT NULL, has_job INTEGER NOT NULL, expires_at TEXT NOT NULL,
        created_at TEXT NOT NULL, UNIQUE (realm_id, maker, client_key))`,
      `CREATE INDEX resumable_uploads_expiry ON resumable_uploads (expires_at)`,
      `CREATE INDEX resumable_uploads_patient ON resumable_uploads (patient_id) WHERE patient_id IS NOT NULL`,
      `CREATE TABLE upload_parts (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id),
        upload_id TEXT NOT NULL REFERENCES resumable_uploads (id), number INTEGER NOT NULL, size_bytes BIGINT NOT NULL,
        received_bytes BIGINT NOT NULL, state TEXT NOT NULL, is_terminated INTEGER NOT NULL, metadata TEXT NOT NULL,
        name TEXT NOT NULL, media_type TEXT NOT NULL, first_position INTEGER, created_at TEXT NOT NULL,
        UNIQUE (upload_id, number))`,
      // What a realm has under way is added up at every beginning; what was taken in long ago is not looked at.
      `CREATE INDEX upload_parts_under_way ON upload_parts (realm_id, size_bytes) WHERE state <> 'received'`,
      `CREATE TABLE part_pieces (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id),
        part_id TEXT NOT NULL REFERENCES upload_parts (id), start_bytes BIGINT NOT NULL, size_bytes BIGINT NOT NULL,
        sha256 TEXT NOT NULL, object_key TEXT NOT NULL UNIQUE, created_at TEXT NOT NULL,
        UNIQUE (part_id, start_bytes))`,
    );
  },
};
