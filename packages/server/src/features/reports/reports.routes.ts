// The operations on reports, and the service that answers each.
import { route } from '../../access/index.ts';
import { entityTag, isKnown, pageWindow, presentPage, type Route, reply } from '../../platform/http/index.ts';
import { findStudy } from '../studies/index.ts';
import { pdfHeaders } from './encapsulated-pdf.ts';
import {
  findOwnReport,
  findReport,
  listReports,
  listReportVersions,
  type ReportDeps,
  recordReading,
  showReport,
} from './read-reports.ts';
import { findReportPdf, uploadReportFile } from './report-file.ts';
import { createReport, deleteReport, updateReport } from './reports.service.ts';
import { amendReport, signReport } from './sign-report.ts';

/** The routes under `/patients/{patient_id}/studies/{study_id}/reports`. */
export function createReportRoutes(deps: ReportDeps): Route[] {
  return [...readingRoutes(deps), ...writingRoutes(deps), fileRoute(deps)];
}

function readingRoutes(deps: ReportDeps): Route[] {
  return [
    route('listReports', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target, input, request }) =>
        presentPage(request, input, await listReports(deps, caller, target.study, pageWindow(input))),
    }),
    route('showReport', {
      target: ({ caller, parameters }) => findReport(deps, caller, parameters),
      handle: async ({ caller, target }) => ({ data: await showReport(deps, caller, target) }),
    }),
    route('listReportVersions', {
      target: ({ caller, parameters }) => findReport(deps, caller, parameters),
      handle: async ({ caller, target, input, request }) =>
        presentPage(request, input, await listReportVersions(deps, caller, target, pageWindow(input))),
    }),
  ];
}

function writingRoutes(deps: ReportDeps): Route[] {
  return [
    route('createReport', {
      target: ({ caller, parameters }) => findStudy(deps, caller, parameters),
      handle: async ({ caller, target, input }) => ({
        data: await createReport(deps, caller, target.study, input),
      }),
    }),
    route('updateReport', {
      target: ({ caller, parameters }) => findOwnReport(deps, caller, parameters),
      handle: async ({ caller, target, input }) => ({
        data: await updateReport(deps, caller, target, input),
      }),
    }),
    route('deleteReport', {
      target: ({ caller, parameters }) => findOwnReport(deps, caller, parameters),
      handle: ({ caller, target }) => deleteReport(deps, caller, target).then(() => undefined),
    }),
    route('signReport', {
      target: ({ caller, parameters }) => findOwnReport(deps, caller, parameters),
      handle: async ({ caller, target, input }) => ({ data: await signReport(deps, caller, target, input) }),
    }),
    route('amendReport', {
      target: ({ caller, parameters }) => findOwnReport(deps, caller, parameters),
      handle: async ({ caller, target, input }) => ({ data: await amendReport(deps, caller, target, input) }),
    }),
    route('uploadReportFile', {
      target: ({ caller, parameters }) => findOwnReport(deps, caller, parameters),
      handle: async ({ caller, target, input, request }) => ({
        data: await uploadReportFile(deps, caller, target, { input, request }),
      }),
    }),
  ];
}

const fileHeaders = {
  ...pdfHeaders,
  'Content-Disposition': 'inline; filename="report.pdf"',
  // Another account on the same machine must ask again.
  'Cache-Control': 'private, no-cache',
  Vary: 'Authorization, Cookie',
};

function fileRoute(deps: ReportDeps): Route {
  return route('downloadReportFile', {
    target: ({ caller, parameters }) => findReport(deps, caller, parameters),
    handle: async ({ caller, target, input, request }) => {
      const pdf = await findReportPdf(deps, caller, target, { version: input.version });
      const headers = { ...fileHeaders, ETag: entityTag(pdf.fingerprint, { isWeak: false }) };
      if (isKnown(request.headers['if-none-match'], headers.ETag)) return reply({ status: 304, headers });
      recordReading(deps, caller, target, { file: true });
      const length = pdf.sizeBytes === undefined ? {} : { 'Content-Length': String(pdf.sizeBytes) };
      return reply({ headers: { ...headers, ...length }, stream: await pdf.open() });
    },
  });
}
