// Removes some of a study's instances: their rows now, their objects by a job of the same transaction. Studies, and the series
// that become empty, are their owners' to see to.
import type { RealmScope } from '../access/index.ts';
import { enqueueJob } from '../jobs/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/database/index.ts';
import { doomInstances, doomObjects } from './doomed-objects.store.ts';
import { deleteInstancesOfSeries, selectSeriesOfStudies } from './instance-index.store.ts';
import { deleteKeptMetadata } from './metadata/series-metadata.store.ts';
import { removeObjectsJob } from './remove-objects.job.ts';

/** A series of a study, or one instance of it. */
export interface RemovedPart {
  readonly studyId: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid?: string;
}

/** Removes them, inside a transaction that has locked their study; gives how many there were. */
export async function removeInstances(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  { studyId, seriesInstanceUid, sopInstanceUid }: RemovedPart,
): Promise<number> {
  const ofStudy = await selectSeriesOfStudies(trx, scope, [studyId]);
  const series = ofStudy.find((one) => one.series_instance_uid === seriesInstanceUid);
  if (series === undefined) return 0;
  const which = { seriesId: series.id, sopInstanceUid };
  const now = deps.clock.now();
  const count = await doomInstances(trx, scope, { ...which, now });
  if (count === 0) return 0;
  // It tells of what is gone; of what stays it is made anew.
  const objectKeys = await deleteKeptMetadata(trx, scope, { seriesId: series.id });
  await doomObjects(trx, scope, { objectKeys, from: now });
  await deleteInstancesOfSeries(trx, scope, which);
  await enqueueJob(trx, deps, removeObjectsJob, {}, { uniqueKey: 'all' });
  return count;
}
