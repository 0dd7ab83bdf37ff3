// Every operation of the REST API, by name. Server, client and OpenAPI document are all made from this table.
import { accountOperations } from './accounts.ts';
import { auditOperations, teamOperations, tokenOperations } from './administration.ts';
import { changeOperations } from './changes.ts';
import { deidentificationOperations } from './deidentification.ts';
import { imagingOperations, studyOperations } from './imaging.ts';
import { inboxOperations, mergeOperations, moveOperations } from './inbox.ts';
import { keyImageOperations } from './key-images.ts';
import { measurementOperations } from './measurements.ts';
import { peerOperations } from './peers.ts';
import { caseOperations, patientOperations } from './records.ts';
import { reportOperations } from './reports.ts';
import { reviewQueueOperations } from './review-queue.ts';
import { transferOperations } from './transfers.ts';
import { worklistViewOperations } from './worklist-views.ts';

/** The closed list of operations. */
export const operations = {
  ...caseOperations,
  ...patientOperations,
  ...mergeOperations,
  ...studyOperations,
  ...moveOperations,
  ...worklistViewOperations,
  ...reportOperations,
  ...measurementOperations,
  ...keyImageOperations,
  ...imagingOperations,
  ...inboxOperations,
  ...reviewQueueOperations,
  ...transferOperations,
  ...deidentificationOperations,
  ...tokenOperations,
  ...accountOperations,
  ...teamOperations,
  ...peerOperations,
  ...auditOperations,
  ...changeOperations,
} as const;

/** The table's type. */
export type Operations = typeof operations;
/** The name of an operation: logs, metrics and the OpenAPI document use it. */
export type OperationName = keyof Operations;

/** The path below which every operation stands. */
export const apiPrefix = '/api/v1';
