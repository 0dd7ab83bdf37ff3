// Says anew what a study and its series are, from the objects that are here, when some of its instances were replaced.
import { z } from 'zod';
import { grantScope, type RealmScope } from '../access/index.ts';
import { type Archive, describeSeriesAnew, selectSeriesOfStudies, selectStudyUid } from '../archive/index.ts';
import { describedSeries, rebuildStudy } from '../features/imaging-search/index.ts';
import { lockStudiesOfUid, recordModalities } from '../features/studies/index.ts';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../jobs/index.ts';
import { type Clock, formatMillis } from '../platform/clock.ts';
import type { Database, Db } from '../platform/database/index.ts';
import type { RealmId } from '../platform/ids.ts';

/** One waits for each study that instances were replaced in; further ones put it off. */
const describeStudyJob = defineJob({
  kind: 'ingest.describe-study',
  version: 1,
  payload: z.object({ realmId: z.string(), studyId: z.string() }),
  attemptsMax: 10,
  // A study of ten thousand images has as many headers to be read.
  timeoutMs: 600_000,
});

/** A whole study that is sent again is described once, at its end. */
const quietMs = 5000;

/** Sees to it that nothing is told any longer of a study that only replaced instances have said. */
export function describeAfterReplacement(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  studyId: string,
): Promise<void> {
  const payload = { realmId: scope.realmId, studyId };
  const runAt = formatMillis(deps.clock.nowMs() + quietMs);
  return enqueueJob(trx, deps, describeStudyJob, payload, { uniqueKey: studyId, runAt });
}

/**
 * The job's work. As at first, what the earliest of the instances says of a study or series holds. The columns of the
 * study itself stay: somebody may have written them.
 */
export function describeStudy(deps: { database: Database; clock: Clock; archive: Archive }): JobHandler {
  return handleJob(describeStudyJob, async ({ realmId, studyId }) => {
    const scope = grantScope(realmId as RealmId, 'job');
    const studyInstanceUid = await selectStudyUid(deps.database.kysely, scope, studyId);
    if (studyInstanceUid === undefined) return;
    await rebuildStudy(deps, scope, studyId);
    await deps.database.transaction(async (trx) => {
      const locked = await lockStudiesOfUid(trx, scope, studyInstanceUid);
      if (!locked.includes(studyId)) return;
      const series = await selectSeriesOfStudies(trx, scope, [studyId]);
      const described = await describedSeries(
        trx,
        scope,
        series.map(({ id }) => id),
      );
      for (const one of described) await describeSeriesAnew(trx, scope, one);
      const modalities = described.flatMap(({ facts }) => facts.modality ?? []);
      await recordModalities(trx, scope, studyId, { modalities, now: deps.clock.now() });
    });
  });
}
