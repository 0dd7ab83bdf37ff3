// What others may use of cases.
export { caseRoutes } from './cases.routes.ts';
