// The operations on DIMSE peers.
import { type PeerRight, type Permission, peerRights } from '@lumenbox/contract';
import { type Caller, demand, route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route } from '../../platform/http/index.ts';
import { echoPeer } from './echo-peer.ts';
import { presentPeer } from './peers.present.ts';
import { addPeer, findPeer, listPeers, type PeersDeps, removePeer, updatePeer } from './peers.service.ts';

/** What a peer does by a right, a caller does by these. */
const permissionsOf: Readonly<Record<PeerRight, readonly Permission[]>> = {
  store: ['imaging:write'],
  query: ['patients:read', 'studies:read'],
  retrieve: ['imaging:read'],
};

/** Nobody gives a peer what they may not do themselves: it would do it for them. Throws `forbidden`. */
function demandRights(caller: Caller, rights: readonly PeerRight[]): void {
  for (const right of rights) for (const permission of permissionsOf[right]) demand(caller, permission);
}

/** Makes the feature's routes. */
export function createPeerRoutes(deps: PeersDeps): Route[] {
  return [
    route('listPeers', {
      handle: async ({ caller, input, request }) =>
        presentPage(request, input, await listPeers(deps, caller, pageWindow(input))),
    }),
    route('createPeer', {
      handle: async ({ caller, input }) => {
        demandRights(caller, input.rights ?? peerRights);
        return { data: await addPeer(deps, caller.scope, caller.origin, input) };
      },
    }),
    route('updatePeer', {
      target: ({ caller, parameters }) => findPeer(deps, caller.scope, parameters.id),
      handle: async ({ caller, target, input }) => {
        demandRights(caller, input.rights ?? presentPeer(target).rights);
        return { data: await updatePeer(deps, caller, target, input) };
      },
    }),
    route('removePeer', {
      target: ({ caller, parameters }) => findPeer(deps, caller.scope, parameters.id),
      handle: async ({ caller, target }) => {
        await removePeer(deps, caller.scope, caller.origin, target);
        return undefined;
      },
    }),
    route('echoPeer', {
      target: ({ caller, parameters }) => findPeer(deps, caller.scope, parameters.id),
      handle: async ({ caller, target }) => ({ data: await echoPeer(deps, caller, target) }),
    }),
  ];
}
