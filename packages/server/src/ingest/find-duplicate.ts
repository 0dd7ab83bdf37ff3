// Looks whether an instance is here already, before its object is written. A short cut: the constraints decide.
import type { RealmScope } from '../access/index.ts';
import { selectInstancesByUid } from '../archive/index.ts';
import { selectDicomStudy } from '../features/studies/index.ts';
import type { Db } from '../platform/database/index.ts';
import type { CheckedInstance } from './check.ts';
import { duplicateOf } from './index-study.ts';
import type { Outcome } from './outcome.ts';

/** The outcome of an instance that its person has already; `undefined` when it is new. */
export async function findDuplicate(
  deps: { db: Db },
  scope: RealmScope,
  options: { personId: string; instance: CheckedInstance; sha256: string },
): Promise<Extract<Outcome, { kind: 'duplicate' }> | undefined> {
  const { personId, instance } = options;
  const { studyInstanceUid, sopInstanceUid } = instance;
  const study = await selectDicomStudy(deps.db, scope, { personId, studyInstanceUid });
  if (study === undefined) return undefined;
  const [known] = await selectInstancesByUid(deps.db, scope, {
    studyId: study.id,
    sopInstanceUids: [sopInstanceUid],
  });
  if (known === undefined) return undefined;
  return duplicateOf({ sopInstanceUid, studyId: study.id }, known.sha256 === options.sha256);
}
