// What is held stands together by study: what its images say of themselves, and where a decision about them has come to.
import type { Migration } from '../src/platform/database/index.ts';

export const inbox: Migration = {
  name: '0008-inbox',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE held_studies (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), patient_id TEXT REFERENCES patients (id),
        study_instance_uid TEXT NOT NULL, identity TEXT NOT NULL, reason TEXT NOT NULL, facts TEXT NOT NULL,
        instance_count INTEGER NOT NULL, size_bytes BIGINT NOT NULL, state TEXT NOT NULL, created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL)`,
      `CREATE INDEX held_studies_realm ON held_studies (realm_id, id)`,
      `CREATE INDEX held_studies_patient ON held_studies (patient_id) WHERE patient_id IS NOT NULL`,
      // Images of one study that name two persons, or that were meant for two patients, are two decisions.
      `CREATE UNIQUE INDEX held_studies_identity
        ON held_studies (realm_id, study_instance_uid, (coalesce(patient_id, '')), identity)`,
      `ALTER TABLE held_instances ADD COLUMN held_study_id TEXT REFERENCES held_studies (id)`,
      // What an earlier release held says no more of itself than why.
      `INSERT INTO held_studies (id, realm_id, patient_id, study_instance_uid, identity, reason, facts, instance_count,
          size_bytes, state, created_at, updated_at)
        SELECT min(id), realm_id, patient_id, study_instance_uid, reason, reason, '{}', count(*), sum(size_bytes), 'waiting',
          min(created_at), max(created_at)
        FROM held_instances GROUP BY realm_id, patient_id, study_instance_uid, reason`,
      `UPDATE held_instances SET held_study_id = (
        SELECT held_studies.id FROM held_studies
        WHERE held_studies.realm_id = held_instances.realm_id
          AND held_studies.study_instance_uid = held_instances.study_instance_uid
          AND coalesce(held_studies.patient_id, '') = coalesce(held_instances.patient_id, '')
          AND held_studies.identity = held_instances.reason)`,
      `CREATE INDEX held_instances_study ON held_instances (held_study_id, id)`,
    );
  },
};
