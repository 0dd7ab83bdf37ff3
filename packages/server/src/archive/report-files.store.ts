// The table of the files of reports: which object each is, and of which study. What they are of, reports say.
import type { RealmScope } from '../access/index.ts';
import type { Db, ReportFilesTable } from '../platform/database/index.ts';
import type { KeptObject } from './kept-objects.store.ts';

/** Adds a file. */
export async function insertReportFile(
  trx: Db,
  scope: RealmScope,
  row: Omit<ReportFilesTable, 'realm_id'>,
): Promise<void> {
  await trx
    .insertInto('report_files')
    .values({ ...row, realm_id: scope.realmId })
    .execute();
}

/** A file of a study; `undefined` when the study has none of that id. */
export async function selectReportFile(
  db: Db,
  scope: RealmScope,
  which: { studyId: string; id: string },
): Promise<ReportFilesTable | undefined> {
  return db
    .selectFrom('report_files')
    .selectAll()
    .where('id', '=', which.id)
    .where('study_id', '=', which.studyId)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirst();
}

/** Removes files, or all of some studies, and gives the keys of their objects, which no row points to any more. */
export async function deleteReportFiles(
  trx: Db,
  scope: RealmScope,
  which: { ids: readonly string[] } | { studyIds: readonly string[] },
): Promise<string[]> {
  const [column, values] =
    'ids' in which ? (['id', which.ids] as const) : (['study_id', which.studyIds] as const);
  if (values.length === 0) return [];
  const rows = await trx
    .deleteFrom('report_files')
    .where(column, 'in', values)
    .where('realm_id', '=', scope.realmId)
    .returning('object_key')
    .execute();
  return rows.map((row) => row.object_key);
}

/** Gives the files of one study's reports to another. */
export async function moveReportFiles(
  trx: Db,
  scope: RealmScope,
  move: { fromStudyId: string; toStudyId: string },
): Promise<void> {
  await trx
    .updateTable('report_files')
    .set({ study_id: move.toStudyId })
    .where('study_id', '=', move.fromStudyId)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Which of these objects are files of reports. Unscoped: the sweep is the installation's. */
export async function selectReportFileKeys(db: Db, objectKeys: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('report_files')
    .select('object_key')
    .where('object_key', 'in', objectKeys)
    .execute();
  return rows.map((row) => row.object_key);
}

/** Every file's object, a page at a time: those behind an id. Unscoped: verification is the installation's. */
export async function selectReportFilesAfter(db: Db, id: string, limit: number): Promise<KeptObject[]> {
  return db
    .selectFrom('report_files')
    .select(['id', 'realm_id', 'object_key', 'size_bytes', 'sha256'])
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .execute();
}
