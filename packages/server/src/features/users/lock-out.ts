// Lock-out of whoever guesses: after some failures each further one costs a longer wait, and quiet forgives.
import { type Clock, formatMillis } from '../../platform/clock.ts';
import type { Database, SignInAttemptsTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { sha256 } from '../../platform/ids.ts';
import { deleteAttempts, deleteOldAttempts, lockAttempts, updateAttempts } from './sign-in-attempts.store.ts';

/** So many failures are free: people mistype. */
const freeFailures = 4;
const lockMsFirst = 30_000;
const lockMsMax = 15 * 60_000;
/** So much quiet forgives one failure. */
const forgiveAfterMs = 15 * 60_000;
/** More are not counted, so that an account that was attacked for days is free again after hours. */
const failuresMax = 10;
const forgottenAfterMs = failuresMax * forgiveAfterMs;

/** What guarding needs. */
export interface LockOutDeps {
  readonly database: Database;
  readonly clock: Clock;
}

/**
 * Runs `check`, which gives `undefined` for a wrong secret. The try counts as failed before it is made and is forgiven
 * when it succeeds, so that a hundred guesses at once get no further than a hundred one after another.
 * Throws `tooManyRequests` while the subject is locked.
 */
export async function guardGuesses<T>(
  deps: LockOutDeps,
  subjectText: string,
  check: () => Promise<T | undefined>,
): Promise<T | undefined> {
  // Only a hash is kept: people type their password into the field of the email.
  const subject = sha256(subjectText);
  await countTry(deps, subject);
  const result = await check();
  if (result !== undefined) await deleteAttempts(deps.database.kysely, subject);
  return result;
}

async function countTry(deps: LockOutDeps, subject: string): Promise<void> {
  await deps.database.transaction(async (trx) => {
    await deleteOldAttempts(trx, formatMillis(deps.clock.nowMs() - forgottenAfterMs));
    const state = await lockAttempts(trx, { subject, now: deps.clock.now() });
    // Read after the row is held: who waited for it must not come from before the try that it holds.
    const nowMs = deps.clock.nowMs();
    const lockedForMs = state.locked_until === null ? 0 : Date.parse(state.locked_until) - nowMs;
    if (lockedForMs > 0)
      throw failure.tooManyRequests(Math.ceil(lockedForMs / 1000), {
        limit: freeFailures + 1,
        resetAt: Math.ceil((nowMs + lockedForMs) / 1000),
      });
    await updateAttempts(trx, afterFailure(state, nowMs));
  });
}

function afterFailure(state: SignInAttemptsTable, nowMs: number): SignInAttemptsTable {
  const quietMs = Math.max(0, nowMs - Date.parse(state.last_failed_at));
  const forgiven = Math.floor(quietMs / forgiveAfterMs);
  const failures = Math.min(failuresMax, Math.max(0, state.failures - forgiven) + 1);
  const lockMs =
    failures > freeFailures ? Math.min(lockMsMax, lockMsFirst * 2 ** (failures - freeFailures - 1)) : 0;
  return {
    subject: state.subject,
    failures,
    last_failed_at: formatMillis(nowMs),
    locked_until: lockMs === 0 ? null : formatMillis(nowMs + lockMs),
  };
}
