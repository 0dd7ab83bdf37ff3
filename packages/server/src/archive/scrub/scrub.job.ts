// The job that reads stored objects again, a bounded batch a run, for ever.
import { z } from 'zod';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../../jobs/index.ts';
import { type Clock, formatMillis } from '../../platform/clock.ts';
import type { Database, Db } from '../../platform/database/index.ts';
import { type ScrubDeps, scrubObjects } from './scrub-objects.ts';

/** One waits at a time; each enqueues the next. */
const scrubJob = defineJob({
  kind: 'archive.scrub',
  version: 1,
  payload: z.object({}),
  attemptsMax: 3,
  // The largest object alone may take so long.
  timeoutMs: 6 * 3_600_000,
  atOnceMax: 1,
});

/** Short runs that come often: nobody waits long for the disk because of one. */
const intervalMs = 15 * 60_000;
/** A start has better things to do. */
const afterStartMs = 5 * 60_000;

/** Makes sure that a run is due; of none when nothing is to be read. */
export async function scheduleScrub(
  deps: { database: Database; clock: Clock },
  options: { bytesMax: number },
): Promise<void> {
  if (options.bytesMax > 0) await enqueueScrub(deps.database.kysely, deps, afterStartMs);
}

function enqueueScrub(db: Db, deps: { clock: Clock }, delayMs: number): Promise<void> {
  const runAt = formatMillis(deps.clock.nowMs() + delayMs);
  return enqueueJob(db, deps, scrubJob, {}, { uniqueKey: 'all', runAt, whenWaiting: 'earlier' });
}

/** The job's work. With a limit of 0 bytes it does nothing, and is the last. */
export function scrub(deps: ScrubDeps & { bytesMax: number }): JobHandler {
  return handleJob(scrubJob, async (_payload, signal) => {
    if (deps.bytesMax === 0) return;
    const sum = await scrubObjects(deps, { bytesMax: deps.bytesMax, signal });
    deps.log.debug({ ...sum }, 'archive.scrubbed');
    await enqueueScrub(deps.database.kysely, deps, intervalMs);
  });
}
