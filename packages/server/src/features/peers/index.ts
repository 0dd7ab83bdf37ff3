// What others may use of DIMSE peers.

export { type CallFailure, callFailureSentences } from './call-failures.ts';
export { presentPeer } from './peers.present.ts';
export { createPeerRoutes } from './peers.routes.ts';
export {
  addPeer,
  findDestination,
  type PeersDeps,
  removePeerByTitle,
} from './peers.service.ts';
export { selectPeers } from './peers.store.ts';
