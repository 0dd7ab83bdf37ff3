// What others may use of storage commitment.
export { type CommitmentQuestion, type InstanceReference, reportOn } from './commitment-report.ts';
export { promiseReport, reportCommitment } from './report-commitment.job.ts';
