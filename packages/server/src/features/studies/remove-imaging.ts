// Removes what DICOM names: a study, a series or an instance, of whichever persons have one of that uid in the realm. What
// somebody wrote into a study goes with the study alone, never with its images.
import type { Caller } from '../../access/index.ts';
import {
  type DicomUids,
  recountSeries,
  removeInstances,
  selectSeriesOfStudies,
} from '../../archive/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { removeContentsFromIndex, removeFromIndex } from '../imaging-search/index.ts';
import type { MoveDeps } from './move-studies.ts';
import { removeStudies, type StudyDeps } from './studies.service.ts';
import { joinModalities, lockStudiesOfUid, updateStudyColumns } from './studies.store.ts';

/** What removing imaging needs. */
export type RemoveImagingDeps = StudyDeps & Pick<MoveDeps, 'announceContents'>;

/** Removes a study, a series or an instance: its rows now, its files in the background. Throws `notFound` when there is none. */
export async function removeImaging(deps: RemoveImagingDeps, caller: Caller, uids: DicomUids): Promise<void> {
  const { seriesInstanceUid } = uids;
  await deps.database.transaction(async (trx) => {
    const ids = await lockStudiesOfUid(trx, caller.scope, uids.studyInstanceUid);
    if (seriesInstanceUid === undefined) {
      if (ids.length === 0) throw failure.notFound();
      await removeStudies(deps, trx, caller, ids);
      return;
    }
    let removed = 0;
    for (const studyId of ids)
      removed += await removePart(deps, trx, caller, { ...uids, seriesInstanceUid, studyId });
    if (removed === 0) throw failure.notFound();
  });
}

interface Part {
  readonly studyId: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid?: string;
}

async function removePart(deps: RemoveImagingDeps, trx: Db, caller: Caller, part: Part): Promise<number> {
  const { scope } = caller;
  const { studyId } = part;
  const removed = await removeInstances(trx, deps, scope, part);
  if (removed === 0) return 0;
  await removeContentsFromIndex(trx, scope, studyId);
  await recountSeries(trx, scope, studyId);
  const series = await selectSeriesOfStudies(trx, scope, [studyId]);
  // A study without images is none for DICOM; for people it is one that waits for images.
  if (series.length === 0) await removeFromIndex(trx, scope, [studyId]);
  await updateStudyColumns(trx, scope, studyId, {
    series_count: series.length,
    instance_count: series.reduce((sum, one) => sum + one.instance_count, 0),
    modalities: joinModalities(series.flatMap(({ modality }) => modality ?? [])),
    updated_at: deps.clock.now(),
    ...(series.length === 0 ? { status: 'pending', last_received_at: null } : {}),
  });
  if (series.length > 0) await deps.announceContents(trx, scope, studyId);
  await deps.audit.record(trx, caller.origin, {
    event: 'imaging.deleted',
    object: { type: 'study', id: studyId },
    details: { level: part.sopInstanceUid === undefined ? 'series' : 'instance', instances: removed },
  });
  return removed;
}
