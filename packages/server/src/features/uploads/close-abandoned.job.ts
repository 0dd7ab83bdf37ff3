// Fails uploads whose process died: nobody else will ever say how they ended.
import { z } from 'zod';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../../jobs/index.ts';
import { type Clock, formatMillis } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log.ts';
import { failUploadsBefore } from './uploads.store.ts';

/** One waits at a time; each enqueues the next. */
export const closeAbandonedJob = defineJob({
  kind: 'uploads.close-abandoned',
  version: 1,
  payload: z.object({}),
  attemptsMax: 3,
  timeoutMs: 60_000,
});

/** Longer than the largest single file takes on a slow line. One that comes back ends as it ends all the same. */
const abandonedAfterMs = 6 * 3_600_000;
const intervalMs = 3_600_000;

/** Makes sure that the clean-up is due. */
export async function scheduleCloseAbandoned(deps: { database: Database; clock: Clock }): Promise<void> {
  const runAt = formatMillis(deps.clock.nowMs() + intervalMs);
  await enqueueJob(deps.database.kysely, deps, closeAbandonedJob, {}, { uniqueKey: 'all', runAt });
}

/** The job's work. */
export function closeAbandoned(deps: { database: Database; clock: Clock; log: Logger }): JobHandler {
  return handleJob(closeAbandonedJob, async () => {
    const failed = await failUploadsBefore(deps.database.kysely, {
      updatedBefore: formatMillis(deps.clock.nowMs() - abandonedAfterMs),
      now: deps.clock.now(),
    });
    if (failed > 0) deps.log.warn({ failed }, 'uploads.abandoned');
    await scheduleCloseAbandoned(deps);
  });
}
