// Two studies of one uid become one in the index of queries too.
import type { RealmScope } from '../../access/index.ts';
import { enqueueJob } from '../../jobs/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db } from '../../platform/database/index.ts';
import { mergeStudies } from './index-imaging.ts';
import { rebuildIndexJob } from './rebuild-index.job.ts';
import { hasUnindexedSeries } from './rebuild-index.store.ts';
import {
  moveIndexedSeries,
  removeFromIndex,
  selectIndexedStudies,
  updateStudies,
} from './search-index.store.ts';

/**
 * Gives what the index knows of a study to another one, before the archive does the same with its contents. What it does
 * not know yet is read by a job of its own: the one that brings in all may be past that study.
 */
export async function combineInIndex(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  studies: { fromStudyId: string; intoStudyId: string },
): Promise<void> {
  const { fromStudyId, intoStudyId } = studies;
  if (await hasUnindexedSeries(trx, scope, [fromStudyId, intoStudyId])) {
    const payload = { after: '', studyId: intoStudyId };
    await enqueueJob(trx, deps, rebuildIndexJob, payload, { uniqueKey: intoStudyId });
  }
  await moveIndexedSeries(trx, scope, studies);
  const rows = await selectIndexedStudies(trx, scope, [fromStudyId, intoStudyId]);
  const from = rows.find(({ id }) => id === fromStudyId);
  const into = rows.find(({ id }) => id === intoStudyId);
  await removeFromIndex(trx, scope, [fromStudyId]);
  if (from === undefined || into === undefined) return;
  await updateStudies(trx, scope, [
    { before: into, after: { ...into, ...mergeStudies(into, describedBy(from)) } },
  ]);
}

function describedBy<T extends { number: number; id: string; realm_id: string }>(row: T) {
  const { number: _number, id: _id, realm_id: _realm, ...description } = row;
  return description;
}
