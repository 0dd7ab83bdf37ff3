// What others may use of reports.

export { createReportRoutes } from './reports.routes.ts';
export { moveReportsOfStudy, reportsOfStudies } from './reports-of-studies.ts';
