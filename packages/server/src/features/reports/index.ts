// What others may use of reports.
export { pdfHeaders, pdfType } from './encapsulated-pdf.ts';
export { createReportRoutes } from './reports.routes.ts';
export { moveReportsOfStudy, reportsOfStudies } from './reports-of-studies.ts';
