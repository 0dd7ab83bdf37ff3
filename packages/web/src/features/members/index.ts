// Members of a team and invitations.
export { MembersPage } from './members-page.tsx';
