// The current team and new ones.
export { CreateTeamDialog, TeamPage } from './team-form.tsx';
