// C-ECHO to a peer, to try whether it can be reached under what is registered of it.
import type { EchoFailure, EchoResult } from '@lumenbox/contract';
import { transferSyntaxUids } from '@lumenbox/dicom';
import { type ProposedContext, verificationUid } from '@lumenbox/dicom/network';
import type { Caller } from '../../access/index.ts';
import { AssociationFailure, type Destination, openAssociation } from '../../associations/index.ts';
import type { PeersTable } from '../../platform/database/index.ts';
import { callFailureSentences } from './call-failures.ts';
import { destinationOf, type PeersDeps } from './peers.service.ts';

/** What is proposed to a peer for C-ECHO. */
export const echoContexts: readonly ProposedContext[] = [
  { id: 1, abstractSyntax: verificationUid, transferSyntaxes: [transferSyntaxUids.implicitLittleEndian] },
];

/** Sends C-ECHO to a peer and says what came of it. */
export async function echoPeer(deps: PeersDeps, caller: Caller, peer: PeersTable): Promise<EchoResult> {
  const startedMs = performance.now();
  const destination = await destinationOf(deps, caller.scope, peer);
  const reason = typeof destination === 'string' ? destination : await callPeer(destination);
  deps.audit.recordRead(caller.origin, {
    event: 'peer.echoed',
    object: { type: 'peer', id: peer.id },
    details: { succeeded: reason === null, reason },
  });
  return {
    succeeded: reason === null,
    reason,
    message: reason === null ? 'The peer answered.' : callFailureSentences[reason],
    milliseconds: Math.round(performance.now() - startedMs),
  };
}

async function callPeer(destination: Destination): Promise<EchoFailure | null> {
  try {
    const association = await openAssociation(destination, {
      contexts: echoContexts,
    });
    try {
      return (await association.echo()) === 0 ? null : 'failed';
    } finally {
      await association.release();
    }
  } catch (error) {
    if (error instanceof AssociationFailure) return error.reason;
    throw error;
  }
}
