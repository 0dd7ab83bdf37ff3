// What the rest of the server may use of the job engine.
export { type EnqueueOptions, enqueueJob } from './enqueue-job.ts';
export { defineJob, handleJob, handleJobs, type JobDefinition, type JobHandler } from './job.ts';
export { createJobEngine, type JobEngine } from './job-engine.ts';
export { announceJob, onEnqueue } from './wake-up.ts';
