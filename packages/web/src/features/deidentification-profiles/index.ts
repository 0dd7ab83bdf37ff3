// De-identification profiles of the team's own: loaded when they are opened, with the data dictionary.
export { ProfilePage } from './profile-page.tsx';
export { ProfilesPage, type ProfilesSearch } from './profiles-page.tsx';
