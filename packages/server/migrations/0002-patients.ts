// Persons, the patients and cases that point to them, their identifiers, and the ranked lists that find any page of them.
import type { Migration } from '../src/platform/database/index.ts';

export const patients: Migration = {
  name: '0002-patients',
  async up(ddl) {
    const isSqlite = ddl.dialect === 'sqlite';
    // SQLite's search index names its entries by number; PostgreSQL's by the id itself.
    const patientKey = isSqlite
      ? 'number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE'
      : 'id TEXT PRIMARY KEY';
    const listKey = isSqlite ? 'INTEGER PRIMARY KEY' : 'INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY';
    await ddl.run(
      `CREATE TABLE persons (id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), created_at TEXT NOT NULL)`,
      `CREATE TABLE patients (
        ${patientKey}, realm_id TEXT NOT NULL REFERENCES realms (id), person_id TEXT NOT NULL REFERENCES persons (id),
        kind TEXT NOT NULL, label TEXT, given_names TEXT, family_name TEXT, date_of_birth TEXT, sex TEXT, address TEXT,
        archived INTEGER NOT NULL, sort_name TEXT NOT NULL, search_text TEXT NOT NULL,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL)`,
      `CREATE INDEX patients_person ON patients (person_id)`,
      `CREATE INDEX patients_created ON patients (realm_id, kind, archived, created_at, id)`,
      `CREATE INDEX patients_updated ON patients (realm_id, kind, archived, updated_at, id)`,
      `CREATE INDEX patients_name ON patients (realm_id, kind, archived, sort_name, id)`,
      `CREATE INDEX patients_birth ON patients (realm_id, kind, archived, date_of_birth, id)`,
      `CREATE TABLE patient_identifiers (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), patient_id TEXT NOT NULL REFERENCES patients (id),
        value TEXT NOT NULL, issuer TEXT NOT NULL, type TEXT, created_at TEXT NOT NULL, UNIQUE (patient_id, value, issuer))`,
      `CREATE INDEX patient_identifiers_value ON patient_identifiers (realm_id, value, issuer)`,
      `CREATE TABLE list_blocks (
        realm_id TEXT NOT NULL, list TEXT NOT NULL, lower_value TEXT NOT NULL, lower_id TEXT NOT NULL,
        row_count INTEGER NOT NULL, PRIMARY KEY (realm_id, list, lower_value, lower_id))`,
      `CREATE TABLE text_lists (
        number ${listKey}, realm_id TEXT NOT NULL, list TEXT NOT NULL, row_count INTEGER NOT NULL,
        is_counted INTEGER NOT NULL, UNIQUE (realm_id, list))`,
      `CREATE TABLE text_search_counts (
        list_number INTEGER NOT NULL, gram TEXT NOT NULL, row_count INTEGER NOT NULL, is_open INTEGER NOT NULL,
        PRIMARY KEY (list_number, gram))`,
    );
    await ddl.run(...(isSqlite ? sqliteTextIndex : postgresTextIndex));
  },
};

/** No text is kept in it, only which rows hold which three letters in a row, and where. */
const sqliteTextIndex = [
  `CREATE VIRTUAL TABLE text_search USING fts5 (
    text, tokenize = 'trigram case_sensitive 1', content = '', contentless_delete = 1)`,
];
/** Our own numbers of trigrams, not pg_trgm's, which knows no letters but ASCII under the byte order that all our texts have. */
const postgresTextIndex = [
  `CREATE TABLE text_search (
    id TEXT PRIMARY KEY, list_number INTEGER NOT NULL, text TEXT NOT NULL, grams INTEGER[] NOT NULL)`,
  `CREATE INDEX text_search_grams ON text_search USING gin (grams) WITH (fastupdate = off)`,
];
