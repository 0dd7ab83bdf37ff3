// Says "viewable" when no image has come for a study for a while.
import { z } from 'zod';
import { grantScope, type RealmScope } from '../access/index.ts';
import { markViewable } from '../features/studies/index.ts';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../jobs/index.ts';
import { type Clock, formatMillis } from '../platform/clock.ts';
import type { Database, Db } from '../platform/database/index.ts';
import type { RealmId } from '../platform/ids.ts';

/** One waits for each study; every image that comes moves it to the end of a new quiet time. */
const settleStudyJob = defineJob({
  kind: 'ingest.settle-study',
  version: 1,
  payload: z.object({ realmId: z.string(), studyId: z.string() }),
  attemptsMax: 10,
  timeoutMs: 60_000,
});

/** A scanner that sends one image after another pauses for less. */
const quietMs = 5000;

/** Says that a study's contents have changed: it settles when it has been quiet. */
export async function awaitQuiet(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  studyId: string,
): Promise<void> {
  const runAt = formatMillis(deps.clock.nowMs() + quietMs);
  const payload = { realmId: scope.realmId, studyId };
  await enqueueJob(trx, deps, settleStudyJob, payload, { uniqueKey: studyId, runAt });
}

/** The job's work. An image that comes while it runs enqueues the next one. */
export function settleStudy(deps: { database: Database; clock: Clock }): JobHandler {
  return handleJob(settleStudyJob, async ({ realmId, studyId }) => {
    const scope = grantScope(realmId as RealmId, 'job');
    // Half of the quiet time is left for clocks of several machines that differ.
    const before = formatMillis(deps.clock.nowMs() - quietMs / 2);
    await deps.database.transaction((trx) => markViewable(trx, scope, studyId, before));
  });
}
