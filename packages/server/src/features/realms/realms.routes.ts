// The operations on the caller's realm.
import { route } from '../../access/index.ts';
import type { Route } from '../../platform/http/index.ts';
import { type RealmDeps, showRealm, showStatistics, updateRealm } from './realms.service.ts';

/** Makes the routes. */
export function createRealmRoutes(deps: RealmDeps): readonly Route[] {
  return [
    route('showRealm', { handle: async ({ caller }) => ({ data: await showRealm(deps, caller.scope) }) }),
    route('showRealmStatistics', {
      handle: async ({ caller }) => ({ data: await showStatistics(deps, caller.scope) }),
    }),
    route('updateRealm', {
      handle: async ({ caller, input }) => ({
        data: await updateRealm(deps, caller.scope, caller.origin, input),
      }),
    }),
  ];
}
