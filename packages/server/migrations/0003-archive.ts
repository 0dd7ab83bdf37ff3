// Studies, series and instances, where their objects are, what is held, what came in by which upload, and the jobs.
import type { Migration } from '../src/platform/database/index.ts';

export const archive: Migration = {
  name: '0003-archive',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE studies (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), person_id TEXT NOT NULL REFERENCES persons (id),
        study_instance_uid TEXT, availability TEXT NOT NULL, status TEXT NOT NULL, study_description TEXT, study_date TEXT,
        study_time TEXT, study_day TEXT, sort_description TEXT, accession_no TEXT, institution_name TEXT,
        referring_physician_name TEXT, notes TEXT, modalities TEXT NOT NULL, series_count INTEGER, instance_count INTEGER,
        last_received_at TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)`,
      // Only images here make a uid binding; of a study elsewhere it is a text among others.
      `CREATE UNIQUE INDEX studies_uid ON studies (person_id, study_instance_uid) WHERE availability = 'dicom'`,
      `CREATE INDEX studies_person ON studies (realm_id, person_id, study_day, id)`,
      `CREATE INDEX studies_created ON studies (realm_id, person_id, created_at, id)`,
      `CREATE TABLE series (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), study_id TEXT NOT NULL REFERENCES studies (id),
        series_instance_uid TEXT NOT NULL, series_number INTEGER, series_description TEXT, modality TEXT,
        body_part_examined TEXT, instance_count INTEGER NOT NULL, created_at TEXT NOT NULL,
        UNIQUE (study_id, series_instance_uid))`,
      `CREATE TABLE instances (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), study_id TEXT NOT NULL REFERENCES studies (id),
        series_id TEXT NOT NULL REFERENCES series (id), sop_instance_uid TEXT NOT NULL, sop_class_uid TEXT NOT NULL,
        transfer_syntax_uid TEXT NOT NULL, instance_number INTEGER, number_of_frames INTEGER NOT NULL, rows INTEGER,
        columns INTEGER, object_key TEXT NOT NULL UNIQUE, size_bytes BIGINT NOT NULL, sha256 TEXT NOT NULL,
        layout TEXT NOT NULL, created_at TEXT NOT NULL, UNIQUE (study_id, sop_instance_uid))`,
      `CREATE INDEX instances_series ON instances (series_id, instance_number, id)`,
      `CREATE TABLE doomed_objects (object_key TEXT PRIMARY KEY, realm_id TEXT NOT NULL, created_at TEXT NOT NULL)`,
      `CREATE TABLE archive_holds (id TEXT PRIMARY KEY, held_until TEXT NOT NULL)`,
      `CREATE TABLE uploads (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), patient_id TEXT, status TEXT NOT NULL,
        source TEXT NOT NULL, received INTEGER NOT NULL, stored INTEGER NOT NULL, duplicate INTEGER NOT NULL,
        rejected INTEGER NOT NULL, held INTEGER NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)`,
      `CREATE INDEX uploads_realm ON uploads (realm_id, id)`,
      `CREATE INDEX uploads_patient ON uploads (patient_id) WHERE patient_id IS NOT NULL`,
      `CREATE INDEX uploads_open ON uploads (updated_at) WHERE status IN ('receiving', 'processing')`,
      `CREATE TABLE upload_files (
        upload_id TEXT NOT NULL REFERENCES uploads (id), position INTEGER NOT NULL, realm_id TEXT NOT NULL, name TEXT NOT NULL,
        outcome TEXT NOT NULL, reason TEXT, sop_instance_uid TEXT, study_id TEXT, PRIMARY KEY (upload_id, position))`,
      `CREATE INDEX upload_files_study ON upload_files (study_id) WHERE study_id IS NOT NULL`,
      // Lists show the studies of many uploads, and an upload has far fewer of them than files.
      `CREATE TABLE upload_studies (
        upload_id TEXT NOT NULL REFERENCES uploads (id), study_id TEXT NOT NULL, realm_id TEXT NOT NULL,
        PRIMARY KEY (upload_id, study_id))`,
      `CREATE INDEX upload_studies_study ON upload_studies (study_id)`,
      `CREATE TABLE held_instances (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), upload_id TEXT,
        patient_id TEXT REFERENCES patients (id), sop_instance_uid TEXT NOT NULL, study_instance_uid TEXT NOT NULL,
        reason TEXT NOT NULL, object_key TEXT NOT NULL UNIQUE, size_bytes BIGINT NOT NULL, sha256 TEXT NOT NULL, created_at TEXT NOT NULL)`,
      `CREATE INDEX held_instances_realm ON held_instances (realm_id, id)`,
      `CREATE INDEX held_instances_patient ON held_instances (patient_id)`,
      // The same bytes are held once for a patient, and once for nobody in particular.
      `CREATE UNIQUE INDEX held_instances_bytes ON held_instances (realm_id, sha256, (coalesce(patient_id, '')))`,
      `CREATE TABLE jobs (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, version INTEGER NOT NULL, payload TEXT NOT NULL, unique_key TEXT,
        state TEXT NOT NULL, run_at TEXT NOT NULL, attempts INTEGER NOT NULL, leased_until TEXT, lease TEXT, last_error TEXT,
        created_at TEXT NOT NULL)`,
      `CREATE UNIQUE INDEX jobs_unique_key ON jobs (unique_key) WHERE unique_key IS NOT NULL AND state = 'waiting'`,
      `CREATE INDEX jobs_due ON jobs (state, run_at)`,
    );
  },
};
