// What protocols and commands may use of the way in.
import { createArchive, type ObjectStore } from '../archive/index.ts';
import type { Audit } from '../audit/index.ts';
import { createCaseDeidentifiers } from '../features/deidentification/index.ts';
import type { Pixels } from '../pixels/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/index.ts';
import type { Metrics } from '../platform/metrics.ts';
import { createIndexCommits } from './index-commits.ts';
import { work } from './index-work.ts';
import type { IngestDeps } from './ingest-instance.ts';
import { createMemoryBudget, createWaitingBudget } from './memory-budget.ts';

export { isForCase, type Target } from './assign.ts';
export { describeStudy } from './describe-study.job.ts';
export { readFormFiles, wholeOf } from './form-files.ts';
export { FileFault, type IncomingFile, promisesImages } from './incoming-file.ts';
export {
  type Delivery,
  type IngestDeps,
  ingestInstance,
} from './ingest-instance.ts';
export { type InstanceUpload, openInstanceUpload } from './instance-upload.ts';
export type { HoldReason, Outcome, RejectReason } from './outcome.ts';
export type { UploadRequest } from './receive-files.ts';
export { receiveHeldStudy } from './receive-held-study.ts';
export { receiveParts } from './receive-parts.ts';
export { receiveUpload } from './receive-upload.ts';
export { awaitQuiet, settleStudies } from './settle-study.job.ts';
export { readSpooled, type SpooledBytes, spoolBytes } from './spool-store.ts';
export { storeMade, storeReviewed } from './store-finished.ts';

/** Of all that is coming in, so much may lie in memory; the rest goes to spool files. */
const memoryBytesMax = 64 * 1024 * 1024;
/** And so much of headers that are too large for that, of documents for instance: one of the largest at a time. */
const headerBytesMax = 64 * 1024 * 1024;

/** Loads what the first instance would wait for. */
export function prepareIngest(deps: { database: Database }): Promise<void> {
  return deps.database.prepare(work);
}

/** Makes the way in of a process. */
export function createIngest(deps: {
  database: Database;
  objects: ObjectStore;
  clock: Clock;
  audit: Audit;
  metrics: Metrics;
  pixels: Pixels;
  bytesMax: number;
}): IngestDeps {
  const { database, objects, clock, audit, metrics, pixels, bytesMax } = deps;
  return {
    database,
    clock,
    audit,
    metrics,
    pixels,
    bytesMax,
    archive: createArchive({ objects }),
    memory: createMemoryBudget(memoryBytesMax),
    headers: createWaitingBudget(headerBytesMax),
    deidentifiers: createCaseDeidentifiers({ database, clock }),
    commits: createIndexCommits({ database, clock, metrics }),
    underWay: { count: 0 },
  };
}
