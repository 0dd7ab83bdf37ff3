// Accounts: made with a password, renamed, moved to another of their teams, given a new password.
import type { ChangePassword, Role, Session } from '@lumenbox/contract';
import { type Caller, deleteSessionsOfUser, updateSessionTeam } from '../../access/index.ts';
import type { Audit, Origin } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Db, UsersTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import {
  addMember,
  foundTeam,
  selectMembershipsOfUser,
  selectTeamsByName,
  type TeamFacts,
} from '../teams/index.ts';
import { hashNewPassword } from './guessable-passwords.ts';
import { guardGuesses } from './lock-out.ts';
import type { Passwords } from './passwords.ts';
import { describeSession } from './session-answer.ts';
import { deleteSetupCode } from './setup.store.ts';
import { holdPassword, insertUser, selectUser, updateUser } from './users.store.ts';

/** What the feature works with. */
export interface UsersDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly passwords: Passwords;
}

/** What an account is made of. */
export interface NewUser {
  readonly name: string;
  readonly email: string;
  readonly passwordHash: string;
}

/** The form in which email addresses are compared. */
export function emailKeyOf(email: string): string {
  return email.normalize('NFKC').toLowerCase();
}

/** The email address has an account already. */
export function emailTaken() {
  return failure.validation({ email: ['The email has already been taken.'] });
}

/**
 * Makes an account, in the transaction that also gives it a team. Whoever makes the first one ends the first run.
 * Throws `validation` when the email address has an account.
 */
export async function makeUser(deps: Pick<UsersDeps, 'clock'>, trx: Db, user: NewUser): Promise<UsersTable> {
  await deleteSetupCode(trx);
  const now = deps.clock.now();
  const row: UsersTable = {
    id: newId(),
    email: user.email,
    email_key: emailKeyOf(user.email),
    name: user.name,
    password_hash: user.passwordHash,
    current_team_id: null,
    created_at: now,
    updated_at: now,
  };
  if (!(await insertUser(trx, row))) throw emailTaken();
  return row;
}

/** Makes a team the one in which the user's next session begins. */
export async function enterTeam(
  deps: Pick<UsersDeps, 'clock'>,
  trx: Db,
  move: { userId: string; teamId: string },
): Promise<void> {
  await updateUser(trx, move.userId, { current_team_id: move.teamId, updated_at: deps.clock.now() });
}

/** Changes the caller's name. */
export async function updateAccount(
  deps: UsersDeps,
  caller: Caller,
  input: { name?: string | undefined },
): Promise<Session> {
  const { name } = input;
  await deps.database.transaction(async (trx) => {
    const user = await selectUser(trx, caller.userId);
    if (name === undefined || name === user?.name) return;
    await updateUser(trx, caller.userId, { name, updated_at: deps.clock.now() });
    await deps.audit.record(trx, caller.origin, {
      event: 'user.updated',
      object: { type: 'user', id: caller.userId },
      details: { fields: ['name'] },
    });
  });
  return describeSession(deps.database.kysely, caller);
}

/** Changes the caller's password and ends every other session. Wrong current passwords count towards the lock-out. */
export async function changePassword(deps: UsersDeps, caller: Caller, input: ChangePassword): Promise<void> {
  const user = await selectUser(deps.database.kysely, caller.userId);
  if (user === undefined) throw failure.unauthenticated();
  const isRight = await guardGuesses(deps, user.email_key, async () =>
    (await deps.passwords.isRight(input.current_password, user.password_hash)) ? true : undefined,
  );
  const incorrect = () => failure.validation({ current_password: ['The password is incorrect.'] });
  if (isRight === undefined) throw incorrect();
  const passwordHash = await hashNewPassword(deps, { ...user, password: input.password });
  await deps.database.transaction(async (trx) => {
    // Of two changes at once, one shows a password that is the old one by now.
    if (!(await holdPassword(trx, user))) throw incorrect();
    await updateUser(trx, user.id, { password_hash: passwordHash, updated_at: deps.clock.now() });
    await deleteSessionsOfUser(trx, {
      userId: user.id,
      ...(caller.sessionId === undefined ? {} : { exceptId: caller.sessionId }),
    });
    await deps.audit.record(trx, caller.origin, {
      event: 'user.password_changed',
      object: { type: 'user', id: user.id },
    });
  });
}

/** Moves the caller's session to another of their teams; the next one begins there. Sessions elsewhere stay where they are. */
export async function switchTeam(deps: UsersDeps, caller: Caller, teamId: string): Promise<Session> {
  await deps.database.transaction(async (trx) => {
    const memberships = await selectMembershipsOfUser(trx, caller.userId);
    const team = memberships.find((membership) => membership.teamId === teamId);
    if (team === undefined) throw failure.validation({ team_id: ['The selected team id is invalid.'] });
    if (caller.sessionId !== undefined) await updateSessionTeam(trx, { sessionId: caller.sessionId, teamId });
    await enterTeam(deps, trx, { userId: caller.userId, teamId });
    await deps.audit.record(
      trx,
      { ...caller.origin, realmId: team.realmId },
      { event: 'team.switched', object: { type: 'team', id: teamId } },
    );
  });
  return describeSession(deps.database.kysely, { ...caller, teamId });
}

/**
 * An account and where it belongs, as the operator's command line makes it: in a team of that name, founded when there is none. Operators choose
 * what password they want: they could do anything without one.
 */
export async function createUserInTeam(
  deps: UsersDeps,
  origin: Origin,
  input: { name: string; email: string; password: string; team: string; role: Role },
): Promise<{ user: UsersTable; team: TeamFacts }> {
  const passwordHash = await deps.passwords.hash(input.password);
  return deps.database.transaction(async (trx) => {
    const [known, ...others] = await selectTeamsByName(trx, input.team);
    if (others.length > 0)
      throw failure.validation({ team: ['Several teams have this name. Give the id of the one you mean.'] });
    if (known === undefined && input.role !== 'owner')
      throw failure.validation({
        role: ['There is no such team yet, and the first member of a team owns it.'],
      });
    const user = await makeUser(deps, trx, { name: input.name, email: input.email, passwordHash });
    const team = known ?? (await foundTeam(deps, trx, origin, { name: input.team, ownerId: user.id }));
    if (known !== undefined)
      await addMember(deps, trx, { teamId: team.id, userId: user.id, role: input.role });
    await enterTeam(deps, trx, { userId: user.id, teamId: team.id });
    await deps.audit.record(
      trx,
      { ...origin, realmId: team.realmId },
      {
        event: 'user.created',
        object: { type: 'user', id: user.id },
        details: { team_id: team.id, role: input.role },
      },
    );
    return { user, team };
  });
}
