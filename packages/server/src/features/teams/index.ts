// What the rest of the server may use of teams.
export { selectTeamsByName, type TeamFacts } from './teams.store.ts';
