// What others may use of associations over sockets.
export { AssociationFailure, type AssociationFailureReason } from './association-failure.ts';
export {
  type AssociationEnd,
  AssociationSocket,
  type AssociationUser,
  ownInformation,
} from './association-socket.ts';
export type { ClientAssociation } from './client-association.ts';
export { type Destination, openAssociation } from './open-association.ts';
export { type OutgoingInstance, sendInstance } from './send-instance.ts';
export { type TlsFiles, tlsServerOptions } from './tls-options.ts';
