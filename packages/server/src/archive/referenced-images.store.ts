// Finds the images of a study that something refers to by their UIDs. Reads the tables of others and writes none.
import type { RealmScope } from '../access/index.ts';
import { type Db, isOneOf, runStatement } from '../platform/database/index.ts';

/** What a reference to an image says of it. */
export interface ReferencedImage {
  readonly id: string;
  readonly sop_instance_uid: string;
  readonly sop_class_uid: string;
  readonly series_instance_uid: string;
  readonly number_of_frames: number;
}

/** Those of some SOP Instance UIDs that a study has, in any order. */
export async function selectReferencedImages(
  db: Db,
  scope: RealmScope,
  { studyId, sopInstanceUids }: { studyId: string; sopInstanceUids: readonly string[] },
): Promise<ReferencedImage[]> {
  const isReferenced = isOneOf(db, 'instances.sop_instance_uid', sopInstanceUids);
  return runStatement(
    db,
    `SELECT instances.id, instances.sop_instance_uid, instances.sop_class_uid, instances.number_of_frames,
        series.series_instance_uid
      FROM instances JOIN series ON series.id = instances.series_id
      WHERE instances.study_id = ? AND ${isReferenced.text} AND instances.realm_id = ?`,
    [studyId, isReferenced.parameter, scope.realmId],
  );
}
