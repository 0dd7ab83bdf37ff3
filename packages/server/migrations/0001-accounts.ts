// Accounts, teams and their realms, sessions, API keys, and the audit trail over all of them.
import type { Migration } from '../src/platform/database/index.ts';

export const accounts: Migration = {
  name: '0001-accounts',
  async up(ddl) {
    await ddl.run(
      `CREATE TABLE installation (key TEXT PRIMARY KEY, value TEXT NOT NULL)`,
      `CREATE TABLE users (
        id TEXT PRIMARY KEY, email TEXT NOT NULL, email_key TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
        password_hash TEXT NOT NULL, current_team_id TEXT, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)`,
      `CREATE TABLE sign_in_attempts (
        subject TEXT PRIMARY KEY, failures INTEGER NOT NULL, last_failed_at TEXT NOT NULL, locked_until TEXT)`,
      `CREATE INDEX sign_in_attempts_age ON sign_in_attempts (last_failed_at)`,
      `CREATE TABLE realms (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, ae_title TEXT UNIQUE, settings TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL)`,
      `CREATE TABLE teams (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), name TEXT NOT NULL,
        created_at TEXT NOT NULL, updated_at TEXT NOT NULL)`,
      `CREATE INDEX teams_name ON teams (name)`,
      `CREATE TABLE memberships (
        team_id TEXT NOT NULL REFERENCES teams (id), user_id TEXT NOT NULL REFERENCES users (id), role TEXT NOT NULL,
        created_at TEXT NOT NULL, PRIMARY KEY (team_id, user_id))`,
      `CREATE INDEX memberships_user ON memberships (user_id)`,
      `CREATE TABLE invitations (
        id TEXT PRIMARY KEY, team_id TEXT NOT NULL REFERENCES teams (id), code_hash TEXT NOT NULL UNIQUE, email TEXT,
        role TEXT NOT NULL, created_by TEXT NOT NULL REFERENCES users (id), expires_at TEXT NOT NULL, accepted_at TEXT,
        created_at TEXT NOT NULL)`,
      `CREATE INDEX invitations_team ON invitations (team_id, id)`,
      `CREATE TABLE sessions (
        id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL REFERENCES users (id),
        team_id TEXT NOT NULL REFERENCES teams (id), created_at TEXT NOT NULL, last_seen_at TEXT NOT NULL, expires_at TEXT NOT NULL)`,
      `CREATE INDEX sessions_user ON sessions (user_id)`,
      `CREATE INDEX sessions_expiry ON sessions (expires_at)`,
      `CREATE TABLE api_keys (
        id TEXT PRIMARY KEY, realm_id TEXT NOT NULL REFERENCES realms (id), team_id TEXT NOT NULL REFERENCES teams (id),
        user_id TEXT NOT NULL REFERENCES users (id), name TEXT NOT NULL, key_hash TEXT NOT NULL UNIQUE, hint TEXT NOT NULL,
        scopes TEXT NOT NULL, expires_at TEXT, revoked_at TEXT, created_at TEXT NOT NULL)`,
      `CREATE INDEX api_keys_team ON api_keys (team_id, id)`,
      `CREATE INDEX api_keys_user ON api_keys (user_id, team_id)`,
      `CREATE TABLE api_key_uses (api_key_id TEXT PRIMARY KEY REFERENCES api_keys (id), last_used_at TEXT NOT NULL)`,
      `CREATE TABLE audit_events (
        id TEXT PRIMARY KEY, realm_id TEXT, event TEXT NOT NULL, occurred_at TEXT NOT NULL, actor_type TEXT NOT NULL,
        actor_id TEXT, actor_name TEXT, token_id TEXT, object_type TEXT, object_id TEXT, ip TEXT, protocol TEXT NOT NULL,
        request_id TEXT, details TEXT NOT NULL)`,
      `CREATE INDEX audit_events_realm ON audit_events (realm_id, id)`,
      `CREATE INDEX audit_events_object ON audit_events (realm_id, object_id, id)`,
      `CREATE INDEX audit_events_actor ON audit_events (realm_id, actor_id, id)`,
      `CREATE INDEX audit_events_event ON audit_events (realm_id, event, id)`,
    );
  },
};
