// The operations on the current team, its members and its invitations.
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route } from '../../platform/http/index.ts';
import { invite, listInvitations, readInvitation, revokeInvitation } from './invitations.service.ts';
import { changeRole, findMember, listMembers, removeMember } from './members.service.ts';
import { createTeam, type TeamsDeps, updateTeam } from './teams.service.ts';

/** Makes the feature's routes. */
export function createTeamRoutes(deps: TeamsDeps): Route[] {
  return [
    route('createTeam', {
      handle: async ({ caller, input }) => ({ data: await createTeam(deps, caller, input) }),
    }),
    route('updateTeam', {
      handle: async ({ caller, input }) => ({ data: await updateTeam(deps, caller, input) }),
    }),
    route('listMembers', {
      handle: async ({ caller, input, request }) =>
        presentPage(request, input, await listMembers(deps, caller, pageWindow(input))),
    }),
    route('changeRole', {
      target: ({ caller, parameters }) => findMember(deps, caller, parameters.id),
      handle: async ({ caller, target, input }) => ({
        data: await changeRole(deps, caller, target.id, input.role),
      }),
    }),
    route('removeMember', {
      target: ({ caller, parameters }) => findMember(deps, caller, parameters.id),
      handle: async ({ caller, target }) => {
        await removeMember(deps, caller, target.id);
        return undefined;
      },
    }),
    ...invitationRoutes(deps),
  ];
}

function invitationRoutes(deps: TeamsDeps): Route[] {
  return [
    route('listInvitations', {
      handle: async ({ caller, input, request }) =>
        presentPage(request, input, await listInvitations(deps, caller, pageWindow(input))),
    }),
    route('invite', {
      handle: async ({ caller, input, request }) => ({
        data: await invite(deps, caller, input, request.baseUrl),
      }),
    }),
    route('revokeInvitation', {
      handle: async ({ caller, parameters }) => {
        await revokeInvitation(deps, caller, parameters.id);
        return undefined;
      },
    }),
    route('readInvitation', {
      handle: async ({ input }) => ({ data: await readInvitation(deps, input.code) }),
    }),
  ];
}
