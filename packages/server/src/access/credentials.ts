// Makes callers of keys and sessions. Every request asks the database: what was revoked a moment ago fails now, in every process.
import type { Role, Scope } from '@lumenbox/contract';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/index.ts';
import { type RealmId, sha256 } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import { hashApiKey, hasKeyForm } from './api-key.ts';
import { selectKeyHolder, upsertKeyUse } from './api-keys.store.ts';
import { type Caller, makeScope } from './caller.ts';
import { selectSessionHolder, updateSessionSeen } from './sessions.store.ts';
import { csrfTokenOf, idleSince } from './sessions.ts';
import { createUseNotes } from './use-notes.ts';

/** Where a request comes from. */
export interface RequestOrigin {
  readonly ip: string;
  readonly requestId: string;
}

/** Tells who holds a key or a session. Both give `undefined` for anything unknown, expired or revoked. */
export interface Credentials {
  byKey(key: string, from: RequestOrigin): Promise<Caller | undefined>;
  bySession(token: string, from: RequestOrigin): Promise<Caller | undefined>;
  /** Waits until what was noted of uses is written. */
  close(): Promise<void>;
}

/** A key's last use is written at most so often. */
const keyUseEveryMs = 60_000;
/** The same for a session. */
const sessionSeenEveryMs = 5 * 60_000;
/** Longer texts are no secrets of ours and are not even hashed. */
const secretCharactersMax = 128;

/** Makes the part of access control that knows credentials. */
export function createCredentials(deps: { database: Database; clock: Clock; log: Logger }): Credentials {
  const db = deps.database.kysely;
  const notes = createUseNotes(deps);
  return {
    byKey: async (key, from) => {
      if (!hasKeyForm(key)) return undefined;
      const now = deps.clock.now();
      const holder = await selectKeyHolder(db, { keyHash: hashApiKey(key), now });
      if (holder === undefined) return undefined;
      const { keyId } = holder;
      notes.note(keyId, keyUseEveryMs, () => upsertKeyUse(db, { keyId, at: now }));
      return {
        ...makeCaller(holder, from, keyId),
        keyScopes: JSON.parse(holder.scopes) as Scope[],
        keyExpiresAt: holder.expiresAt,
        sessionId: undefined,
        csrfToken: undefined,
      };
    },
    bySession: async (token, from) => {
      if (token === '' || token.length > secretCharactersMax) return undefined;
      const now = deps.clock.now();
      const holder = await selectSessionHolder(db, {
        tokenHash: sha256(token),
        now,
        seenAfter: idleSince(deps.clock),
      });
      if (holder === undefined) return undefined;
      const { sessionId } = holder;
      if (deps.clock.nowMs() - Date.parse(holder.lastSeenAt) >= sessionSeenEveryMs)
        notes.note(sessionId, sessionSeenEveryMs, () => updateSessionSeen(db, { sessionId, at: now }));
      return {
        ...makeCaller(holder, from, null),
        keyScopes: undefined,
        keyExpiresAt: null,
        sessionId,
        csrfToken: csrfTokenOf(token),
      };
    },
    close: notes.settle,
  };
}

interface Holder {
  readonly realmId: string;
  readonly teamId: string;
  readonly userId: string;
  readonly userName: string;
  readonly role: string;
}

function makeCaller(holder: Holder, from: RequestOrigin, keyId: string | null) {
  const realmId = holder.realmId as RealmId;
  const type: 'user' | 'token' = keyId === null ? 'user' : 'token';
  return {
    scope: makeScope(realmId),
    origin: {
      actor: { type, id: holder.userId, name: holder.userName, tokenId: keyId },
      protocol: 'http' as const,
      ip: from.ip,
      requestId: from.requestId,
      realmId,
    },
    userId: holder.userId,
    teamId: holder.teamId,
    role: holder.role as Role,
  };
}
