// Signing in and out. Nobody learns which accounts exist: unknown ones answer the same, as late, and lock out the same.
import type { Session, SignIn } from '@lumenbox/contract';
import {
  type Caller,
  csrfTokenOf,
  deleteSession,
  deleteSessionsOfUser,
  openSession,
} from '../../access/index.ts';
import type { Origin } from '../../audit/index.ts';
import type { Db, UsersTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import type { RealmId } from '../../platform/ids.ts';
import { selectMembershipsOfUser } from '../teams/index.ts';
import { guardGuesses } from './lock-out.ts';
import { currentTeam, describeSession } from './session-answer.ts';
import { emailKeyOf, type UsersDeps } from './users.service.ts';
import { holdPassword, selectUserByEmail } from './users.store.ts';

/** Where a request of somebody yet unknown comes from. */
export interface Whence {
  readonly ip: string;
  readonly id: string;
}

/** What signing in gives: the answer, and the token for the cookie. */
export interface SignedIn {
  readonly session: Session;
  readonly token: string;
}

/** The origin of somebody who has shown nothing yet, or of a user who just did. */
export function originOf(whence: Whence, user: UsersTable | undefined, realmId: RealmId | null): Origin {
  return {
    actor:
      user === undefined
        ? { type: 'anonymous', id: null, name: null, tokenId: null }
        : { type: 'user', id: user.id, name: user.name, tokenId: null },
    protocol: 'http',
    ip: whence.ip,
    requestId: whence.id,
    realmId,
  };
}

/** The account of an email address when the password is its own; guesses count towards the lock-out. */
export async function checkPassword(
  deps: UsersDeps,
  input: SignIn,
): Promise<{ user: UsersTable | undefined; isRight: boolean }> {
  const emailKey = emailKeyOf(input.email);
  let user: UsersTable | undefined;
  const isRight = await guardGuesses(deps, emailKey, async () => {
    user = await selectUserByEmail(deps.database.kysely, emailKey);
    return (await deps.passwords.isRight(input.password, user?.password_hash)) ? true : undefined;
  });
  return { user, isRight: isRight === true };
}

/** Opens a session for an email address and a password. A session that the browser brings along ends: no fixation. */
export async function signIn(
  deps: UsersDeps,
  input: SignIn,
  from: { whence: Whence; caller: Caller | undefined },
): Promise<SignedIn> {
  const { user, isRight } = await checkPassword(deps, input);
  const teams = await selectMembershipsOfUser(deps.database.kysely, user?.id ?? '');
  const team = user === undefined ? undefined : currentTeam(user, teams);
  const realmId = team?.realmId ?? null;
  if (user === undefined || !isRight) throw await signInFailed(deps, from.whence, { user, realmId });
  if (team === undefined)
    throw failure.validation({ email: ['This account belongs to no team. Ask for an invitation.'] });
  const token = await deps.database.transaction(async (trx) => {
    if (!(await holdPassword(trx, user))) return undefined;
    await deps.audit.record(trx, originOf(from.whence, user, team.realmId), {
      event: 'user.signed_in',
      object: { type: 'user', id: user.id },
    });
    return startSession(deps, trx, { userId: user.id, teamId: team.teamId, caller: from.caller });
  });
  // It was changed while it was compared.
  if (token === undefined) throw await signInFailed(deps, from.whence, { user, realmId });
  return { token, session: await describeOpened(deps, { userId: user.id, teamId: team.teamId, token }) };
}

/** Notes a failure, and gives the error for it: the same whoever was meant. */
async function signInFailed(
  deps: UsersDeps,
  whence: Whence,
  { user, realmId }: { user: UsersTable | undefined; realmId: RealmId | null },
): Promise<Error> {
  await deps.database.transaction((trx) =>
    deps.audit.record(trx, originOf(whence, undefined, realmId), {
      event: 'user.sign_in_failed',
      ...(user === undefined ? {} : { object: { type: 'user', id: user.id } }),
    }),
  );
  return failure.validation({ email: ['These credentials do not match our records.'] });
}

/** Opens a session in the place of the one that the browser brings along; gives the token for the cookie. */
export async function startSession(
  deps: UsersDeps,
  trx: Db,
  opening: { userId: string; teamId: string; caller: Caller | undefined },
): Promise<string> {
  if (opening.caller?.sessionId !== undefined) await deleteSession(trx, opening.caller.sessionId);
  return (await openSession(deps, trx, opening)).token;
}

/** Describes a session that was just opened. */
export function describeOpened(
  deps: UsersDeps,
  opened: { userId: string; teamId: string; token: string },
): Promise<Session> {
  const { userId, teamId, token } = opened;
  return describeSession(deps.database.kysely, {
    userId,
    teamId,
    keyScopes: undefined,
    csrfToken: csrfTokenOf(token),
  });
}

/** Ends the caller's session, or all of the account. */
export async function signOut(
  deps: UsersDeps,
  caller: Caller,
  options: { everywhere: boolean },
): Promise<void> {
  await deps.database.transaction(async (trx) => {
    if (options.everywhere) await deleteSessionsOfUser(trx, { userId: caller.userId });
    else if (caller.sessionId !== undefined) await deleteSession(trx, caller.sessionId);
    await deps.audit.record(trx, caller.origin, {
      event: options.everywhere ? 'user.signed_out_everywhere' : 'user.signed_out',
      object: { type: 'user', id: caller.userId },
    });
  });
}
