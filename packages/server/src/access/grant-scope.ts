// Scopes for work that no request asks for: jobs that a caller's change left behind, and the operator at the machine.
import type { RealmId } from '../platform/ids.ts';
import { makeScope, type RealmScope } from './caller.ts';

/** Why somebody without a key or a session acts in a realm. */
export type ScopeReason = 'job' | 'cli';

/** Gives the scope of a realm to a job or to the operator's command line. Who has the machine has the data. */
export function grantScope(realmId: RealmId, _reason: ScopeReason): RealmScope {
  return makeScope(realmId);
}
