// Looks keys up at every request, and writes when a key was last used. Keys themselves are made by the feature of tokens.
import { type Db, quickRead } from '../platform/database/index.ts';

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
  const [holder] = await keyHolders(db, at);
  return holder;
}

const keyHolders = quickRead('access.key-holder', (db, at: { keyHash: string; now: string }) =>
  db
    .selectFrom('api_keys as key')
    .innerJoin('teams as team', (join) =>
      join.onRef('team.id', '=', 'key.team_id').onRef('team.realm_id', '=', 'key.realm_id'),
    )
    .innerJoin('memberships as member', (join) =>
      join.onRef('member.team_id', '=', 'key.team_id').onRef('member.user_id', '=', 'key.user_id'),
    )
    .innerJoin('users as user', 'user.id', 'key.user_id')
    .select([
      'key.id as keyId',
      'key.realm_id as realmId',
      'key.team_id as teamId',
      'key.user_id as userId',
      'user.name as userName',
      'member.role as role',
      'key.scopes as scopes',
      'key.expires_at as expiresAt',
    ])
    .where('key.key_hash', '=', at.keyHash)
    .where('key.revoked_at', 'is', null)
    .where((eb) => eb.or([eb('key.expires_at', 'is', null), eb('key.expires_at', '>', at.now)])),
);

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
