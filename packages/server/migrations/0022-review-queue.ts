// The review queue: instances on their way into cases, sealed, until a person has decided; afterwards what was decided.
import type { Migration } from '../src/platform/database/index.ts';

export const reviewQueue: Migration = {
  name: '0022-review-queue',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE review_items (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), patient_id TEXT NOT NULL REFERENCES patients (id),
        state TEXT NOT NULL, study_instance_uid TEXT NOT NULL, sop_instance_uid TEXT NOT NULL, sop_class_uid TEXT NOT NULL,
        transfer_syntax_uid TEXT NOT NULL, modality TEXT, rows INTEGER, columns INTEGER, frame_count INTEGER NOT NULL,
        layout TEXT NOT NULL, reasons TEXT NOT NULL, boxes TEXT NOT NULL, account TEXT NOT NULL, content_sha256 TEXT NOT NULL,
        object_key TEXT, seal TEXT, size_bytes BIGINT NOT NULL, sha256 TEXT NOT NULL, created_at TEXT NOT NULL,
        decided_at TEXT, decided_by TEXT, decision TEXT, study_id TEXT)`,
      `CREATE INDEX review_items_waiting ON review_items (realm_id, patient_id, id) WHERE state = 'waiting'`,
      `CREATE INDEX review_items_patient ON review_items (patient_id, sop_instance_uid)`,
      // The same instance twice is one decision. What was decided before does not keep it from being asked again.
      `CREATE UNIQUE INDEX review_items_content ON review_items (patient_id, sop_instance_uid, content_sha256)
        WHERE state = 'waiting'`,
      `CREATE UNIQUE INDEX review_items_object ON review_items (object_key) WHERE object_key IS NOT NULL`,
    );
  },
};
