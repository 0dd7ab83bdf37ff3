// The table of reports: which a study has, and which version of each is the newest.
import type { RealmScope } from '../../access/index.ts';
import type { Db, ReportsTable, ReportVersionsTable } from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';

/** A report with its newest version, and the size of its file. */
export type CurrentReport = ReportsTable &
  Omit<ReportVersionsTable, 'report_id' | 'version' | 'realm_id' | 'created_at'> & {
    readonly file_bytes: number | null;
  };

/** Adds a report. */
export async function insertReport(
  trx: Db,
  scope: RealmScope,
  row: Omit<ReportsTable, 'realm_id'>,
): Promise<void> {
  await trx
    .insertInto('reports')
    .values({ ...row, realm_id: scope.realmId })
    .execute();
}

/** One report of a study; `undefined` when the study has none of that id. */
export async function selectReport(
  db: Db,
  scope: RealmScope,
  which: { studyId: string; id: string },
): Promise<CurrentReport | undefined> {
  if (!isId(which.id)) return undefined;
  return current(db, scope)
    .where('reports.id', '=', which.id)
    .where('reports.study_id', '=', which.studyId)
    .executeTakeFirst();
}

/** A page of a study's reports, newest first. */
export async function selectReports(
  db: Db,
  scope: RealmScope,
  page: { studyId: string; offset: number; limit: number },
): Promise<CurrentReport[]> {
  return current(db, scope)
    .where('reports.study_id', '=', page.studyId)
    .orderBy('reports.id', 'desc')
    .offset(page.offset)
    .limit(page.limit)
    .execute();
}

/** What lists of studies say of a report. */
export type ReportSummary = Pick<CurrentReport, 'id' | 'study_id' | 'title' | 'type' | 'day'>;

/** The reports of studies, newest first, at most `limit` in all. */
export async function selectReportSummaries(
  db: Db,
  scope: RealmScope,
  { studyIds, limit }: { studyIds: readonly string[]; limit: number },
): Promise<ReportSummary[]> {
  if (studyIds.length === 0) return [];
  return db
    .selectFrom('reports')
    .innerJoin('report_versions', (join) =>
      join
        .onRef('report_versions.report_id', '=', 'reports.id')
        .onRef('report_versions.version', '=', 'reports.version'),
    )
    .select(['reports.id', 'reports.study_id', 'title', 'type', 'day'])
    .where('reports.study_id', 'in', studyIds)
    .where('reports.realm_id', '=', scope.realmId)
    .orderBy('reports.study_id')
    .orderBy('reports.id', 'desc')
    .limit(limit)
    .execute();
}

/** How many reports a study has. */
export async function countReports(db: Db, scope: RealmScope, studyId: string): Promise<number> {
  const { count } = await db
    .selectFrom('reports')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('study_id', '=', studyId)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirstOrThrow();
  return count;
}

/** Says which version is the newest. */
export async function updateReportVersion(
  trx: Db,
  scope: RealmScope,
  { id, version, now }: { id: string; version: number; now: string },
): Promise<void> {
  await trx
    .updateTable('reports')
    .set({ version, updated_at: now })
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Removes a report with its versions; its files are the archive's. */
export async function deleteReportRow(trx: Db, scope: RealmScope, id: string): Promise<void> {
  await trx.deleteFrom('reports').where('id', '=', id).where('realm_id', '=', scope.realmId).execute();
}

/** Gives the reports of one study to another. */
export async function moveReports(
  trx: Db,
  scope: RealmScope,
  move: { fromStudyId: string; toStudyId: string },
): Promise<void> {
  await trx
    .updateTable('reports')
    .set({ study_id: move.toStudyId })
    .where('study_id', '=', move.fromStudyId)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

function current(db: Db, scope: RealmScope) {
  return db
    .selectFrom('reports')
    .innerJoin('report_versions', (join) =>
      join
        .onRef('report_versions.report_id', '=', 'reports.id')
        .onRef('report_versions.version', '=', 'reports.version'),
    )
    .leftJoin('report_files', 'report_files.id', 'report_versions.file_id')
    .selectAll('reports')
    .select([
      'report_versions.status',
      'report_versions.title',
      'report_versions.type',
      'report_versions.day',
      'report_versions.author',
      'report_versions.body',
      'report_versions.file_id',
      'report_versions.reason',
      'report_versions.written_by',
      'report_versions.signed_by',
      'report_versions.signed_at',
      'report_files.size_bytes as file_bytes',
    ])
    .where('reports.realm_id', '=', scope.realmId);
}
