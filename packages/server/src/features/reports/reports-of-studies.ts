// What studies say of their reports, and how reports go with them from one study to another. Both are done by studies.
import { type Report, reportsOfStudyMax } from '@lumenbox/contract';
import type { RealmScope } from '../../access/index.ts';
import { moveReportFiles, selectDocumentsOfStudies } from '../../archive/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { presentDocumentSummary, presentSummary } from './reports.present.ts';
import { moveReports, selectReportSummaries } from './reports.store.ts';

/** The reports of studies by the id of each: what was made here, newest first, then the documents among the images. */
export async function reportsOfStudies(
  db: Db,
  scope: RealmScope,
  studyIds: readonly string[],
): Promise<Map<string, Report[]>> {
  const limit = reportsOfStudyMax;
  const [own, documents] = await Promise.all([
    selectReportSummaries(db, scope, { studyIds, limit: limit * studyIds.length }),
    selectDocumentsOfStudies(db, scope, { studyIds, limit }),
  ]);
  const reports = new Map<string, Report[]>();
  const add = (studyId: string, report: Report) => {
    const list = reports.get(studyId);
    if (list === undefined) reports.set(studyId, [report]);
    else list.push(report);
  };
  for (const row of own) add(row.study_id, presentSummary(row));
  for (const row of documents) add(row.study_id, presentDocumentSummary(row));
  return reports;
}

/** Gives what was made for one study to another, of a transaction that has locked both. */
export async function moveReportsOfStudy(
  trx: Db,
  scope: RealmScope,
  move: { fromStudyId: string; toStudyId: string },
): Promise<void> {
  await moveReportFiles(trx, scope, move);
  await moveReports(trx, scope, move);
}
