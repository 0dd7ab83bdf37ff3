// C-ECHO to peers of a list: what is under way, and what came of it.
import type { EchoResult, Peer } from '@lumenbox/contract';
import { useState } from 'react';
import { api } from '../../shared/api/api.ts';

/** The last C-ECHO to a peer. */
export type Echo =
  | { readonly kind: 'calling' }
  | { readonly kind: 'told'; readonly result: EchoResult }
  | { readonly kind: 'refused'; readonly error: unknown };

/** The last C-ECHO to each peer, and how to send another. */
export interface Echoes {
  of(peer: Peer): Echo | undefined;
  send(peer: Peer): void;
}

/** Keeps them as long as the page is open. */
export function useEchoes(): Echoes {
  const [echoes, setEchoes] = useState<ReadonlyMap<string, Echo>>(new Map());
  const keep = (peer: Peer, echo: Echo) => setEchoes((known) => new Map(known).set(peer.id, echo));
  return {
    of: (peer) => echoes.get(peer.id),
    send: (peer) => {
      keep(peer, { kind: 'calling' });
      api.echoPeer({ id: peer.id }).then(
        ({ data }) => keep(peer, { kind: 'told', result: data }),
        (error: unknown) => keep(peer, { kind: 'refused', error }),
      );
    },
  };
}
