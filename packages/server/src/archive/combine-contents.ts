// Two studies of one uid become one: series and instances go over, and nothing is lost where both have the same instance.
import type { RealmScope } from '../access/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/database/index.ts';
import { dropObjects } from './archive.ts';
import { type HoldRequest, holdInstance } from './hold-instances.ts';
import { deleteInstances, mergeSeries, moveSeries, selectSeriesOfStudies } from './instance-index.store.ts';
import { type SharedInstance, selectSharedInstances } from './kept-objects.store.ts';
import { deleteKeptMetadata } from './metadata/series-metadata.store.ts';

/** What combining works on. */
export interface Combination {
  readonly fromStudyId: string;
  readonly intoStudyId: string;
  readonly studyInstanceUid: string;
  /** For whom differing bytes are held. */
  readonly patientId: string;
  /** What the held bytes say of themselves. */
  readonly held: HoldRequest['study'];
}

/** Shared instances looked at in one round: a bound on memory and on parameters. */
const roundSize = 500;

/**
 * Gives the contents of a study to another one. Of an instance that both have, equal bytes are dropped and others are
 * held for the patient; gives how many are held. For a transaction that holds both studies' persons. The caller counts
 * the series of the one that stays anew: some may be left without instances, and the index of queries knows them still.
 */
export async function combineContents(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  combination: Combination,
): Promise<number> {
  const { fromStudyId, intoStudyId } = combination;
  const heldCount = await takeSharedOut(trx, deps, scope, combination);
  const series = await selectSeriesOfStudies(trx, scope, [fromStudyId, intoStudyId]);
  const kept = new Map(
    series.filter((one) => one.study_id === intoStudyId).map((one) => [one.series_instance_uid, one]),
  );
  for (const one of series.filter((each) => each.study_id === fromStudyId)) {
    const into = kept.get(one.series_instance_uid);
    if (into === undefined) await moveSeries(trx, scope, { seriesId: one.id, intoStudyId });
    else {
      await dropObjects(trx, deps, scope, await deleteKeptMetadata(trx, scope, { seriesId: one.id }));
      await mergeSeries(trx, scope, { seriesId: one.id, into });
    }
  }
  return heldCount;
}

/** Takes what both studies have out of the one that ends; gives how many instances are held for their other bytes. */
async function takeSharedOut(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  combination: Combination,
): Promise<number> {
  let heldCount = 0;
  for (;;) {
    const shared = await selectSharedInstances(trx, scope, {
      studyId: combination.fromStudyId,
      otherStudyId: combination.intoStudyId,
      limit: roundSize,
    });
    if (shared.length === 0) return heldCount;
    const differing = shared.filter((row) => row.sha256 !== row.other_sha256);
    const spare = shared.filter((row) => row.sha256 === row.other_sha256).map((row) => row.object_key);
    // The row goes first: its object's key is unique among instances and held ones alike.
    await deleteInstances(
      trx,
      scope,
      shared.map((row) => row.id),
    );
    for (const row of differing) {
      const isHeld = await holdInstance(trx, deps, scope, holdRequest(row, combination));
      if (isHeld) heldCount += 1;
      else spare.push(row.object_key);
    }
    await dropObjects(trx, deps, scope, spare);
  }
}

function holdRequest(row: SharedInstance, combination: Combination): HoldRequest {
  return {
    instance: {
      upload_id: null,
      patient_id: combination.patientId,
      sop_instance_uid: row.sop_instance_uid,
      study_instance_uid: combination.studyInstanceUid,
      reason: 'other-bytes: The patient has another file with the same SOP Instance UID already.',
      object_key: row.object_key,
      size_bytes: row.size_bytes,
      sha256: row.sha256,
    },
    study: combination.held,
  };
}
