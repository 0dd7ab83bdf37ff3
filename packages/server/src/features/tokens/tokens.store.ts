// API keys: made, listed, revoked. Looking a key up at a request is `access`'s own matter. Revoked keys stay, for the audit trail names them.
import type { RealmScope } from '../../access/index.ts';
import { type ApiKeysTable, type Db, dialectOf } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';

/** A key with its user and its last use, as lists show it. */
export interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: string;
  readonly hint: string;
  readonly expiresAt: string | null;
  readonly createdAt: string;
  readonly userId: string;
  readonly userName: string;
  readonly userEmail: string;
  readonly lastUsedAt: string | null;
}

/**
 * Says whether a user is a member of a team, and keeps it so until the transaction ends: whoever removes the member
 * waits, and then sees the keys that were made meanwhile. SQLite has one writer and needs no lock.
 */
export async function holdMembership(
  trx: Db,
  scope: RealmScope,
  which: { teamId: string; userId: string },
): Promise<boolean> {
  const query = trx
    .selectFrom('memberships as member')
    .select('member.user_id')
    .where('member.user_id', '=', which.userId)
    .where('member.team_id', 'in', (eb) =>
      eb
        .selectFrom('teams')
        .select('id')
        .where('id', '=', which.teamId)
        .where('realm_id', '=', scope.realmId),
    );
  const held = dialectOf(trx) === 'postgres' ? query.forShare() : query;
  return (await held.executeTakeFirst()) !== undefined;
}

/** Adds a key to the realm of a scope. */
export async function insertApiKey(
  db: Db,
  scope: RealmScope,
  row: Omit<ApiKeysTable, 'realm_id'>,
): Promise<void> {
  await db
    .insertInto('api_keys')
    .values({ ...row, realm_id: scope.realmId })
    .execute();
}

/** Which keys of a team: those of one user, or all. */
export interface TokenFilter {
  readonly teamId: string;
  readonly userId?: string | undefined;
  readonly id?: string | undefined;
}

function livingKeys(db: Db, scope: RealmScope, filter: TokenFilter) {
  let query = db
    .selectFrom('api_keys as key')
    .innerJoin('users as user', 'user.id', 'key.user_id')
    .leftJoin('api_key_uses as use', 'use.api_key_id', 'key.id')
    .where('key.realm_id', '=', scope.realmId)
    .where('key.team_id', '=', filter.teamId)
    .where('key.revoked_at', 'is', null);
  if (filter.userId !== undefined) query = query.where('key.user_id', '=', filter.userId);
  if (filter.id !== undefined) query = query.where('key.id', '=', filter.id);
  return query;
}

const tokenColumns = [
  'key.id as id',
  'key.name as name',
  'key.scopes as scopes',
  'key.hint as hint',
  'key.expires_at as expiresAt',
  'key.created_at as createdAt',
  'user.id as userId',
  'user.name as userName',
  'user.email as userEmail',
  'use.last_used_at as lastUsedAt',
] as const;

/** A page of the keys that are not revoked, newest first, and how many there are. */
export async function selectTokens(
  db: Db,
  scope: RealmScope,
  page: TokenFilter & { offset: number; limit: number },
): Promise<{ rows: TokenRow[]; total: number }> {
  const keys = livingKeys(db, scope, page);
  const [rows, count] = await Promise.all([
    keys.select(tokenColumns).orderBy('key.id', 'desc').limit(page.limit).offset(page.offset).execute(),
    keys.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

/** One key that is not revoked. */
export async function selectToken(
  db: Db,
  scope: RealmScope,
  filter: TokenFilter & { id: string },
): Promise<TokenRow | undefined> {
  return livingKeys(db, scope, filter).select(tokenColumns).executeTakeFirst();
}

/** The realm and team of a key. Unscoped: the operator's command line names a key by its id alone. */
export async function selectTokenPlace(
  db: Db,
  id: string,
): Promise<{ realmId: RealmId; teamId: string } | undefined> {
  const row = await db
    .selectFrom('api_keys')
    .select(['realm_id', 'team_id'])
    .where('id', '=', id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row === undefined ? undefined : { realmId: row.realm_id as RealmId, teamId: row.team_id };
}

/** Revokes a key; false when it is revoked already. */
export async function markTokenRevoked(
  db: Db,
  scope: RealmScope,
  which: { id: string; at: string },
): Promise<boolean> {
  const result = await db
    .updateTable('api_keys')
    .set({ revoked_at: which.at })
    .where('realm_id', '=', scope.realmId)
    .where('id', '=', which.id)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

/** Revokes every key of a user in a team and says how many there were. */
export async function markTokensOfMemberRevoked(
  db: Db,
  scope: RealmScope,
  which: { teamId: string; userId: string; at: string },
): Promise<number> {
  const result = await db
    .updateTable('api_keys')
    .set({ revoked_at: which.at })
    .where('realm_id', '=', scope.realmId)
    .where('team_id', '=', which.teamId)
    .where('user_id', '=', which.userId)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
