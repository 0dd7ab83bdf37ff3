// From what became of an instance to the status of its C-STORE (PS3.4 B.2.3). A table, no work.
import type { CommandSet } from '@lumenbox/dicom/network';
import { statuses, storeStatuses } from '@lumenbox/dicom/network';
import type { Outcome } from '../../ingest/index.ts';
import { isDatabaseAway } from '../../platform/database/index.ts';
import { AppError } from '../../platform/errors.ts';

type Answer = Pick<CommandSet, 'errorComment'> & { status: number };
type RejectReason = Extract<Outcome, { kind: 'rejected' }>['reason'];

/** Refusals that say something else than that the data set cannot be understood. */
const rejectStatuses: Partial<Record<RejectReason, number>> = {
  'too-large': storeStatuses.outOfResources,
  'header-too-large': storeStatuses.outOfResources,
  'inflate-too-large': storeStatuses.outOfResources,
  'missing-uid': storeStatuses.dataSetDoesNotMatchSopClass,
  'bad-uid': storeStatuses.dataSetDoesNotMatchSopClass,
  'missing-sop-class': storeStatuses.dataSetDoesNotMatchSopClass,
  'missing-image-attributes': storeStatuses.dataSetDoesNotMatchSopClass,
  'other-instance': storeStatuses.dataSetDoesNotMatchSopClass,
  'not-cleanable': statuses.notAuthorized,
};

/** LO: at most 64 characters (PS3.5 6.2). */
const commentCharactersMax = 64;

/** The status that tells an outcome. What is held is safe: its sender has done its work. */
export function statusOfOutcome(outcome: Outcome): Answer {
  switch (outcome.kind) {
    case 'stored':
    case 'duplicate':
    case 'held':
      return { status: statuses.success };
    case 'ignored':
      return failed(storeStatuses.dataSetDoesNotMatchSopClass, outcome.sentence);
    case 'rejected':
      return failed(rejectStatuses[outcome.reason] ?? storeStatuses.cannotUnderstand, outcome.sentence);
  }
}

/** The status of a failure that has no outcome: nothing was stored, and sending again is safe. */
export function statusOfError(error: unknown): Answer {
  if (isDatabaseAway(error) || (error instanceof AppError && error.code === 'unavailable'))
    return failed(storeStatuses.outOfResources, 'Not at the moment. Send it again later.');
  if (error instanceof AppError && error.code === 'notFound')
    return failed(statuses.notAuthorized, 'The case that this peer stores into is gone.');
  return failed(statuses.processingFailure, 'The instance could not be stored.');
}

function failed(status: number, comment: string): Answer {
  return { status, errorComment: comment.slice(0, commentCharactersMax) };
}
