// Who calls, and what they may do: made from a key or a session, and passed to every service.
import { type Permission, type Role, rolePermissions, type Scope, scopesAllow } from '@lumenbox/contract';
import type { Origin } from '../audit/index.ts';
import { failure } from '../platform/errors.ts';
import type { RealmId } from '../platform/ids.ts';

declare const scopeBrand: unique symbol;
/**
 * The proof that somebody may act in a realm. Every store demands one, and only `access` makes them:
 * a query without a realm does not compile.
 */
export interface RealmScope {
  readonly realmId: RealmId;
  readonly [scopeBrand]: true;
}

/** Somebody who may act in a realm. */
export interface Caller {
  readonly scope: RealmScope;
  readonly origin: Origin & { readonly realmId: RealmId };
  readonly userId: string;
  readonly teamId: string;
  readonly role: Role;
  /** The scopes of the API key; undefined for a session, which has all that its role has. */
  readonly keyScopes: readonly Scope[] | undefined;
  /** When the API key expires; null for one that never does, and for a session. */
  readonly keyExpiresAt: string | null;
  /** The session's id when the caller came with a cookie. */
  readonly sessionId: string | undefined;
  /** What that session's writes must carry; undefined with a key, which no browser sends by itself. */
  readonly csrfToken: string | undefined;
}

/** Makes a scope. Within `access` only; `index.ts` does not export it. */
export function makeScope(realmId: RealmId): RealmScope {
  return { realmId } as RealmScope;
}

/** Says whether a caller's role, and scopes where there are any, allow something. */
export function may(caller: Pick<Caller, 'role' | 'keyScopes'>, permission: Permission): boolean {
  if (!rolePermissions[caller.role].includes(permission)) return false;
  return caller.keyScopes === undefined || scopesAllow(caller.keyScopes, permission);
}

/** Throws `forbidden` when the caller may not. */
export function demand(caller: Caller, permission: Permission): void {
  if (!may(caller, permission)) throw failure.forbidden();
}
