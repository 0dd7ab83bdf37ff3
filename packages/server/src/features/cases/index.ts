// What others may use of cases.
export { createCaseRoutes } from './cases.routes.ts';
