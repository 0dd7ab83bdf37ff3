// The statuses that are answered: of storage as the tables of the code have them, of queries and retrievals each with its meaning.
// A status without a meaning here does not compile.
import { type ErrorCode, errorCodes } from '@lumenbox/contract';
import { queryRetrieveStatuses, statuses, storeStatuses } from '@lumenbox/dicom/network';
import { type RejectReason, rejected } from '../../src/ingest/outcome.ts';
import { AppError, failure } from '../../src/platform/errors.ts';
import { asBadRequest } from '../../src/platform/http/index.ts';
import {
  failureReasons,
  rejectionReasons,
  warningReasons,
} from '../../src/protocols/dicomweb/store-reasons.ts';
import { statusOfError, statusOfOutcome } from '../../src/protocols/dimse/store-status.ts';
import { errorAnswer } from '../../src/protocols/http/index.ts';
import { code, statusText, table } from './markdown.ts';

/**
 * Reasons that an instance can have which comes by itself: not those of zips, of what is said of a form's files and of what came
 * by tus, which are of uploads alone.
 */
const reasonsOfOthers: readonly string[] = ['bad-statement', 'still-identified', 'not-taken-in'];
const reasons = (Object.keys(rejectionReasons) as RejectReason[]).filter(
  (reason) => !reason.startsWith('zip-') && !reasonsOfOthers.includes(reason),
);
/** Over DIMSE nobody names a study or a case to store to. */
const reasonsOfDestinations: readonly RejectReason[] = ['other-study', 'not-cleanable'];
/** Over DICOMweb nobody announces an instance. */
const reasonsOfAnnouncements: readonly RejectReason[] = ['other-instance'];

/** Sentences by the status that they are answered with. */
function grouped(entries: readonly (readonly [status: number, sentence: string])[]): string[][] {
  const byStatus = Map.groupBy(entries, ([status]) => status);
  return [...byStatus]
    .sort(([first], [second]) => first - second)
    .map(([status, list]) => [
      statusText(status),
      [...new Set(list.map(([, sentence]) => sentence))].join(' '),
    ]);
}

/** What C-STORE is answered. */
export function storeStatusesTable(): string {
  const refusals = reasons
    .filter((reason) => !reasonsOfDestinations.includes(reason))
    .map((reason) => [statusOfOutcome(rejected(reason)).status, rejected(reason).sentence] as const);
  return table(
    ['Status', 'When'],
    grouped([
      [
        statuses.success,
        'The instance is durable: stored, here already, or held until somebody says whose it is or, for a case, that it carries no identity.',
      ],
      ...refusals,
      [storeStatuses.cannotUnderstand, 'The request has no data set or no SOP Instance UID.'],
      [statuses.sopClassNotSupported, 'The SOP class is not that of the presentation context.'],
      [
        statuses.notAuthorized,
        'The peer may not store; the case that it stores into is gone; or no image for a case can be made of what it sent.',
      ],
      [
        statusOfError(failure.unavailable('Away.')).status,
        'The disk, the bucket or the database cannot take it at the moment: send it again later.',
      ],
      [
        statusOfError(new Error('x')).status,
        'A fault of ours. Nothing was stored; sending it again is safe.',
      ],
    ]),
  );
}

const queryMeanings: Readonly<
  Record<keyof typeof queryRetrieveStatuses, { readonly by: string; readonly when: string }>
> = {
  outOfResources: {
    by: 'FIND, MOVE, GET',
    when: 'The identifier is too long, the query too broad, or there are more matches than are told.',
  },
  cannotCountMatches: { by: 'MOVE, GET', when: 'More instances than the counts of the responses can hold.' },
  cannotPerformSubOperations: { by: 'MOVE, GET', when: 'Not one instance could be sent.' },
  moveDestinationUnknown: { by: 'MOVE', when: 'The destination is no peer of the realm with host and port.' },
  identifierDoesNotMatchSopClass: {
    by: 'FIND, MOVE, GET',
    when: 'The level is missing or not of the model, a unique key of a retrieval is missing, a value is none of its VR, or a list is too long.',
  },
  unableToProcess: { by: 'FIND, MOVE, GET', when: 'The identifier cannot be read, or a fault of ours.' },
  failuresOrWarnings: {
    by: 'MOVE, GET',
    when: 'Some instances could not be sent, and Failed SOP Instance UID List names them; or the receiver took some with a warning.',
  },
};

