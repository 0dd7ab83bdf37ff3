// Forgets what changed long ago: whoever looks on has been told, or reads his pages anew.
import { z } from 'zod';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../../jobs/index.ts';
import { type Clock, formatMillis } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import { deleteChangesBefore } from './changes.store.ts';

/** One waits at a time; each enqueues the next. */
export const expireChangesJob = defineJob({
  kind: 'changes.expire',
  version: 1,
  payload: z.object({}),
  attemptsMax: 3,
  timeoutMs: 60_000,
});

const keptMs = 3_600_000;
const intervalMs = 600_000;
const afterStartMs = 60_000;
/** Rows that one transaction removes: others wait no longer than that takes. */
const rowsPerTransaction = 5000;
/** What is left is removed ten minutes later. */
const transactionsMax = 200;

interface ExpireDeps {
  database: Database;
  clock: Clock;
}

/** Makes sure that the clean-up is due. */
export async function scheduleExpireChanges(deps: ExpireDeps): Promise<void> {
  await enqueueExpire(deps, afterStartMs);
}

async function enqueueExpire(deps: ExpireDeps, delayMs: number): Promise<void> {
  const runAt = formatMillis(deps.clock.nowMs() + delayMs);
  const options = { uniqueKey: 'all', runAt, whenWaiting: 'earlier' } as const;
  await enqueueJob(deps.database.kysely, deps, expireChangesJob, {}, options);
}

/** The job's work. */
export function expireChanges(deps: ExpireDeps): JobHandler {
  return handleJob(expireChangesJob, async () => {
    const before = formatMillis(deps.clock.nowMs() - keptMs);
    for (let round = 0; round < transactionsMax; round++) {
      const removed = await deleteChangesBefore(deps.database.kysely, { before, limit: rowsPerTransaction });
      if (removed < rowsPerTransaction) break;
    }
    await enqueueExpire(deps, intervalMs);
  });
}
