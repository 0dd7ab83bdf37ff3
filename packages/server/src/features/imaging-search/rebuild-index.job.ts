// The job that brings studies into the index of queries which were there before it. Some studies a run, then the next run.
import { z } from 'zod';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../../jobs/index.ts';
import type { Clock } from '../../platform/clock.ts';
import { type RebuildDeps, rebuildIndex } from './rebuild-index.ts';

/**
 * Enqueued by the migration that makes the index, one for the installation; and for a study into which one went that was
 * not wholly in the index.
 */
export const rebuildIndexJob = defineJob({
  kind: 'imaging-search.rebuild-index',
  version: 1,
  /** The id of the study behind which to begin; empty for the first. With `studyId` that study alone. */
  payload: z.object({ after: z.string(), studyId: z.string().optional() }),
  attemptsMax: 20,
  timeoutMs: 600_000,
});

/** Studies of one run: minutes of work at most, so that a stop loses little. */
const studiesPerRun = 500;

/** The job's work. A study that is indexed already is made anew: the same again. */
export function rebuildIndexHandler(deps: RebuildDeps & { clock: Clock }): JobHandler {
  return handleJob(rebuildIndexJob, async ({ after, studyId: only }, signal) => {
    let count = 0;
    for await (const { studyId } of rebuildIndex(deps, { after, studyId: only, reason: 'job' })) {
      signal.throwIfAborted();
      if (++count < studiesPerRun) continue;
      await enqueueJob(deps.database.kysely, deps, rebuildIndexJob, { after: studyId }, { uniqueKey: 'all' });
      return;
    }
  });
}
