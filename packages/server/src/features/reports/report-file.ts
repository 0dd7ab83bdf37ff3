// The file of a report: uploaded as a new version, and handed out again, or taken from the instance that encapsulates it.
import { Readable } from 'node:stream';
import type { StudyReport, UploadReportFile } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import {
  addReportFile,
  readStoredHeader,
  type StoredDocument,
  selectReportFile,
  selectStoredInstance,
} from '../../archive/index.ts';
import { failure } from '../../platform/errors.ts';
import type { RequestFacts } from '../../platform/http/index.ts';
import { sha256 } from '../../platform/ids.ts';
import { encapsulatedPdf, isPdf } from './encapsulated-pdf.ts';
import { keepPdf } from './pdf-body.ts';
import type { FoundReport, ReportDeps } from './read-reports.ts';
import { selectReportVersion } from './report-versions.store.ts';
import { addVersion, changeReport, demandDraft } from './reports.service.ts';
import type { CurrentReport } from './reports.store.ts';

/** Makes a version of a draft with the PDF in a body. Throws what {@link keepPdf} throws, and `conflict`. */
export async function uploadReportFile(
  deps: ReportDeps,
  caller: Caller,
  report: CurrentReport,
  { input, request }: { input: UploadReportFile; request: RequestFacts },
): Promise<StudyReport> {
  // Before a long body is read for nothing; it is asked again when the body is there.
  demandDraft(report);
  const file = await keepPdf(deps.archive, request);
  return changeReport(deps, caller, { report, madeFrom: input.version }, async (trx, before) => {
    demandDraft(before);
    const fileId = await addReportFile(trx, deps, caller.scope, { studyId: before.study_id, file });
    const version = await addVersion(trx, deps, caller, { before, changes: { file_id: fileId } });
    await deps.audit.record(trx, caller.origin, {
      event: 'report.updated',
      object: { type: 'report', id: before.id },
      details: { version, fields: ['file'], size_bytes: file.sizeBytes },
    });
  });
}

/** A PDF that can be handed out. */
export interface ReportPdf {
  /** Tells these bytes from any others. */
  readonly fingerprint: string;
  readonly sizeBytes: number | undefined;
  open(): Promise<Readable>;
}

/** The file of a report, or of an earlier version. Throws `notFound` when there is none. */
export async function findReportPdf(
  deps: ReportDeps,
  caller: Caller,
  found: FoundReport,
  { version }: { version: number | null | undefined },
): Promise<ReportPdf> {
  if (found.kind === 'document') return documentPdf(deps, caller, found.document);
  const db = deps.database.kysely;
  const { report, study } = found;
  const which = { reportId: report.id, version: version ?? report.version };
  const fileId = (await selectReportVersion(db, caller.scope, which))?.file_id;
  if (typeof fileId !== 'string') throw failure.notFound();
  const file = await selectReportFile(db, caller.scope, { studyId: study.id, id: fileId });
  if (file === undefined) throw failure.notFound();
  return {
    fingerprint: file.sha256,
    sizeBytes: file.size_bytes,
    open: () => deps.archive.open(file.object_key),
  };
}

async function documentPdf(deps: ReportDeps, caller: Caller, document: StoredDocument): Promise<ReportPdf> {
  if (!isPdf(document)) throw failure.notFound();
  const instance = await selectStoredInstance(deps.database.kysely, caller.scope, { id: document.id });
  if (instance === undefined) throw failure.notFound();
  return {
    fingerprint: sha256(instance.object_key),
    sizeBytes: undefined,
    open: async () => {
      const { dataSet } = await readStoredHeader(deps.archive, instance);
      const bytes = encapsulatedPdf(dataSet);
      if (bytes === undefined) throw failure.notFound();
      return Readable.from([bytes], { objectMode: false });
    },
  };
}
