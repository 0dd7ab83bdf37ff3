// A peer as the API prints it.
import type { Peer, PeerRight } from '@lumenbox/contract';
import type { PeersTable } from '../../platform/database/index.ts';

/** A peer. */
export function presentPeer(row: PeersTable): Peer {
  return {
    id: row.id,
    ae_title: row.ae_title,
    host: row.host,
    port: row.port,
    rights: JSON.parse(row.rights) as PeerRight[],
    tls: row.tls === 1,
    case_id: row.case_id,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
