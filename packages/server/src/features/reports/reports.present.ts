// Reports as the API prints them: those that were written or uploaded here, and the documents among the images. Pure.
import type { Report, ReportVersion, StudyReport, StudyReportWithContent } from '@lumenbox/contract';
import { type ReportContent, sopClassName } from '@lumenbox/dicom';
import type { StoredDocument } from '../../archive/index.ts';
import { isPdf, pdfType } from './encapsulated-pdf.ts';
import type { VersionWithFile } from './report-versions.store.ts';
import type { CurrentReport, ReportSummary } from './reports.store.ts';

/** A report that was made here, in its newest version. */
export function presentReport(row: CurrentReport): StudyReport {
  return {
    ...presentSummary(row),
    status: row.status,
    source: row.file_id === null ? 'written' : 'uploaded',
    author: row.author,
    body: row.body,
    file: presentFile(row),
    instance: null,
    version: row.version,
    reason: row.reason,
    written_by: row.written_by,
    signed_by: row.signed_by,
    signed_at: row.signed_at,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** What a study says of a report. */
export function presentSummary(row: ReportSummary): Report {
  return { id: row.id, title: row.title, type: row.type, date: row.day };
}

/** A version as it was. */
export function presentReportVersion(row: VersionWithFile): ReportVersion {
  return {
    version: row.version,
    status: row.status,
    title: row.title,
    type: row.type,
    date: row.day,
    author: row.author,
    body: row.body,
    file: presentFile(row),
    reason: row.reason,
    written_by: row.written_by,
    signed_by: row.signed_by,
    signed_at: row.signed_at,
    created_at: row.created_at,
  };
}

function presentFile(row: { file_id: string | null; file_bytes: number | null }): StudyReport['file'] {
  return row.file_id === null ? null : { media_type: pdfType, size_bytes: row.file_bytes };
}

/** A document among the images. It has one version, and nobody here has written it. */
export function presentDocument(row: StoredDocument): StudyReport {
  return {
    ...presentDocumentSummary(row),
    status: told(row, '0040A493') === 'VERIFIED' ? 'final' : 'received',
    source: 'dicom',
    author: null,
    body: null,
    file: isPdf(row) ? { media_type: pdfType, size_bytes: null } : null,
    instance: {
      study_instance_uid: row.study_instance_uid,
      series_instance_uid: row.series_instance_uid,
      sop_instance_uid: row.sop_instance_uid,
      sop_class_uid: row.sop_class_uid,
    },
    version: 1,
    reason: null,
    written_by: null,
    signed_by: null,
    signed_at: null,
    created_at: row.created_at,
    updated_at: row.created_at,
  };
}

/** What a study says of a document: its title, or what kind of document it is. */
export function presentDocumentSummary(row: StoredDocument): Report {
  const className = (sopClassName(row.sop_class_uid) ?? 'Document').replace(/ Storage$/, '');
  const title = told(row, '00420010') ?? told(row, '0040A043') ?? row.series_description ?? className;
  return { id: row.id, title, type: typeOf(row.sop_class_uid), date: dayOf(told(row, '00080023')) };
}

function typeOf(sopClassUid: string): string {
  if (isPdf({ sop_class_uid: sopClassUid })) return 'document';
  const name = sopClassName(sopClassUid) ?? '';
  if (name.includes('Dose')) return 'dose report';
  if (name.includes('CAD')) return 'computer-aided detection';
  return 'structured report';
}

/** The first value of an attribute that the index tells of an instance, or the meaning of its first code. */
function told({ attributes }: StoredDocument, tag: string): string | undefined {
  const values = (JSON.parse(attributes ?? '{}') as Record<string, { Value?: unknown[] } | undefined>)[tag];
  const [first] = values?.Value ?? [];
  const text = typeof first === 'object' && first !== null ? meaningOf(first) : first;
  return typeof text === 'string' && text.trim() !== '' ? text.trim() : undefined;
}

/** Code Meaning of a code (PS3.3 8.3). */
function meaningOf(code: object): unknown {
  return (code as Record<string, { Value?: unknown[] } | undefined>)['00080104']?.Value?.[0];
}

function dayOf(date: string | undefined): string | null {
  const match = /^(\d{4})(\d{2})(\d{2})$/.exec(date ?? '');
  return match === null ? null : `${match[1]}-${match[2]}-${match[3]}`;
}

/** The content of a structured report. */
export function presentContent(content: ReportContent | undefined): StudyReportWithContent['content'] {
  if (content === undefined) return null;
  return {
    is_whole: content.isWhole,
    items: content.items.map(({ reference, ...item }) => ({
      ...item,
      reference: reference && {
        sop_class_uid: reference.sopClassUid,
        sop_instance_uid: reference.sopInstanceUid,
        frames: [...reference.frames],
      },
    })),
  };
}
