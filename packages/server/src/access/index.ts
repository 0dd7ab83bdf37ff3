// What the rest of the server may use of access control.
import { createRoute } from '../platform/http/index.ts';
import type { Caller } from './caller.ts';

export { createApiKey, type NewApiKey } from './api-key.ts';
export { type Caller, demand, may, type RealmScope } from './caller.ts';
export { type Credentials, createCredentials, type RequestOrigin } from './credentials.ts';
export { grantScope, type ScopeReason } from './grant-scope.ts';
export { type IdentifiedPeer, identifyPeer, isPeerAsItWas, type PeerCaller } from './peers.ts';
export {
  deleteSession,
  deleteSessionsInTeam,
  deleteSessionsOfUser,
  updateSessionTeam,
} from './sessions.store.ts';
export {
  csrfTokenOf,
  type OpenedSession,
  openSession,
  sessionCookie,
  sessionCookieHeader,
} from './sessions.ts';

/** Declares a route of a feature: the operation, what it acts on, and the service that answers. */
export const route = createRoute<Caller>();
