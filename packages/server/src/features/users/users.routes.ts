// The operations on the account, its session, and the first run.
import type { Session } from '@lumenbox/contract';
import { route, sessionCookieHeader } from '../../access/index.ts';
import { type Reply, type RequestFacts, type Route, reply } from '../../platform/http/index.ts';
import { acceptInvitation } from './accept-invitation.service.ts';
import { describeSession } from './session-answer.ts';
import { completeSetup, showSetup } from './setup.service.ts';
import { signIn, signOut } from './sign-in.service.ts';
import { changePassword, switchTeam, type UsersDeps, updateAccount } from './users.service.ts';

/** Makes the feature's routes. */
export function createUserRoutes(deps: UsersDeps): Route[] {
  return [...entryRoutes(deps), ...accountRoutes(deps)];
}

/** The ways in: all of them end with a session in a cookie. */
function entryRoutes(deps: UsersDeps): Route[] {
  return [
    route('showSetup', { handle: async () => ({ data: await showSetup(deps) }) }),
    route('completeSetup', {
      handle: async ({ caller, input, request }) =>
        replyWithSession(request, await completeSetup(deps, input, { whence: request, caller })),
    }),
    route('signIn', {
      handle: async ({ caller, input, request }) =>
        replyWithSession(request, await signIn(deps, input, { whence: request, caller })),
    }),
    route('acceptInvitation', {
      handle: async ({ caller, input, request }) =>
        replyWithSession(request, await acceptInvitation(deps, input, { whence: request, caller })),
    }),
  ];
}

function accountRoutes(deps: UsersDeps): Route[] {
  return [
    route('showSession', {
      handle: async ({ caller }) => ({ data: await describeSession(deps.database.kysely, caller) }),
    }),
    route('signOut', {
      handle: async ({ caller, input, request }) => {
        await signOut(deps, caller, { everywhere: input.everywhere === true });
        return reply({ headers: sessionCookieHeader(undefined, { isSecure: isSecure(request) }) });
      },
    }),
    route('changePassword', {
      handle: async ({ caller, input }) => {
        await changePassword(deps, caller, input);
        return undefined;
      },
    }),
    route('updateAccount', {
      handle: async ({ caller, input }) => ({ data: await updateAccount(deps, caller, input) }),
    }),
    route('switchTeam', {
      handle: async ({ caller, input }) => ({ data: await switchTeam(deps, caller, input.team_id) }),
    }),
  ];
}

function replyWithSession(
  request: RequestFacts,
  opened: { session: Session; token: string | undefined },
): Reply {
  const headers =
    opened.token === undefined ? {} : sessionCookieHeader(opened.token, { isSecure: isSecure(request) });
  return reply({ headers, body: { data: opened.session } });
}

function isSecure(request: RequestFacts): boolean {
  return request.baseUrl.startsWith('https:');
}
