// What queries of imaging look in: the attributes of studies and series, words of names, and how many studies a day has.
import { createClock } from '../src/platform/clock.ts';
import type { Migration } from '../src/platform/database/index.ts';
import { newId } from '../src/platform/ids.ts';

export const imagingSearch: Migration = {
  name: '0004-imaging-search',
  async up(ddl) {
    const isSqlite = ddl.dialect === 'sqlite';
    const numberKey = isSqlite ? 'INTEGER PRIMARY KEY' : 'BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY';
    const clustered = isSqlite ? ' WITHOUT ROWID' : '';
    await ddl.run(
      // Texts are empty where a study says nothing, and days 0.
      `CREATE TABLE search_studies (
        number ${numberKey}, id TEXT NOT NULL UNIQUE REFERENCES studies (id), realm_id TEXT NOT NULL REFERENCES realms (id),
        study_instance_uid TEXT NOT NULL, day INTEGER NOT NULL, study_time TEXT NOT NULL, accession_number TEXT NOT NULL,
        patient_id TEXT NOT NULL, issuer_of_patient_id TEXT NOT NULL, patient_name TEXT NOT NULL,
        patient_birth_day INTEGER NOT NULL, patient_sex TEXT NOT NULL, referring_physician_name TEXT NOT NULL,
        study_identifier TEXT NOT NULL, study_description TEXT NOT NULL, modalities TEXT NOT NULL, sop_classes TEXT NOT NULL,
        attributes TEXT NOT NULL, further_attributes TEXT NOT NULL)`,
      `CREATE INDEX search_studies_day ON search_studies (realm_id, day, number)`,
      `CREATE INDEX search_studies_uid ON search_studies (realm_id, study_instance_uid)`,
      `CREATE INDEX search_studies_accession ON search_studies (realm_id, accession_number, day, number)`,
      `CREATE INDEX search_studies_patient ON search_studies (realm_id, patient_id, day, number)`,
      `CREATE INDEX search_studies_identifier ON search_studies (realm_id, study_identifier, day, number)`,
      `CREATE TABLE search_series (
        id TEXT PRIMARY KEY REFERENCES series (id), realm_id TEXT NOT NULL REFERENCES realms (id),
        study_id TEXT NOT NULL REFERENCES studies (id), series_instance_uid TEXT NOT NULL, series_number INTEGER NOT NULL,
        modality TEXT NOT NULL, series_description TEXT NOT NULL, body_part_examined TEXT NOT NULL, protocol_name TEXT NOT NULL,
        station_name TEXT NOT NULL, institution_name TEXT NOT NULL, performed_day INTEGER NOT NULL, performed_time TEXT NOT NULL,
        scheduled_step_ids TEXT NOT NULL, requested_procedure_ids TEXT NOT NULL, attributes TEXT NOT NULL,
        further_attributes TEXT NOT NULL)`,
      `CREATE INDEX search_series_study ON search_series (study_id, series_number, id)`,
      `CREATE INDEX search_series_uid ON search_series (series_instance_uid)`,
      // Values that many studies share, each once: names, descriptions, modalities.
      `CREATE TABLE search_terms (
        number ${numberKey}, id TEXT NOT NULL UNIQUE, realm_id TEXT NOT NULL REFERENCES realms (id), attribute TEXT NOT NULL,
        search_text TEXT NOT NULL, UNIQUE (realm_id, attribute, search_text))`,
      `CREATE TABLE search_postings (
        term_number BIGINT NOT NULL, day INTEGER NOT NULL, study_number BIGINT NOT NULL,
        PRIMARY KEY (term_number, day, study_number))${clustered}`,
      `CREATE TABLE search_days (
        realm_id TEXT NOT NULL REFERENCES realms (id), day INTEGER NOT NULL, study_count INTEGER NOT NULL,
        PRIMARY KEY (realm_id, day))${clustered}`,
      `ALTER TABLE instances ADD COLUMN attributes TEXT`,
      `CREATE INDEX instances_uid ON instances (sop_instance_uid)`,
      // What is in the archive already is brought in by a job; until it is through, those studies are not found.
      `INSERT INTO jobs (id, kind, version, payload, unique_key, state, run_at, attempts, created_at)
        SELECT '${newId()}', 'imaging-search.rebuild-index', 1, '{"after":""}', 'imaging-search.rebuild-index:all', 'waiting',
          '${createClock().now()}', 0, '${createClock().now()}'
        WHERE EXISTS (SELECT 1 FROM instances)`,
    );
  },
};
