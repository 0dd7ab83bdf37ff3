// What the rest of the server may use of the job engine.
export { defineJob, handleJob, type JobDefinition, type JobHandler } from './job.ts';
