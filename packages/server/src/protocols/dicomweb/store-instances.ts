// Store Transaction (PS3.18 10.5): parts off the wire into the way in, several at a time, each with its own result. It
// decides nothing about an instance.
import type { Caller } from '../../access/index.ts';
import type { Audit } from '../../audit/index.ts';
import { selectRecord } from '../../features/patients/index.ts';
import {
  type Delivery,
  type IngestDeps,
  ingestInstance,
  type Outcome,
  type Target,
} from '../../ingest/index.ts';
import type { Database } from '../../platform/database/index.ts';
import { AppError, failure } from '../../platform/errors.ts';
import type { RequestFacts } from '../../platform/http/index.ts';
import type { Answer, Call, Handlers } from './handler.ts';
import { bodyBytes, type IncomingPart, incomingParts } from './incoming-parts.ts';
import { acceptedRanges, parseMediaType } from './media-types.ts';
import { uidsOf } from './resources.ts';
import { codeOf, failureReasons } from './store-reasons.ts';
import { type InstanceUids, type StoreResult, storeResponse, storeStatus } from './store-response.ts';
import { writeDataSets } from './write-data-sets.ts';

/** What storing takes. */
export interface StoreDeps {
  readonly database: Database;
  readonly audit: Audit;
  readonly ingest: IngestDeps;
}

/** The handlers of the Store Transaction. */
export function createStoreHandlers(
  deps: StoreDeps,
): Handlers<'storeInstances' | 'storeStudyInstances' | 'storePatientInstances'> {
  return {
    storeInstances: (call) => storeInstances(deps, call, { target: { kind: 'match' } }),
    storeStudyInstances: (call) => {
      const { studyInstanceUid } = uidsOf({ study: call.parameters.study });
      return storeInstances(deps, call, { target: { kind: 'match' }, studyInstanceUid });
    },
    storePatientInstances: async (call) => {
      const record = await selectRecord(deps.database.kysely, call.caller.scope, call.parameters.patient);
      if (record === undefined) throw failure.notFound();
      return storeInstances(deps, call, { target: { kind: 'record', record } });
    },
  };
}

/** Where instances are to go. */
interface Destination {
  readonly target: Target;
  readonly studyInstanceUid?: string;
}

/** Parts of a request at most: bounds the response, which names each. */
export const partsMax = 50_000;
/** Instances of one request on their way to disk at the same time: they share syncs. More gain nothing. */
const storingMax = 8;

type StoreCall = Pick<Call<'storeInstances'>, 'caller' | 'query' | 'request'>;

async function storeInstances(deps: StoreDeps, call: StoreCall, destination: Destination): Promise<Answer> {
  const { caller, request } = call;
  const write = writeDataSets(acceptedRanges(call));
  const session: Session = { deps, caller, destination, results: [], running: new Set(), fault: undefined };
  await takeParts(session, openParts(request));
  await Promise.all(session.running);
  const { results } = session;
  // Nothing is stored and sending all of it again is safe: that is more than a failure of each.
  if (session.fault !== undefined && !results.some(isKept)) throw session.fault.error;
  if (results.length === 0) throw failure.validation({ body: ['The request body holds no instance.'] });
  note(session);
  const base = `${request.baseUrl}/dicomweb`;
  const { studyInstanceUid } = destination;
  return { ...write(storeResponse(results, { base, studyInstanceUid })), status: storeStatus(results) };
}

interface Session {
  readonly deps: StoreDeps;
  readonly caller: Caller;
  readonly destination: Destination;
  /** In the order of the parts. */
  readonly results: StoreResult[];
  readonly running: Set<Promise<void>>;
  /** The first thing that went wrong beyond one instance. */
  fault: { readonly error: unknown } | undefined;
}

function isKept({ code }: StoreResult): boolean {
  return code.kind === 'referenced';
}

/** The instances in a body. Throws `unsupportedMediaType`, `validation`. */
function openParts({ headers, body }: RequestFacts): AsyncIterable<IncomingPart> {
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    throw failure.unsupportedMediaType('Instances are sent as they are, without a Content-Encoding.');
  const media = parseMediaType(headers['content-type']);
  if (media?.type === 'application/dicom') return single(bodyBytes(body));
  const isOfInstances =
    (media?.parameters.get('type') ?? 'application/dicom').toLowerCase() === 'application/dicom';
  if (media?.type === 'multipart/related' && isOfInstances)
    return incomingParts(bodyBytes(body), media.parameters.get('boundary'));
  throw failure.unsupportedMediaType(
    'Send application/dicom, or multipart/related with parts of the type application/dicom.',
  );
}

