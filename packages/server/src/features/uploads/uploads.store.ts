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

/** The files of an upload in the order in which they came, at most so many. */
export async function selectUploadFiles(
  db: Db,
  scope: RealmScope,
  options: { uploadId: string; limit: number },
): Promise<UploadFilesTable[]> {
  return db
    .selectFrom('upload_files')
    .selectAll()
    .where('upload_id', '=', options.uploadId)
    .where('realm_id', '=', scope.realmId)
    .orderBy('position')
    .limit(options.limit)
    .execute();
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
