// The tables of uploads and of their files. One realm at a time.
import type { RealmScope } from '../../access/index.ts';
import {
  type Db,
  dialectOf,
  type UploadFilesTable,
  type UploadsTable,
} from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';

/** Rows a statement: SQLite takes 32,766 parameters and a file has eight. */
const rowsPerInsert = 1000;

/**
 * Adds an upload, or holds the one that is there; gives its patient as it is then: null also when the patient that was
 * named is gone. Unscoped: the row carries its realm.
 */
export async function ensureUploadRow(trx: Db, row: UploadsTable): Promise<Pick<UploadsTable, 'patient_id'>> {
  return trx
    .insertInto('uploads')
    .values((eb) => {
      const patient = eb
        .selectFrom('patients')
        .select('patients.id')
        .where('patients.id', '=', row.patient_id)
        .where('patients.realm_id', '=', row.realm_id);
      // Held, so that whoever deletes the patient sees this row.
      const held = dialectOf(trx) === 'sqlite' ? patient : patient.forKeyShare();
      return { ...row, patient_id: row.patient_id === null ? null : held };
    })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet((eb) => ({ updated_at: eb.ref('uploads.updated_at') })),
    )
    .returning('patient_id')
    .executeTakeFirstOrThrow();
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
  const positions = new Set<number>();
  for (let start = 0; start < rows.length; start += rowsPerInsert) {
    const added = await trx
      .insertInto('upload_files')
      .values(rows.slice(start, start + rowsPerInsert))
      .onConflict((conflict) => conflict.columns(['upload_id', 'position']).doNothing())
      .returning('position')
      .execute();
    for (const { position } of added) positions.add(position);
  }
  return positions;
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
  if (rows.length === 0) return;
  await trx
    .insertInto('upload_studies')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** How many files came to what. */
export type UploadCounts = Pick<UploadsTable, 'received' | 'stored' | 'duplicate' | 'rejected' | 'held'>;

/** Adds to an upload's counts. */
export async function addUploadCounts(
  trx: Db,
  scope: RealmScope,
  options: { id: string; counts: UploadCounts; now: string },
): Promise<void> {
  const { counts } = options;
  await trx
    .updateTable('uploads')
    .set((eb) => ({
      received: eb('received', '+', counts.received),
      stored: eb('stored', '+', counts.stored),
      duplicate: eb('duplicate', '+', counts.duplicate),
      rejected: eb('rejected', '+', counts.rejected),
      held: eb('held', '+', counts.held),
      updated_at: options.now,
    }))
    .where('id', '=', options.id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Says how an upload ended; false when there is none. */
export async function endUpload(
  trx: Db,
  scope: RealmScope,
  options: { id: string; status: 'complete' | 'failed'; now: string },
): Promise<boolean> {
  const ended = await trx
    .updateTable('uploads')
    .set({ status: options.status, updated_at: options.now })
    .where('id', '=', options.id)
    .where('realm_id', '=', scope.realmId)
    .returning('id')
    .executeTakeFirst();
  return ended !== undefined;
}

/** Fails uploads that nobody has added to since then. Unscoped: the clean-up is the installation's. */
export async function failUploadsBefore(
  db: Db,
  options: { updatedBefore: string; now: string },
): Promise<number> {
  const failed = await db
    .updateTable('uploads')
    .set({ status: 'failed', updated_at: options.now })
    .where('status', 'in', ['receiving', 'processing'])
    .where('updated_at', '<', options.updatedBefore)
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
