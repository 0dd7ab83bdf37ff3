// The operations on DIMSE peers.
import { route } from '../../access/index.ts';
import { pageWindow, presentPage, type Route } from '../../platform/http/index.ts';
import { echoPeer } from './echo-peer.ts';
import { addPeer, findPeer, listPeers, type PeersDeps, removePeer, updatePeer } from './peers.service.ts';

/** Makes the feature's routes. */
export function createPeerRoutes(deps: PeersDeps): Route[] {
  return [
    route('listPeers', {
      handle: async ({ caller, input, request }) =>
        presentPage(request, input, await listPeers(deps, caller, pageWindow(input))),
    }),
    route('createPeer', {
      handle: async ({ caller, input }) => ({
        data: await addPeer(deps, caller.scope, caller.origin, input),
      }),
    }),
    route('updatePeer', {
      target: ({ caller, parameters }) => findPeer(deps, caller.scope, parameters.id),
      handle: async ({ caller, target, input }) => ({
        data: await updatePeer(deps, caller, target, input),
      }),
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
