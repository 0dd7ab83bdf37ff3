// Finds the key object selections of a study. It reads the tables of others, and writes none.
import type { RealmScope } from '../access/index.ts';
import { type Db, runStatement } from '../platform/database/index.ts';

/** A key object selection as the index knows it. */
export interface StoredKeyObject {
  readonly id: string;
  readonly sop_instance_uid: string;
}

/** In the words of migration 0023: else no database would use its index. */
const isKeyObject = `(instances.sop_class_uid = '1.2.840.10008.5.1.4.1.1.104.1' OR substr(instances.sop_class_uid, 1, 27) = '1.2.840.10008.5.1.4.1.1.88.')
  AND instances.sop_class_uid = '1.2.840.10008.5.1.4.1.1.88.59'`;

/** Those of one series, or of every other one; newest first. */
export async function selectKeyObjects(
  db: Db,
  scope: RealmScope,
  which: { studyId: string; limit: number } & ({ ofSeries: string } | { notOfSeries: string }),
): Promise<StoredKeyObject[]> {
  const [sign, series] = 'ofSeries' in which ? ['=', which.ofSeries] : ['<>', which.notOfSeries];
  return runStatement(
    db,
    `SELECT instances.id, instances.sop_instance_uid
      FROM instances JOIN series ON series.id = instances.series_id
      WHERE instances.study_id = ? AND ${isKeyObject} AND series.series_instance_uid ${sign} ? AND instances.realm_id = ?
      ORDER BY instances.id DESC LIMIT ?`,
    [which.studyId, series, scope.realmId, which.limit],
  );
}
