// The tables of uploads and of their files. One realm at a time.
import type { RealmScope } from '../../access/index.ts';
import type { Db, UploadFilesTable, UploadsTable } from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';

/** Rows a statement: SQLite takes 32,766 parameters and a file has eight. */
const rowsPerInsert = 1000;

/** Adds an upload; nothing happens when it is there. Unscoped: the row carries its realm. */
export async function insertUpload(trx: Db, row: UploadsTable): Promise<void> {
  await trx
    .insertInto('uploads')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doNothing())
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
  upload_id: string;
  id: string;
  study_instance_uid: string;
  patient_id: string;
}

/** The studies of uploads that are still there, each with the oldest record that points to its person. */
export async function selectUploadStudies(
  db: Db,
  scope: RealmScope,
  uploadIds: readonly string[],
): Promise<UploadStudy[]> {
  if (uploadIds.length === 0) return [];
  const rows = await db
    .selectFrom('upload_files')
    .innerJoin('studies', 'studies.id', 'upload_files.study_id')
    .innerJoin('patients', 'patients.person_id', 'studies.person_id')
    .innerJoin('uploads', 'uploads.id', 'upload_files.upload_id')
    .select((eb) => [
      'upload_files.upload_id',
      'studies.id',
      'studies.study_instance_uid',
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
    .where('upload_files.upload_id', 'in', uploadIds)
    .where('upload_files.realm_id', '=', scope.realmId)
    .groupBy(['upload_files.upload_id', 'studies.id', 'studies.study_instance_uid'])
    .orderBy('studies.id')
    .execute();
  return rows.map((row) => ({ ...row, study_instance_uid: row.study_instance_uid ?? '' }));
}
