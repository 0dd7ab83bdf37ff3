// What the rest of the server may use of teams.
export { findInvitation, takeInvitation } from './invitations.service.ts';
export type { InvitationWithTeam } from './invitations.store.ts';
export { type MembershipFacts, selectMemberByEmail, selectMembershipsOfUser } from './memberships.store.ts';
export { createTeamRoutes } from './teams.routes.ts';
export { addMember, foundTeam, type TeamsDeps } from './teams.service.ts';
export { selectTeamsByName, type TeamFacts } from './teams.store.ts';
