// Some of a study's instances are gone: what the index said by them alone, it says no longer.
import type { RealmScope } from '../../access/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { joinSet } from './describe-imaging.ts';
import {
  deleteEmptySeries,
  deleteIndexedSeries,
  hasIndexedSeries,
  removeFromIndex,
  selectIndexedStudies,
  selectKindsOfStudy,
  updateStudies,
} from './search-index.store.ts';

/**
 * Takes the series out that have no instances any more, and says anew of which modalities and SOP classes their study
 * is. For when the rows of instances are gone, and before those of series go.
 */
export async function removeContentsFromIndex(trx: Db, scope: RealmScope, studyId: string): Promise<void> {
  await deleteEmptySeries(trx, scope, studyId);
  const [before] = await selectIndexedStudies(trx, scope, [studyId]);
  if (before === undefined) return;
  const { modalities, sopClasses } = await selectKindsOfStudy(trx, scope, studyId);
  const after = { ...before, modalities: joinSet(modalities), sop_classes: joinSet(sopClasses) };
  await updateStudies(trx, scope, [{ before, after }]);
}

/**
 * Takes out what the index said by instances alone that others have taken the place of. For when the rows of both are
 * written; what the new ones say is indexed afterwards.
 */
export async function removeReplacedFromIndex(
  trx: Db,
  scope: RealmScope,
  { studyId, emptiedSeriesIds }: { studyId: string; emptiedSeriesIds: readonly string[] },
): Promise<void> {
  await deleteIndexedSeries(trx, scope, emptiedSeriesIds);
  if (await hasIndexedSeries(trx, scope, studyId)) await removeContentsFromIndex(trx, scope, studyId);
  else await removeFromIndex(trx, scope, [studyId]);
}