async function* single(bytes: AsyncIterable<Uint8Array>): AsyncIterable<IncomingPart> {
  yield { headers: new Map(), bytes };
}

/** Reads the body as fast as it is stored. When it breaks off, the part that it breaks off in has failed, and is the last. */
async function takeParts(session: Session, parts: AsyncIterable<IncomingPart>): Promise<void> {
  try {
    for await (const part of parts) {
      if (session.results.length >= partsMax)
        throw failure.payloadTooLarge(`At most ${partsMax} instances at once.`);
      await takePart(session, part);
    }
  } catch (error) {
    session.fault ??= { error };
  }
}

/** Resolves when the part's bytes have been read; its storing goes on. */
async function takePart(session: Session, part: IncomingPart): Promise<void> {
  const { results, running } = session;
  while (running.size >= storingMax) await Promise.race(running);
  const position = results.length;
  results.push(failedResult(undefined, failureReasons.processingFailure));
  const type = parseMediaType(part.headers.get('content-type') ?? 'application/dicom');
  if (type?.type !== 'application/dicom') {
    results[position] = failedResult(undefined, failureReasons.cannotUnderstand);
    return;
  }
  const { bytes, whenRead } = noticeEnd(part.bytes);
  const work = storeInstance(session, bytes).then((result) => {
    results[position] = result;
  });
  const settled = work.finally(() => running.delete(settled));
  running.add(settled);
  await Promise.race([whenRead, settled]);
}

function failedResult(uids: InstanceUids | undefined, reason: number): StoreResult {
  return { uids, code: { kind: 'failed', reason }, isRetrievable: false };
}

/** Never rejects: what goes wrong is the result of this instance, and remembered. */
async function storeInstance(session: Session, bytes: AsyncIterable<Uint8Array>): Promise<StoreResult> {
  const { deps, caller, destination } = session;
  let uids: InstanceUids | undefined;
  const delivery: Delivery = {
    scope: caller.scope,
    origin: caller.origin,
    ...destination,
    isExpected: true,
    acceptMismatch: false,
    place: undefined,
    onIdentified: ({ sopClassUid, sopInstanceUid, studyInstanceUid, series }) => {
      uids = { sopClassUid, sopInstanceUid, studyInstanceUid, seriesInstanceUid: series.series_instance_uid };
    },
  };
  try {
    return resultOf(await ingestInstance(deps.ingest, bytes, delivery), uids);
  } catch (error) {
    session.fault ??= { error };
    const isOurs = error instanceof AppError && error.code === 'validation';
    return failedResult(uids, isOurs ? failureReasons.cannotUnderstand : failureReasons.outOfResources);
  }
}

function resultOf(outcome: Outcome, uids: InstanceUids | undefined): StoreResult {
  const isRetrievable = outcome.kind === 'stored' || outcome.kind === 'duplicate';
  return { uids, code: codeOf(outcome), isRetrievable };
}

/** One line of the audit trail for each study that something came for. */
function note({ deps, caller, results }: Session): void {
  const ofStudies = Map.groupBy(results, ({ uids }) => uids?.studyInstanceUid ?? '');
  for (const [studyInstanceUid, ofStudy] of ofStudies) {
    const stored = ofStudy.filter(isKept).length;
    deps.audit.recordRead(caller.origin, {
      event: 'imaging.received',
      ...(studyInstanceUid === '' ? {} : { object: { type: 'study', id: studyInstanceUid } }),
      details: { source: 'stow', received: ofStudy.length, stored },
    });
  }
}

/** The same bytes, and a promise of the moment when nobody reads them any more. */
function noticeEnd(bytes: AsyncIterable<Uint8Array>): {
  bytes: AsyncIterable<Uint8Array>;
  whenRead: Promise<void>;
} {
  const { promise, resolve } = Promise.withResolvers<void>();
  const noticed = async function* () {
    try {
      yield* bytes;
    } finally {
      resolve();
    }
  };
  return { bytes: noticed(), whenRead: promise };
}
