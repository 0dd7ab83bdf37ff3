// The table of reports' versions: what each said, by whom it was made and signed. A row changes once, when it is signed.
import type { RealmScope } from '../../access/index.ts';
import type { Db, ReportVersionsTable } from '../../platform/database/index.ts';

/** A version, and the size of its file. */
export type VersionWithFile = ReportVersionsTable & { readonly file_bytes: number | null };

/** Adds a version. */
export async function insertReportVersion(
  trx: Db,
  scope: RealmScope,
  row: Omit<ReportVersionsTable, 'realm_id'>,
): Promise<void> {
  await trx
    .insertInto('report_versions')
    .values({ ...row, realm_id: scope.realmId })
    .execute();
}

/** A page of a report's versions, the newest first, and how many there are. */
export async function selectReportVersions(
  db: Db,
  scope: RealmScope,
  page: { reportId: string; offset: number; limit: number },
): Promise<{ rows: VersionWithFile[]; total: number }> {
  const [rows, { total }] = await Promise.all([
    versionsOf(db, scope, page.reportId)
      .orderBy('report_versions.version', 'desc')
      .offset(page.offset)
      .limit(page.limit)
      .execute(),
    db
      .selectFrom('report_versions')
      .select((eb) => eb.fn.countAll<number>().as('total'))
      .where('report_id', '=', page.reportId)
      .where('realm_id', '=', scope.realmId)
      .executeTakeFirstOrThrow(),
  ]);
  return { rows, total };
}

/** One version of a report; `undefined` when there is none of that number. */
export async function selectReportVersion(
  db: Db,
  scope: RealmScope,
  which: { reportId: string; version: number },
): Promise<VersionWithFile | undefined> {
  return versionsOf(db, scope, which.reportId)
    .where('report_versions.version', '=', which.version)
    .executeTakeFirst();
}

/** The files of all versions of a report, each once. */
export async function selectFilesOfReport(db: Db, scope: RealmScope, reportId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('report_versions')
    .select('file_id')
    .distinct()
    .where('report_id', '=', reportId)
    .where('realm_id', '=', scope.realmId)
    .where('file_id', 'is not', null)
    .execute();
  return rows.flatMap(({ file_id }) => file_id ?? []);
}

/** Writes who signed a draft. */
export async function signReportVersion(
  trx: Db,
  scope: RealmScope,
  { reportId, version, by, now }: { reportId: string; version: number; by: string; now: string },
): Promise<void> {
  await trx
    .updateTable('report_versions')
    .set({ status: 'final', signed_by: by, signed_at: now })
    .where('report_id', '=', reportId)
    .where('version', '=', version)
    .where('realm_id', '=', scope.realmId)
    .where('status', '=', 'draft')
    .execute();
}

function versionsOf(db: Db, scope: RealmScope, reportId: string) {
  return db
    .selectFrom('report_versions')
    .leftJoin('report_files', 'report_files.id', 'report_versions.file_id')
    .selectAll('report_versions')
    .select('report_files.size_bytes as file_bytes')
    .where('report_versions.report_id', '=', reportId)
    .where('report_versions.realm_id', '=', scope.realmId);
}
