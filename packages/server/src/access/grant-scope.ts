// Scopes for work without a key or a session: jobs that a caller's change left behind, the operator at the machine,
// and somebody who proves at this moment who they are (a password, an invitation).
import type { RealmId } from '../platform/ids.ts';
import { makeScope, type RealmScope } from './caller.ts';

/** Why somebody without a key or a session acts in a realm. */
export type ScopeReason = 'job' | 'cli' | 'sign-in';

/** Gives the scope of a realm to a job, to the operator's command line (who has the machine has the data), or to a sign-in. */
export function grantScope(realmId: RealmId, _reason: ScopeReason): RealmScope {
  return makeScope(realmId);
}
