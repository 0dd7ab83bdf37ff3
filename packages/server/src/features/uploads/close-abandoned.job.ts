// Fails uploads whose process died: nobody else will ever say how they ended.
import { z } from 'zod';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../../jobs/index.ts';
import { type Clock, formatMillis } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { Logger } from '../../platform/log.ts';
import { failUploadsBefore, failUploadsBut } from './uploads.store.ts';

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
const afterStartMs = 60_000;
/** Commands work beside a server that starts. */
const commandSources = ['import', 'demo'];
/** Whose bytes are durable goes on after a kill, and has an expiry of its own. */
const resumableSources = ['tus'];

interface CloseDeps {
  database: Database;
  clock: Clock;
}

/** Makes sure that the clean-up is due: soon after a start, and an hour after the last one. */
export async function scheduleCloseAbandoned(deps: CloseDeps): Promise<void> {
  await enqueueClose(deps, afterStartMs);
}

async function enqueueClose(deps: CloseDeps, delayMs: number): Promise<void> {
  const runAt = formatMillis(deps.clock.nowMs() + delayMs);
  const options = { uniqueKey: 'all', runAt, whenWaiting: 'earlier' } as const;
  await enqueueJob(deps.database.kysely, deps, closeAbandonedJob, {}, options);
}

/** Fails what a server left open that was killed. Only for the one server of a database, before it takes anything in. */
export async function closeUploadsOfKilledServer(deps: CloseDeps & { log: Logger }): Promise<void> {
  const failed = await failUploadsBut(deps.database.kysely, {
    sources: [...commandSources, ...resumableSources],
    now: deps.clock.now(),
  });
  if (failed > 0) deps.log.warn({ failed }, 'uploads.abandoned');
}

/** The job's work. */
export function closeAbandoned(deps: CloseDeps & { log: Logger }): JobHandler {
  return handleJob(closeAbandonedJob, async () => {
    const failed = await failUploadsBefore(deps.database.kysely, {
      updatedBefore: formatMillis(deps.clock.nowMs() - abandonedAfterMs),
      sources: resumableSources,
      now: deps.clock.now(),
    });
    if (failed > 0) deps.log.warn({ failed }, 'uploads.abandoned');
    await enqueueClose(deps, intervalMs);
  });
}
