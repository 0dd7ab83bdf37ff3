// What others may use of the inbox.
export { assignHeldStudyJob } from './assign-held-study.job.ts';
export { createInboxRoutes } from './inbox.routes.ts';
export { assignHeldStudy, discardHeldStudy, listHeldStudies } from './inbox.service.ts';
