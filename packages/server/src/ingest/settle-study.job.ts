// Says "viewable" when no image has come for a study for a while.
import { z } from 'zod';
import { grantScope, type RealmScope } from '../access/index.ts';
import type { MetadataReader } from '../archive/index.ts';
import { type ImagedStudy, markViewable, selectLastArrivals } from '../features/studies/index.ts';
import { defineJob, enqueueJob, handleJobs, type JobHandler } from '../jobs/index.ts';
import { type Clock, formatMillis } from '../platform/clock.ts';
import type { Database, Db } from '../platform/database/index.ts';
import type { RealmId } from '../platform/ids.ts';

/** One waits for each study that is receiving; while images come it makes room for the next one. */
const settleStudyJob = defineJob({
  kind: 'ingest.settle-study',
  version: 1,
  payload: z.object({ realmId: z.string(), studyId: z.string() }),
  attemptsMax: 10,
  // A study of ten thousand images has as many headers to be read.
  timeoutMs: 600_000,
  // Of studies that come by the thousand, one transaction each would hold up the way in.
  togetherMax: 64,
});

/** A scanner that sends one image after another pauses for less. */
const quietMs = 5000;
/** A study that received longer ago than this should have settled: its job was given up, and it gets another one. */
const overdueMs = 60_000;

/** Says that a study's contents have changed: it settles when it has been quiet. */
export async function awaitQuiet(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  studyId: string,
): Promise<void> {
  await enqueueSettling(trx, deps, scope, { studyId, lastArrivalMs: deps.clock.nowMs() });
}

/** The same for images that came in one transaction, for the study as it was before: not again for each image. */
export async function keepSettling(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  study: ImagedStudy,
): Promise<void> {
  const lastMs = study.status === 'receiving' ? Date.parse(study.last_received_at ?? '') : Number.NaN;
  if (deps.clock.nowMs() - lastMs < overdueMs) return;
  await awaitQuiet(trx, deps, scope, study.id);
}

function enqueueSettling(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  { studyId, lastArrivalMs }: { studyId: string; lastArrivalMs: number },
): Promise<void> {
  const payload = { realmId: scope.realmId, studyId };
  const runAt = formatMillis(lastArrivalMs + quietMs);
  return enqueueJob(trx, deps, settleStudyJob, payload, { uniqueKey: studyId, runAt });
}

/** The work of such jobs. An image that came after one was enqueued makes it enqueue the next one. */
export function settleStudies(deps: {
  database: Database;
  clock: Clock;
  metadata: Pick<MetadataReader, 'keep'>;
}): JobHandler {
  return handleJobs(settleStudyJob, async (payloads, signal) => {
    for (const [realmId, ofRealm] of Map.groupBy(payloads, (payload) => payload.realmId)) {
      const scope = grantScope(realmId as RealmId, 'job');
      const studyIds = ofRealm.map(({ studyId }) => studyId);
      const quiet = await deps.database.transaction((trx) => markQuiet(trx, deps, scope, studyIds));
      await deps.metadata.keep(scope, quiet, signal);
    }
  });
}

/** Those of which nothing is waited for any more; the others are asked again. */
async function markQuiet(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  studyIds: readonly string[],
): Promise<string[]> {
  // Half of the quiet time is left for clocks of several machines that differ.
  const before = formatMillis(deps.clock.nowMs() - quietMs / 2);
  await markViewable(trx, scope, new Map(studyIds.map((id) => [id, before])));
  const receiving = await selectLastArrivals(trx, scope, studyIds);
  for (const [studyId, lastArrival] of receiving)
    await enqueueSettling(trx, deps, scope, { studyId, lastArrivalMs: Date.parse(lastArrival) });
  return studyIds.filter((id) => !receiving.has(id));
}
