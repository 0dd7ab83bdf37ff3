// Who acts, by which protocol, from where, in which realm: the value that travels from the first byte to the audit line.
import type { RealmId } from '../platform/ids.ts';

/** Somebody or something that acts. */
export interface Actor {
  readonly type: 'user' | 'token' | 'cli' | 'peer' | 'system' | 'anonymous';
  /** The user's id, also when the user acts through a key. */
  readonly id: string | null;
  readonly name: string | null;
  /** The API key's id when one was used. */
  readonly tokenId: string | null;
}

/** Where an action comes from. */
export interface Origin {
  readonly actor: Actor;
  readonly protocol: 'http' | 'dimse' | 'cli' | 'job';
  readonly ip: string | null;
  readonly requestId: string | null;
  /** Null before anybody has a realm: first run, a failed sign-in. */
  readonly realmId: RealmId | null;
}

/** Of what a job does by itself, long after somebody asked for it. */
export function jobOrigin(realmId: RealmId): Origin {
  return {
    actor: { type: 'system', id: null, name: null, tokenId: null },
    protocol: 'job',
    ip: null,
    requestId: null,
    realmId,
  };
}
