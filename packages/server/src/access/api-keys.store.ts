// Looks keys up at every request, and writes when a key was last used. Keys themselves are made by the feature of tokens.
import { sql } from 'kysely';
import type { Db } from '../platform/database/index.ts';

/** A key with whoever holds it, as far as a request needs to know. */
export interface KeyHolder {
  readonly keyId: string;
  readonly realmId: string;
  readonly teamId: string;
  readonly userId: string;
  readonly userName: string;
  readonly role: string;
  /** JSON array of scopes. */
  readonly scopes: string;
  readonly expiresAt: string | null;
}

/**
 * The holder of a key that is neither revoked nor expired, and whose user is still a member of its team.
 * Unscoped: the scope comes from this row.
 */
export async function selectKeyHolder(
  db: Db,
  at: { keyHash: string; now: string },
): Promise<KeyHolder | undefined> {
  // Written out, because every request asks it: building it anew cost as much as the rest of a request's own work.
  const { rows } = await sql<KeyHolder>`
    SELECT api_key.id AS "keyId", api_key.realm_id AS "realmId", api_key.team_id AS "teamId", api_key.user_id AS "userId",
      account.name AS "userName", member.role AS "role", api_key.scopes AS "scopes", api_key.expires_at AS "expiresAt"
    FROM api_keys AS api_key
    JOIN teams AS team ON team.id = api_key.team_id AND team.realm_id = api_key.realm_id
    JOIN memberships AS member ON member.team_id = api_key.team_id AND member.user_id = api_key.user_id
    JOIN users AS account ON account.id = api_key.user_id
    WHERE api_key.key_hash = ${at.keyHash} AND api_key.revoked_at IS NULL
      AND (api_key.expires_at IS NULL OR api_key.expires_at > ${at.now})`.execute(db);
  return rows[0];
}

/** Notes that a key was used; an older note never replaces a newer one. Unscoped: the key was just looked up. */
export async function upsertKeyUse(db: Db, use: { keyId: string; at: string }): Promise<void> {
  await db
    .insertInto('api_key_uses')
    .values({ api_key_id: use.keyId, last_used_at: use.at })
    .onConflict((conflict) =>
      conflict
        .column('api_key_id')
        .doUpdateSet({ last_used_at: use.at })
        .where('api_key_uses.last_used_at', '<', use.at),
    )
    .execute();
}
