// Some of a study's instances are gone: what the index said by them alone, it says no longer.
import type { RealmScope } from '../../access/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { joinSet } from './describe-imaging.ts';
import {
  deleteEmptySeries,
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
