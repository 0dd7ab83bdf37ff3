// Pages of uploads, and the files and studies of each. It reads, and writes nothing.
import type { FileOutcome } from '@lumenbox/contract';
import type { RealmScope } from '../../access/index.ts';
import type { Db, UploadFilesTable, UploadsTable } from '../../platform/database/index.ts';

/** A page of uploads, newest first, and how many there are. */
export async function selectUploads(
  db: Db,
  scope: RealmScope,
  page: { offset: number; limit: number },
): Promise<{ rows: UploadsTable[]; total: number }> {
  const query = db.selectFrom('uploads').where('realm_id', '=', scope.realmId);
  const [rows, count] = await Promise.all([
    query.selectAll().orderBy('id', 'desc').offset(page.offset).limit(page.limit).execute(),
    query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

/** The files of an upload in the order in which they came, at most so many; with `outcomes` those that came to one of them. */
export async function selectUploadFiles(
  db: Db,
  scope: RealmScope,
  options: { uploadId: string; limit: number; outcomes?: readonly FileOutcome[] | undefined },
): Promise<UploadFilesTable[]> {
  const query = db
    .selectFrom('upload_files')
    .selectAll()
    .where('upload_id', '=', options.uploadId)
    .where('realm_id', '=', scope.realmId)
    .orderBy('position')
    .limit(options.limit);
  const { outcomes } = options;
  return (outcomes === undefined ? query : query.where('outcome', 'in', outcomes)).execute();
}

/** A study that an upload brought images for. */
export interface UploadStudy {
  id: string;
  study_instance_uid: string;
  patient_id: string;
}

/** The studies of an upload that are still there, at most so many, each with the oldest record that points to its person. */
export async function selectUploadStudies(
  db: Db,
  scope: RealmScope,
  options: { uploadId: string; limit: number },
): Promise<UploadStudy[]> {
  const rows = await db
    .selectFrom((eb) =>
      eb
        .selectFrom('upload_studies')
        .innerJoin('studies', 'studies.id', 'upload_studies.study_id')
        .select(['upload_studies.upload_id', 'studies.id', 'studies.study_instance_uid', 'studies.person_id'])
        .where('upload_studies.upload_id', '=', options.uploadId)
        .where('upload_studies.realm_id', '=', scope.realmId)
        .orderBy('upload_studies.study_id')
        .limit(options.limit)
        .as('listed'),
    )
    .innerJoin('patients', 'patients.person_id', 'listed.person_id')
    .innerJoin('uploads', 'uploads.id', 'listed.upload_id')
    .select((eb) => [
      'listed.id',
      'listed.study_instance_uid',
      // The record that was named, where it is one of the person's.
      eb.fn
        .coalesce(
          eb.fn.max(
            eb
              .case()
              .when('patients.id', '=', eb.ref('uploads.patient_id'))
              .then(eb.ref('patients.id'))
              .end(),
          ),
          eb.fn.min('patients.id'),
        )
        .as('patient_id'),
    ])
    .groupBy(['listed.id', 'listed.study_instance_uid'])
    .orderBy('listed.id')
    .execute();
  return rows.map((row) => ({ ...row, study_instance_uid: row.study_instance_uid ?? '' }));
}

/** The position of the file that comes next in an upload. */
export async function nextFilePosition(db: Db, scope: RealmScope, uploadId: string): Promise<number> {
  const { last } = await db
    .selectFrom('upload_files')
    .select((eb) => eb.fn.max('position').as('last'))
    .where('upload_id', '=', uploadId)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirstOrThrow();
  return (last ?? -1) + 1;
}
