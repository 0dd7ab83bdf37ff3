// What the rest of the server may use of accounts.
export { createPasswords, type Passwords } from './passwords.ts';
export { openSetup } from './setup.service.ts';
export { createUserRoutes } from './users.routes.ts';
export { createUserInTeam, emailKeyOf, type UsersDeps } from './users.service.ts';
export { hasUsers } from './users.store.ts';
