// What others may use of realms.
export { type RealmSettings, readRealmSettings, readRealmTitle } from './realm-settings.ts';
export { createRealmRoutes } from './realms.routes.ts';
export { foundRealm, showRealm, showStatistics, updateRealm } from './realms.service.ts';
