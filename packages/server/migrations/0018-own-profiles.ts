// De-identification profiles of a realm's own, with all their versions; cases say which of them they were begun with.
import type { Migration } from '../src/platform/database/index.ts';

export const ownProfiles: Migration = {
  name: '0018-own-profiles',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE deidentification_profiles (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), name TEXT NOT NULL, version INTEGER NOT NULL,
        archived INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, UNIQUE (realm_id, name))`,
      `CREATE TABLE deidentification_profile_versions (
        profile_id TEXT NOT NULL REFERENCES deidentification_profiles (id), version INTEGER NOT NULL,
        realm_id TEXT NOT NULL REFERENCES realms (id), profile TEXT NOT NULL, created_by TEXT, created_at TEXT NOT NULL,
        PRIMARY KEY (profile_id, version))`,
      `ALTER TABLE case_profiles ADD COLUMN profile_id TEXT`,
      `ALTER TABLE case_profiles ADD COLUMN profile_version INTEGER`,
      `CREATE INDEX case_profiles_profile ON case_profiles (profile_id)`,
    );
  },
};
