// De-identified cases: the secrets from which pseudonyms come, what each case was begun with, and what was done to its instances.
import type { Migration } from '../src/platform/database/index.ts';

export const deidentification: Migration = {
  name: '0015-deidentification',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE realm_secrets (
        realm_id TEXT PRIMARY KEY REFERENCES realms (id), pseudonym_key TEXT NOT NULL, signing_key TEXT NOT NULL,
        created_at TEXT NOT NULL)`,
      `CREATE TABLE case_profiles (
        patient_id TEXT PRIMARY KEY REFERENCES patients (id) ON DELETE CASCADE, realm_id TEXT NOT NULL REFERENCES realms (id),
        profile TEXT NOT NULL, label TEXT NOT NULL, created_at TEXT NOT NULL)`,
      `CREATE INDEX case_profiles_realm ON case_profiles (realm_id)`,
      `CREATE TABLE deidentified_instances (
        instance_id TEXT PRIMARY KEY REFERENCES instances (id) ON DELETE CASCADE,
        realm_id TEXT NOT NULL REFERENCES realms (id), account TEXT NOT NULL)`,
    );
  },
};
