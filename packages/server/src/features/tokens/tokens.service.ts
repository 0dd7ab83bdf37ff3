// API keys of a team: everybody's own, and all of them for who manages the team's. The key itself is shown once and kept nowhere.
import { type CreatedToken, durationMs, type Scope, type Token } from '@lumenbox/contract';
import { type Caller, createApiKey, may, type RealmScope } from '../../access/index.ts';
import type { Audit, Origin } from '../../audit/index.ts';
import { type Clock, formatMillis } from '../../platform/clock.ts';
import type { Database, Db } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { isId, newId } from '../../platform/ids.ts';
import { presentToken } from './tokens.present.ts';
import {
  holdMembership,
  insertApiKey,
  markTokenRevoked,
  markTokensOfMemberRevoked,
  selectToken,
  selectTokens,
} from './tokens.store.ts';

/** What the feature works with. */
export interface TokensDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** What a new key shall be. */
export interface NewToken {
  readonly teamId: string;
  readonly userId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** A number and `s`, `m`, `h` or `d`; null: for ever. */
  readonly expiresIn: string | null;
  /** It expires by then, whatever `expiresIn` says; null or left away: no bound. */
  readonly expiresBy?: string | null;
}

/** A page of the keys that the caller may see: their own, or the team's. */
export async function listTokens(
  deps: TokensDeps,
  caller: Caller,
  page: { offset: number; limit: number },
): Promise<{ rows: Token[]; total: number }> {
  const { rows, total } = await selectTokens(deps.database.kysely, caller.scope, {
    ...visibleTo(caller),
    ...page,
  });
  deps.audit.recordRead(caller.origin, {
    event: 'token.listed',
    details: { offset: page.offset, count: rows.length },
  });
  return { rows: rows.map(presentToken), total };
}

/** Makes a key for the caller in the current team. A key can hand on only what it has itself, for as long as it has it. */
export async function createToken(
  deps: TokensDeps,
  caller: Caller,
  input: {
    name: string;
    scopes?: readonly Scope[] | null | undefined;
    expires_in?: string | null | undefined;
  },
): Promise<CreatedToken> {
  const scopes = input.scopes ?? ['*'];
  const own = caller.keyScopes;
  if (own !== undefined && !own.includes('*') && !scopes.every((scope) => own.includes(scope)))
    throw failure.forbidden();
  return issueToken(deps, caller.scope, caller.origin, {
    teamId: caller.teamId,
    userId: caller.userId,
    name: input.name,
    scopes,
    expiresIn: input.expires_in ?? null,
    expiresBy: caller.keyExpiresAt,
  });
}

/** Makes a key for a member of a team. Throws `unauthenticated` when the user is none, or has just been removed. */
export async function issueToken(
  deps: TokensDeps,
  scope: RealmScope,
  origin: Origin,
  token: NewToken,
): Promise<CreatedToken> {
  const { key, hash, hint } = createApiKey();
  const id = newId();
  const row = await deps.database.transaction(async (trx) => {
    if (!(await holdMembership(trx, scope, token))) throw failure.unauthenticated();
    await insertApiKey(trx, scope, {
      id,
      team_id: token.teamId,
      user_id: token.userId,
      name: token.name,
      key_hash: hash,
      hint,
      scopes: JSON.stringify([...new Set(token.scopes)]),
      expires_at: expiryOf(deps.clock, token),
      revoked_at: null,
      created_at: deps.clock.now(),
    });
    await deps.audit.record(trx, origin, {
      event: 'token.created',
      object: { type: 'token', id },
      details: { user_id: token.userId, scopes: token.scopes },
    });
    return selectToken(trx, scope, { teamId: token.teamId, id });
  });
  if (row === undefined) throw new Error('A key was not found in the transaction that made it.');
  return { ...presentToken(row), token: key };
}

function expiryOf(clock: Clock, token: Pick<NewToken, 'expiresIn' | 'expiresBy'>): string | null {
  const { expiresIn, expiresBy = null } = token;
  const wanted = expiresIn === null ? null : formatMillis(clock.nowMs() + durationMs(expiresIn));
  const [first = null] = [wanted, expiresBy].filter((moment) => moment !== null).sort();
  return first;
}

/** Revokes one of the keys that the caller may see. Throws `notFound`. */
export async function revokeToken(deps: TokensDeps, caller: Caller, id: string): Promise<void> {
  const token = isId(id)
    ? await selectToken(deps.database.kysely, caller.scope, { ...visibleTo(caller), id })
    : undefined;
  if (token === undefined) throw failure.notFound();
  await endToken(deps, caller.scope, caller.origin, token.id);
}

/** Revokes a key of a realm. Throws `notFound` when that is done already. */
export async function endToken(
  deps: TokensDeps,
  scope: RealmScope,
  origin: Origin,
  id: string,
): Promise<void> {
  await deps.database.transaction(async (trx) => {
    if (!(await markTokenRevoked(trx, scope, { id, at: deps.clock.now() }))) throw failure.notFound();
    await deps.audit.record(trx, origin, { event: 'token.revoked', object: { type: 'token', id } });
  });
}

/** Revokes a member's keys in a team, within the transaction that removes the member; says how many there were. */
export async function revokeKeysOfMember(
  deps: Pick<TokensDeps, 'clock'>,
  trx: Db,
  scope: RealmScope,
  which: { teamId: string; userId: string },
): Promise<number> {
  return markTokensOfMemberRevoked(trx, scope, { ...which, at: deps.clock.now() });
}

function visibleTo(caller: Caller) {
  return { teamId: caller.teamId, userId: may(caller, 'tokens:manage') ? undefined : caller.userId };
}
