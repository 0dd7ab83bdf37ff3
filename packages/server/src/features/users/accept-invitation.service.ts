// Joining a team by invitation: with the account that is signed in, with one that proves its password, or with a new one.
import type { AcceptInvitation, Role, Session } from '@lumenbox/contract';
import { type Caller, updateSessionTeam } from '../../access/index.ts';
import type { Db, UsersTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { addMember, findInvitation, type InvitationWithTeam, takeInvitation } from '../teams/index.ts';
import { hashNewPassword } from './guessable-passwords.ts';
import { describeSession } from './session-answer.ts';
import { checkPassword, describeOpened, originOf, startSession, type Whence } from './sign-in.service.ts';
import { emailKeyOf, emailTaken, makeUser, type NewUser, type UsersDeps } from './users.service.ts';
import { holdPassword, selectUser, selectUserByEmail } from './users.store.ts';

/** What joining gives: the answer, and a token for the cookie when a session was opened for it. */
export interface Joined {
  readonly session: Session;
  readonly token: string | undefined;
}

/** Whoever joins: an account that stands, or what a new one is made of. */
type Joiner = { readonly kind: 'known'; user: UsersTable } | { readonly kind: 'new'; user: NewUser };

/** Joins the team of an invitation, which is used up by it, and enters it with this session alone. Of two at once, one succeeds. */
export async function acceptInvitation(
  deps: UsersDeps,
  input: AcceptInvitation,
  from: { whence: Whence; caller: Caller | undefined },
): Promise<Joined> {
  const { caller } = from;
  // A key acts in the team for which it was made, and cannot take its user elsewhere.
  if (caller !== undefined && caller.sessionId === undefined) throw failure.forbidden();
  const invitation = await findInvitation(deps, deps.database.kysely, input.code);
  if (invitation === undefined) throw useless();
  const joiner =
    caller === undefined ? await identify(deps, input, invitation) : await joinerOf(deps, caller);
  if (invitation.email !== null && emailKeyOf(invitation.email) !== emailKeyOf(joiner.user.email))
    throw failure.validation({ email: ['This invitation is for another email address.'] });
  const joined = await deps.database.transaction(async (trx) => {
    // Who is not signed in has shown a password, which may have been changed while it was compared.
    if (caller === undefined && joiner.kind === 'known' && !(await holdPassword(trx, joiner.user)))
      throw emailTaken();
    const user = await join(deps, trx, { invitation, joiner, whence: from.whence });
    const place = { userId: user.id, teamId: invitation.team_id };
    const token = caller === undefined ? await startSession(deps, trx, { ...place, caller }) : undefined;
    if (caller?.sessionId !== undefined)
      await updateSessionTeam(trx, { sessionId: caller.sessionId, teamId: place.teamId });
    return { ...place, token };
  });
  if (joined.token !== undefined)
    return { token: joined.token, session: await describeOpened(deps, { ...joined, token: joined.token }) };
  const view = { ...joined, keyScopes: undefined, csrfToken: caller?.csrfToken };
  return { token: undefined, session: await describeSession(deps.database.kysely, view) };
}

async function joinerOf(deps: UsersDeps, caller: Caller): Promise<Joiner> {
  const user = await selectUser(deps.database.kysely, caller.userId);
  if (user === undefined) throw failure.unauthenticated();
  return { kind: 'known', user };
}

/** An account that is not signed in shows its password here: who left their last team cannot sign in to accept. */
async function identify(
  deps: UsersDeps,
  input: AcceptInvitation,
  invitation: InvitationWithTeam,
): Promise<Joiner> {
  const given = { name: input.name, email: input.email ?? invitation.email, password: input.password };
  const { name, email, password } = given;
  const missing = Object.entries(given).filter(([, value]) => !value);
  if (!name || !email || !password)
    throw failure.validation(
      Object.fromEntries(missing.map(([field]) => [field, [`The ${field} field is required.`]])),
    );
  const known = await selectUserByEmail(deps.database.kysely, emailKeyOf(email));
  if (known === undefined) {
    const passwordHash = await hashNewPassword(deps, { name, email, password });
    return { kind: 'new', user: { name, email, passwordHash } };
  }
  const { isRight } = await checkPassword(deps, { email, password });
  if (!isRight) throw emailTaken();
  return { kind: 'known', user: known };
}

async function join(
  deps: UsersDeps,
  trx: Db,
  how: { invitation: InvitationWithTeam; joiner: Joiner; whence: Whence },
): Promise<UsersTable> {
  const { invitation, joiner } = how;
  // Using the invitation up comes first: of two at once the second waits here, and then finds none.
  if (!(await takeInvitation(deps, trx, invitation))) throw useless();
  const user = joiner.kind === 'known' ? joiner.user : await makeUser(deps, trx, joiner.user);
  const member = { teamId: invitation.team_id, userId: user.id, role: invitation.role as Role };
  if (!(await addMember(deps, trx, member)))
    throw failure.validation({ code: ['You are a member of this team already.'] });
  const origin = originOf(how.whence, user, invitation.realm_id);
  const object = { type: 'user', id: user.id };
  if (joiner.kind === 'new') await deps.audit.record(trx, origin, { event: 'user.created', object });
  await deps.audit.record(trx, origin, {
    event: 'member.joined',
    object,
    details: { team_id: invitation.team_id, role: invitation.role, invitation_id: invitation.id },
  });
  return user;
}

function useless() {
  return failure.validation({
    code: ['The invitation is unknown, used up or out of date. Ask for a new one.'],
  });
}
