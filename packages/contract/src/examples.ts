// An example of every operation: what is sent and what comes back. Tests hold them against the schemas.
import type { z } from 'zod';
import { administrationExamples } from './examples-administration.ts';
import { changeExamples } from './examples-changes.ts';
import { deidentificationExamples } from './examples-deidentification.ts';
import { inboxExamples } from './examples-inbox.ts';
import { keyImageExamples } from './examples-key-images.ts';
import { measurementExamples } from './examples-measurements.ts';
import { peerExamples } from './examples-peers.ts';
import { recordExamples } from './examples-records.ts';
import { reportExamples } from './examples-reports.ts';
import { reviewQueueExamples } from './examples-review-queue.ts';
import { studyExamples } from './examples-studies.ts';
import { transferExamples } from './examples-transfers.ts';
import { worklistViewExamples } from './examples-worklist-views.ts';
import type { AnswerOf } from './operations/define.ts';
import type { OperationName, Operations } from './operations/index.ts';

/** An example call of one operation. */
export interface Example<N extends OperationName> {
  /** The fields that are sent, in the query string or in the body. */
  readonly request: z.input<Operations[N]['input']>;
  /** The body that comes back; undefined where there is none. */
  readonly answer: AnswerOf<Operations[N]>;
  /** Further requests worth showing, by a title. */
  readonly otherRequests?: Readonly<Record<string, z.input<Operations[N]['input']>>>;
  /** Further answers worth showing, by a title. */
  readonly otherAnswers?: Readonly<Record<string, AnswerOf<Operations[N]>>>;
}
/** Examples of some operations. */
export type Examples<N extends OperationName> = { readonly [Name in N]: Example<Name> };

/** The example of every operation. */
export const examples: Examples<OperationName> = {
  ...recordExamples,
  ...studyExamples,
  ...inboxExamples,
  ...reportExamples,
  ...reviewQueueExamples,
  ...administrationExamples,
  ...peerExamples,
  ...transferExamples,
  ...deidentificationExamples,
  ...measurementExamples,
  ...keyImageExamples,
  ...changeExamples,
  ...worklistViewExamples,
};
