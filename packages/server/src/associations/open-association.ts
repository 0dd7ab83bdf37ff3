// Opens an association with a peer: connects, negotiates, and gives what can then be said. We are the SCU.
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import {
  type AssociateRequest,
  acceptedContexts,
  applicationContextName,
  type ProposedContext,
  type RoleSelection,
} from '@lumenbox/dicom/network';
import { AssociationFailure } from './association-failure.ts';
import { ownInformation } from './association-socket.ts';
import { ClientAssociation } from './client-association.ts';
import { type TlsFiles, tlsClientOptions } from './tls-options.ts';

/** Whom to call, and as whom. */
export interface Destination {
  readonly host: string;
  readonly port: number;
  readonly calledAeTitle: string;
  readonly callingAeTitle: string;
  /** Call over TLS, showing our certificate when there is one. */
  readonly tls: Partial<TlsFiles> | undefined;
}

/** Connecting and negotiating take no longer than this, or somebody waits in vain. */
export const openMsMax = 15_000;

/** Opens an association. @throws AssociationFailure */
export async function openAssociation(
  destination: Destination,
  proposal: {
    readonly contexts: readonly ProposedContext[];
    readonly roles?: readonly RoleSelection[];
    readonly signal?: AbortSignal;
  },
): Promise<ClientAssociation> {
  const timeout = AbortSignal.timeout(openMsMax);
  const signal = proposal.signal === undefined ? timeout : AbortSignal.any([timeout, proposal.signal]);
  const socket = await connected(destination, signal);
  const request: AssociateRequest = {
    type: 'associate-request',
    protocolVersion: 1,
    calledAeTitle: destination.calledAeTitle,
    callingAeTitle: destination.callingAeTitle,
    applicationContextName,
    contexts: proposal.contexts,
    userInformation: { ...ownInformation, roles: proposal.roles ?? [] },
  };
  const client = new ClientAssociation(socket);
  const cancel = () => client.fail('timeout');
  signal.addEventListener('abort', cancel, { once: true });
  try {
    const accept = await client.negotiate(request);
    client.contexts = acceptedContexts(request, accept);
    return client;
  } finally {
    signal.removeEventListener('abort', cancel);
  }
}

async function connected({ host, port, tls }: Destination, signal: AbortSignal): Promise<Socket> {
  const socket =
    tls === undefined ? connect({ host, port }) : connectTls({ host, port, ...tlsClientOptions(tls) });
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once(tls === undefined ? 'connect' : 'secureConnect', resolve);
      socket.once('error', (error) => reject(new AssociationFailure('unreachable', error)));
      signal.addEventListener('abort', () => reject(new AssociationFailure('timeout')), { once: true });
      if (signal.aborted) reject(new AssociationFailure('timeout'));
    });
    return socket;
  } catch (error) {
    socket.destroy();
    throw error;
  }
}
