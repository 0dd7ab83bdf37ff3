// The tables of uploads and of their files. One realm at a time.
import type { RealmScope } from '../../access/index.ts';
import {
  type Db,
  dialectOf,
  insertRows,
  runStatement,
  type UploadFilesTable,
  type UploadsTable,
} from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';

/**
 * Adds an upload, or holds the one that is there; gives its patient as it is then: null also when the patient that was
 * named is gone. Unscoped: the row carries its realm.
 */
export async function ensureUploadRow(trx: Db, row: UploadsTable): Promise<Pick<UploadsTable, 'patient_id'>> {
  // Held, so that whoever deletes the patient sees this row.
  const held = dialectOf(trx) === 'sqlite' ? '' : ' FOR KEY SHARE';
  const { patient_id, ...others } = row;
  const columns = Object.keys(others);
  const [upload] = await runStatement<Pick<UploadsTable, 'patient_id'>>(
    trx,
    `INSERT INTO uploads (patient_id, ${columns.join(', ')})
      VALUES ((SELECT id FROM patients WHERE id = ? AND realm_id = ?${held}), ${columns.map(() => '?').join(', ')})
      ON CONFLICT (id) DO UPDATE SET updated_at = uploads.updated_at RETURNING patient_id`,
    [patient_id, row.realm_id, ...Object.values(others)],
  );
  if (upload === undefined) throw new Error('An upload has no row.');
  return upload;
}

/** Takes from a patient's uploads what tells of the patient. Counts and outcomes stay. */
export async function forgetUploadsOfPatient(trx: Db, scope: RealmScope, patientId: string): Promise<void> {
  const uploads = await trx
    .updateTable('uploads')
    .set({ patient_id: null })
    .where('patient_id', '=', patientId)
    .where('realm_id', '=', scope.realmId)
    .returning('id')
    .execute();
  for (const { id } of uploads) {
    await trx
      .updateTable('upload_files')
      .set({ name: '', sop_instance_uid: null })
      .where('upload_id', '=', id)
      .where('realm_id', '=', scope.realmId)
      .execute();
  }
}

/** Has uploads name another patient. */
export async function moveUploadsOfPatient(
  trx: Db,
  scope: RealmScope,
  move: { fromPatientId: string; toPatientId: string },
): Promise<void> {
  await trx
    .updateTable('uploads')
    .set({ patient_id: move.toPatientId })
    .where('patient_id', '=', move.fromPatientId)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** What went to one study went to another, as uploads tell it. */
export async function moveUploadsOfStudy(
  trx: Db,
  scope: RealmScope,
  move: { fromStudyId: string; toStudyId: string },
): Promise<void> {
  await trx
    .updateTable('upload_files')
    .set({ study_id: move.toStudyId })
    .where('study_id', '=', move.fromStudyId)
    .where('realm_id', '=', scope.realmId)
    .execute();
  const gone = await trx
    .deleteFrom('upload_studies')
    .where('study_id', '=', move.fromStudyId)
    .where('realm_id', '=', scope.realmId)
    .returning('upload_id')
    .execute();
  for (const { upload_id } of gone)
    await insertUploadStudies(trx, scope, { uploadId: upload_id, studyIds: [move.toStudyId] });
}

/** Takes from the files that went to a person's studies what tells of the person, in whatever upload they came. */
export async function forgetFilesOfPerson(trx: Db, scope: RealmScope, personId: string): Promise<void> {
  const studies = trx
    .selectFrom('studies')
    .select('studies.id')
    .where('studies.person_id', '=', personId)
    .where('studies.realm_id', '=', scope.realmId);
  await trx
    .updateTable('upload_files')
    .set({ name: '', sop_instance_uid: null, study_id: null })
    .where('study_id', 'in', studies)
    .where('realm_id', '=', scope.realmId)
    .execute();
  await trx
    .deleteFrom('upload_studies')
    .where('study_id', 'in', studies)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/**
 * Adds what became of files, and gives the positions that are new: those of an earlier attempt, of which only the
 * answer was lost, are there already. Unscoped: the rows carry their realm.
 */
export async function insertUploadFiles(trx: Db, rows: readonly UploadFilesTable[]): Promise<Set<number>> {
  const unlessThere = ['upload_id', 'position'];
  const options = { unlessThere, returning: ['position'] };
  const added = await insertRows<{ position: number }>(trx, 'upload_files', rows, options);
  return new Set(added.map(({ position }) => position));
}

/** Adds studies that files of an upload went to; nothing happens for those that are there. */
export async function insertUploadStudies(
  trx: Db,
  scope: RealmScope,
  options: { uploadId: string; studyIds: readonly string[] },
): Promise<void> {
  const rows = [...new Set(options.studyIds)].map((study_id) => ({
    upload_id: options.uploadId,
    study_id,
    realm_id: scope.realmId,
  }));
  const unlessThere = ['upload_id', 'study_id'];
  await insertRows(trx, 'upload_studies', rows, { unlessThere });
}

/** How many files came to what. */
export type UploadCounts = Pick<UploadsTable, 'received' | 'stored' | 'duplicate' | 'rejected' | 'held'>;

/** Adds to an upload's counts. */
export async function addUploadCounts(
  trx: Db,
  scope: RealmScope,
  options: { id: string; counts: UploadCounts; now: string },
): Promise<void> {
  const { received, stored, duplicate, rejected, held } = options.counts;
  await runStatement(
    trx,
    `UPDATE uploads SET received = received + ?, stored = stored + ?, duplicate = duplicate + ?,
        rejected = rejected + ?, held = held + ?, updated_at = ?
      WHERE id = ? AND realm_id = ?`,
    [received, stored, duplicate, rejected, held, options.now, options.id, scope.realmId],
  );
}

/** Says how far an upload is, or how it ended. */
export async function setUploadStatus(
  trx: Db,
  scope: RealmScope,
  options: { id: string; status: UploadsTable['status']; now: string },
): Promise<void> {
  await trx
    .updateTable('uploads')
    .set({ status: options.status, updated_at: options.now })
    .where('id', '=', options.id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Fails uploads that nobody has added to since then, but for those of some sources. Unscoped: the clean-up is the installation's. */
export async function failUploadsBefore(
  db: Db,
  options: { updatedBefore: string; sources: readonly string[]; now: string },
): Promise<number> {
  const failed = await db
    .updateTable('uploads')
    .set({ status: 'failed', updated_at: options.now })
    .where('status', 'in', ['receiving', 'processing'])
    .where('updated_at', '<', options.updatedBefore)
    .where('source', 'not in', options.sources)
    .returning('id')
    .execute();
  return failed.length;
}

/** Fails uploads under way, but for those of some sources. Unscoped: the clean-up is the installation's. */
export async function failUploadsBut(
  db: Db,
  options: { sources: readonly string[]; now: string },
): Promise<number> {
  const failed = await db
    .updateTable('uploads')
    .set({ status: 'failed', updated_at: options.now })
    .where('status', 'in', ['receiving', 'processing'])
    .where('source', 'not in', options.sources)
    .returning('id')
    .execute();
  return failed.length;
}

/** An upload; `undefined` when the realm has none of that id. */
export async function selectUpload(db: Db, scope: RealmScope, id: string): Promise<UploadsTable | undefined> {
  if (!isId(id)) return undefined;
  return db
    .selectFrom('uploads')
    .selectAll()
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirst();
}
