// What others may use of the views of the worklist.
export { createWorklistViewRoutes } from './worklist-views.routes.ts';
