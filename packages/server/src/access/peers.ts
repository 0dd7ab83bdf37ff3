// Makes callers of DIMSE peers: the called title names the realm, the calling title a peer of it. Everybody else is a stranger.
import type { PeerRight } from '@lumenbox/contract';
import type { Origin } from '../audit/index.ts';
import type { Database } from '../platform/database/index.ts';
import { newId, type RealmId } from '../platform/ids.ts';
import { makeScope, type RealmScope } from './caller.ts';
import { selectCalledRealm, selectPeerStanding } from './peers.store.ts';

/** A peer that may act in a realm. */
export interface PeerCaller {
  readonly scope: RealmScope;
  readonly origin: Origin & { readonly realmId: RealmId };
  readonly peerId: string;
  readonly aeTitle: string;
  readonly rights: ReadonlySet<PeerRight>;
  /** The case that gets what it stores. */
  readonly caseId: string | null;
}

/** Whom the titles of an association name. An origin is there as soon as a realm is: its audit trail is told. */
export type IdentifiedPeer =
  | { readonly kind: 'peer'; readonly peer: PeerCaller }
  | { readonly kind: 'called-unknown' }
  | { readonly kind: 'calling-unknown'; readonly origin: Origin };

/** Tells who calls whom. What is not registered is denied. */
export async function identifyPeer(
  deps: { database: Database },
  titles: { called: string; calling: string },
  from: { ip: string | null },
): Promise<IdentifiedPeer> {
  const called = await selectCalledRealm(deps.database.kysely, titles);
  if (called === undefined) return { kind: 'called-unknown' };
  const realmId = called.realmId as RealmId;
  const { peer } = called;
  const originOf = (actor: Origin['actor']) => ({
    actor,
    protocol: 'dimse' as const,
    ip: from.ip,
    requestId: newId(),
    realmId,
  });
  if (peer === undefined) {
    const origin = originOf({ type: 'anonymous', id: null, name: titles.calling, tokenId: null });
    return { kind: 'calling-unknown', origin };
  }
  return {
    kind: 'peer',
    peer: {
      scope: makeScope(realmId),
      origin: originOf({ type: 'peer', id: peer.id, name: peer.ae_title, tokenId: null }),
      peerId: peer.id,
      aeTitle: peer.ae_title,
      rights: new Set(JSON.parse(peer.rights) as PeerRight[]),
      caseId: peer.case_id,
    },
  };
}

/** Whether a peer is still let in as it was when its association began: its title, its rights, and where goes what it stores. */
export async function isPeerAsItWas(deps: { database: Database }, peer: PeerCaller): Promise<boolean> {
  const now = await selectPeerStanding(deps.database.kysely, peer.scope, peer.peerId);
  if (now === undefined || now.ae_title !== peer.aeTitle || now.case_id !== peer.caseId) return false;
  const rights = JSON.parse(now.rights) as PeerRight[];
  return rights.length === peer.rights.size && rights.every((right) => peer.rights.has(right));
}