/** What C-FIND, C-MOVE and C-GET are answered. */
export function queryStatusesTable(): string {
  const general: [number, string, string][] = [
    [statuses.success, 'FIND, MOVE, GET', 'All matches are told; all instances are sent.'],
    [statuses.pending, 'FIND, MOVE, GET', 'A match; a sub-operation is done and more remain.'],
    [
      statuses.pendingWithWarning,
      'FIND',
      'A match, and a key that cannot be told, or had a value that nothing is searched by.',
    ],
    [statuses.cancel, 'FIND, MOVE, GET', 'Ended by C-CANCEL.'],
    [
      statuses.sopClassNotSupported,
      'FIND, MOVE, GET',
      'The SOP class is not that of the presentation context.',
    ],
  ];
  const own = Object.entries(queryMeanings).map(([name, { by, when }]): [number, string, string] => [
    queryRetrieveStatuses[name as keyof typeof queryRetrieveStatuses],
    by,
    when,
  ]);
  return table(
    ['Status', 'Of', 'When'],
    [...general, ...own]
      .sort(([first], [second]) => first - second)
      .map(([status, by, when]) => [statusText(status), by, when]),
  );
}

/** What the N-ACTION of storage commitment is answered. */
export function commitmentStatusesTable(): string {
  const rows: [number, string][] = [
    [statuses.success, 'The question is kept, and will be answered by N-EVENT-REPORT.'],
    [statuses.processingFailure, 'A fault of ours; ask again.'],
    [statuses.noSuchSopInstance, 'Another than the well-known instance.'],
    [statuses.invalidArgument, 'No data set, no transaction UID, or no reference.'],
    [statuses.noSuchSopClass, 'Another class than that of the presentation context.'],
    [statuses.noSuchActionType, 'Another action than Request Storage Commitment.'],
  ];
  return table(
    ['Status', 'When'],
    rows.sort(([first], [second]) => first - second).map(([status, when]) => [statusText(status), when]),
  );
}

const warningMeanings: Readonly<Record<keyof typeof warningReasons, string>> = {
  duplicate: 'The very same bytes were here already.',
  duplicateOfOtherBytes: 'Another file of the SOP Instance UID was here already, and stays.',
  held: 'It is durable, and held until somebody says whose it is or, for a case, that it carries no identity; it cannot be retrieved yet.',
  replaced: 'Stored in the place of other bytes under its SOP Instance UID, as the realm wants it.',
};

/** The reasons in the response of a Store Transaction. */
export function storeReasonsTable(): string {
  const failures = reasons
    .filter((reason) => !reasonsOfAnnouncements.includes(reason))
    .map((reason) => [rejectionReasons[reason], rejected(reason).sentence] as const);
  const rows = grouped([
    ...failures,
    [failureReasons.outOfResources, 'It cannot be taken at the moment: send it again later.'],
    [failureReasons.bulkDataMissing, 'Metadata names bulk data that did not come, or not as one part.'],
    [
      failureReasons.bulkDataMismatch,
      'Bulk data is not what its media type says, there are more or fewer frames than the metadata says, a picture is sent for anything but the pixels, or it belongs to no metadata.',
    ],
    [
      failureReasons.transferSyntaxNotSupported,
      'Pixels are of a media type that no transfer syntax has (`image/png`, `image/gif`), or a film does not say its `transfer-syntax`.',
    ],
    [failureReasons.cannotUnderstand, 'Metadata is not in the form of its media type.'],
  ]).map(([reason = '', when = '']) => ['Failure Reason (0008,1197)', reason, when]);
  const warnings = Object.entries(warningMeanings).map(([name, when]) => [
    'Warning Reason (0008,1196)',
    statusText(warningReasons[name as keyof typeof warningReasons]),
    when,
  ]);
  return table(['Attribute', 'Code', 'When'], [...rows, ...warnings]);
}

/** The statuses of refusals over HTTP. */
export function httpStatusesTable(): string {
  const entries = Object.entries(errorCodes).map(
    ([name, when]) => [asBadRequest(errorAnswer(new AppError(name as ErrorCode, ''))).status, when] as const,
  );
  const byStatus = Map.groupBy(entries, ([status]) => status);
  return table(
    ['Status', 'When'],
    [...byStatus]
      .sort(([first], [second]) => first - second)
      .map(([status, list]) => [code(String(status)), list.map(([, when]) => when).join(' ')]),
  );
}
