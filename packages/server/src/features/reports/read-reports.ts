// Reading reports: which a study has, what each says, which versions there were. It changes nothing.
import type { ReportVersion, StudyReport, StudyReportWithContent } from '@lumenbox/contract';
import { readReportContent } from '@lumenbox/dicom';
import type { Caller } from '../../access/index.ts';
import {
  type Archive,
  countDocuments,
  readStoredHeader,
  type StoredDocument,
  selectDocument,
  selectDocuments,
  selectStoredInstance,
} from '../../archive/index.ts';
import type { StudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { findStudy, type StudyDeps } from '../studies/index.ts';
import { isPdf } from './encapsulated-pdf.ts';
import { selectReportVersions } from './report-versions.store.ts';
import { presentContent, presentDocument, presentReport, presentReportVersion } from './reports.present.ts';
import { type CurrentReport, countReports, selectReport, selectReports } from './reports.store.ts';

/** What work on reports needs. */
export type ReportDeps = StudyDeps & { readonly archive: Archive };

/** A report of a study: made here, or a document among its images. */
export type FoundReport = { readonly study: StudiesTable } & (
  | { readonly kind: 'own'; readonly report: CurrentReport }
  | { readonly kind: 'document'; readonly document: StoredDocument }
);

/** The report of an id. Throws `notFound`, for a report of another study or patient too. */
export async function findReport(
  deps: ReportDeps,
  caller: Caller,
  ids: { patient_id: string; study_id: string; report_id: string },
): Promise<FoundReport> {
  const { study } = await findStudy(deps, caller, ids);
  const which = { studyId: study.id, id: ids.report_id };
  const report = await selectReport(deps.database.kysely, caller.scope, which);
  if (report !== undefined) return { kind: 'own', study, report };
  const document = await selectDocument(deps.database.kysely, caller.scope, which);
  if (document === undefined) throw failure.notFound();
  return { kind: 'document', study, document };
}

/** A report that was made here. Throws `notFound`, and `conflict` for what came with the images. */
export async function findOwnReport(
  deps: ReportDeps,
  caller: Caller,
  ids: { patient_id: string; study_id: string; report_id: string },
): Promise<CurrentReport> {
  const found = await findReport(deps, caller, ids);
  if (found.kind === 'document')
    throw failure.conflict('This report came with the images: it is read, and goes when they go.');
  return found.report;
}

/** A page of a study's reports: those made here, newest first, then the documents among its images. */
export async function listReports(
  deps: ReportDeps,
  caller: Caller,
  study: StudiesTable,
  { offset, limit }: { offset: number; limit: number },
): Promise<{ rows: StudyReport[]; total: number }> {
  const { kysely } = deps.database;
  const [ownCount, documentCount] = await Promise.all([
    countReports(kysely, caller.scope, study.id),
    countDocuments(kysely, caller.scope, study.id),
  ]);
  const own = await selectReports(kysely, caller.scope, { studyId: study.id, offset, limit });
  const documents = await selectDocuments(kysely, caller.scope, {
    studyId: study.id,
    offset: Math.max(0, offset - ownCount),
    limit: limit - own.length,
  });
  const rows = [...own.map(presentReport), ...documents.map(presentDocument)];
  deps.audit.recordRead(caller.origin, {
    event: 'report.listed',
    object: { type: 'study', id: study.id },
    details: { offset, count: rows.length },
  });
  return { rows, total: ownCount + documentCount };
}

/** One report; of a structured one among the images, with what it says. */
export async function showReport(
  deps: ReportDeps,
  caller: Caller,
  found: FoundReport,
): Promise<StudyReportWithContent> {
  recordReading(deps, caller, found, {});
  if (found.kind === 'own') return { ...presentReport(found.report), content: null };
  const presented = presentDocument(found.document);
  if (isPdf(found.document)) return { ...presented, content: null };
  const instance = await selectStoredInstance(deps.database.kysely, caller.scope, { id: found.document.id });
  if (instance === undefined) throw failure.notFound();
  const { dataSet } = await readStoredHeader(deps.archive, instance);
  return { ...presented, content: presentContent(readReportContent(dataSet)) };
}

/** Notes that somebody read a report. */
export function recordReading(
  deps: ReportDeps,
  caller: Caller,
  found: FoundReport,
  details: Readonly<Record<string, unknown>>,
): void {
  const id = found.kind === 'own' ? found.report.id : found.document.id;
  deps.audit.recordRead(caller.origin, {
    event: 'report.read',
    object: { type: 'report', id },
    details: { study_id: found.study.id, ...details },
  });
}

/** A page of a report's versions, the newest first. What came with the images has none. */
export async function listReportVersions(
  deps: ReportDeps,
  caller: Caller,
  found: FoundReport,
  page: { offset: number; limit: number },
): Promise<{ rows: ReportVersion[]; total: number }> {
  recordReading(deps, caller, found, { versions: true });
  if (found.kind === 'document') return { rows: [], total: 0 };
  const { rows, total } = await selectReportVersions(deps.database.kysely, caller.scope, {
    reportId: found.report.id,
    ...page,
  });
  return { rows: rows.map(presentReportVersion), total };
}
