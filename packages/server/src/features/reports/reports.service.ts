// The rules of writing reports: every change is a new version, drafts are changed and deleted, and no two change one at once.
import {
  type CreateReport,
  reportsOfStudyMax,
  reportVersionsMax,
  type StudyReport,
  type UpdateReport,
} from '@lumenbox/contract';
import { type Caller, demand } from '../../access/index.ts';
import { removeReportFiles } from '../../archive/index.ts';
import type { Db, ReportVersionsTable, StudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { holdStudy } from '../studies/index.ts';
import type { ReportDeps } from './read-reports.ts';
import { escapeHtml } from './report-text.ts';
import { insertReportVersion, selectFilesOfReport } from './report-versions.store.ts';
import { presentReport } from './reports.present.ts';
import {
  type CurrentReport,
  countReports,
  deleteReportRow,
  insertReport,
  selectReport,
  updateReportVersion,
} from './reports.store.ts';

/** Makes a draft. Throws `notFound` when the study is gone, `conflict` when it has as many reports as a study may have. */
export async function createReport(
  deps: ReportDeps,
  caller: Caller,
  study: StudiesTable,
  input: CreateReport,
): Promise<StudyReport> {
  const { scope, origin } = caller;
  const now = deps.clock.now();
  const id = newId();
  const row = { id, study_id: study.id, version: 1, created_at: now, updated_at: now };
  return deps.database.transaction(async (trx) => {
    if (!(await holdStudy(trx, scope, study.id))) throw failure.notFound();
    if ((await countReports(trx, scope, study.id)) >= reportsOfStudyMax)
      throw failure.conflict(`A study has at most ${reportsOfStudyMax} reports. Delete some first.`);
    await insertReport(trx, scope, row);
    await insertReportVersion(trx, scope, {
      report_id: id,
      version: 1,
      status: 'draft',
      title: input.title,
      type: input.type ?? defaultType,
      day: input.date === undefined ? now.slice(0, 'YYYY-MM-DD'.length) : input.date,
      author: input.author === undefined ? origin.actor.name : input.author,
      body: keptBody(input.body),
      file_id: null,
      reason: null,
      written_by: origin.actor.name,
      signed_by: null,
      signed_at: null,
      created_at: now,
    });
    await deps.audit.record(trx, origin, {
      event: 'report.created',
      object: { type: 'report', id },
      details: { study_id: study.id },
    });
    return presentReport(await demandReport(trx, caller, { studyId: study.id, id }));
  });
}

/** The type of a report that says none. */
const defaultType = 'radiology';

function keptBody(body: string | null | undefined): string | null {
  return body === null || body === undefined ? null : escapeHtml(body);
}

/** Makes a new version of a draft. Throws `conflict` when it is signed, or was changed since it was read. */
export async function updateReport(
  deps: ReportDeps,
  caller: Caller,
  report: CurrentReport,
  { version, ...input }: UpdateReport,
): Promise<StudyReport> {
  return changeReport(deps, caller, { report, madeFrom: version }, async (trx, before) => {
    demandDraft(before);
    const changes = changesOf(before, input);
    if (Object.keys(changes).length === 0) return;
    const added = await addVersion(trx, deps, caller, { before, changes });
    await deps.audit.record(trx, caller.origin, {
      event: 'report.updated',
      object: { type: 'report', id: before.id },
      details: { version: added, fields: Object.keys(changes) },
    });
  });
}

/** Throws `conflict` for a report that is signed. */
export function demandDraft(report: CurrentReport): void {
  if (report.status !== 'draft')
    throw failure.conflict('This report is signed: it does not change any more. Amend it.');
}

/** What a version says. */
export type ReportFields = Pick<ReportVersionsTable, 'title' | 'type' | 'day' | 'author' | 'body'>;

/** What of the input differs from what a report says. */
export function changesOf(
  before: CurrentReport,
  input: Omit<UpdateReport, 'version'>,
): Partial<ReportFields> {
  const wanted: Partial<ReportFields> = {
    ...(input.title !== undefined && { title: input.title }),
    ...(input.type !== undefined && { type: input.type ?? defaultType }),
    ...(input.date !== undefined && { day: input.date }),
    ...(input.author !== undefined && { author: input.author }),
    ...(input.body !== undefined && { body: keptBody(input.body) }),
  };
  const differing = Object.entries(wanted).filter(
    ([key, value]) => before[key as keyof ReportFields] !== value,
  );
  return Object.fromEntries(differing);
}

/**
 * Changes a report in a transaction that holds its study, so that no two change it at once and none is lost with the study.
 * Throws `notFound` when it is gone, `conflict` when it was made from a version that is not the newest.
 */
export async function changeReport(
  deps: ReportDeps,
  caller: Caller,
  { report, madeFrom }: { report: CurrentReport; madeFrom: number | null | undefined },
  change: (trx: Db, before: CurrentReport) => Promise<void>,
): Promise<StudyReport> {
  return deps.database.transaction(async (trx) => {
    await holdStudy(trx, caller.scope, report.study_id);
    const which = { studyId: report.study_id, id: report.id };
    const before = await demandReport(trx, caller, which);
    if (typeof madeFrom === 'number' && madeFrom !== before.version)
      throw failure.conflict(
        `Version ${madeFrom} is not the newest any more: there is version ${before.version}. Look at it first.`,
      );
    await change(trx, before);
    return presentReport(await demandReport(trx, caller, which));
  });
}

async function demandReport(
  trx: Db,
  { scope }: Caller,
  which: { studyId: string; id: string },
): Promise<CurrentReport> {
  const report = await selectReport(trx, scope, which);
  if (report === undefined) throw failure.notFound();
  return report;
}

/** Adds a version with changes and gives its number. Throws `conflict` when there are as many as a report may have. */
export async function addVersion(
  trx: Db,
  deps: ReportDeps,
  { scope, origin }: Caller,
  { before, changes }: { before: CurrentReport; changes: Partial<ReportVersionsTable> },
): Promise<number> {
  const version = before.version + 1;
  if (version > reportVersionsMax)
    throw failure.conflict(`A report has at most ${reportVersionsMax} versions. Write another one.`);
  const now = deps.clock.now();
  await insertReportVersion(trx, scope, {
    report_id: before.id,
    status: before.status,
    title: before.title,
    type: before.type,
    day: before.day,
    author: before.author,
    body: before.body,
    file_id: before.file_id,
    reason: null,
    signed_by: null,
    signed_at: null,
    written_by: origin.actor.name,
    ...changes,
    version,
    created_at: now,
  });
  await updateReportVersion(trx, scope, { id: before.id, version, now });
  return version;
}

/** Deletes a report, its versions and its files. Throws `forbidden` for a signed one when the caller may not sign. */
export async function deleteReport(deps: ReportDeps, caller: Caller, report: CurrentReport): Promise<void> {
  const { scope, origin } = caller;
  await deps.database.transaction(async (trx) => {
    await holdStudy(trx, scope, report.study_id);
    const before = await demandReport(trx, caller, { studyId: report.study_id, id: report.id });
    if (before.status !== 'draft') demand(caller, 'reports:sign');
    const files = await selectFilesOfReport(trx, scope, report.id);
    await deleteReportRow(trx, scope, report.id);
    await removeReportFiles(trx, deps, scope, files);
    await deps.audit.record(trx, origin, {
      event: 'report.deleted',
      object: { type: 'report', id: report.id },
      details: { study_id: report.study_id, status: before.status, versions: before.version },
    });
  });
}
