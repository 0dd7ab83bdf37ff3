// The work of one Store Transaction: instances on their way in, several at a time, each with its own result.
import type { Caller } from '../../access/index.ts';
import {
  type Delivery,
  type IngestDeps,
  ingestInstance,
  type Outcome,
  type Target,
} from '../../ingest/index.ts';
import { AppError, failure } from '../../platform/errors.ts';
import { codeOf, failureReasons } from './store-reasons.ts';
import type { InstanceUids, SopUids, StoreResult } from './store-response.ts';

/** Where instances are to go. */
export interface Destination {
  readonly target: Target;
  readonly studyInstanceUid?: string;
}

/** A Store Transaction under way. */
export interface StoreSession {
  readonly ingest: IngestDeps;
  readonly caller: Caller;
  readonly destination: Destination;
  /** In the order of the parts, of instances in one part in theirs. */
  readonly results: StoreResult[];
  readonly running: Set<Promise<void>>;
  /** The first thing that went wrong beyond one instance. */
  fault: { readonly error: unknown } | undefined;
}

/** Instances of a request at most: bounds the response, which names each. Parts too. */
export const partsMax = 50_000;
/** Instances of one request on their way to disk at the same time: they share syncs. More gain nothing. */
const storingMax = 8;

/** Whether a result says that the instance is kept. */
export function isKept({ code }: StoreResult): boolean {
  return code.kind === 'referenced';
}

/** Makes the result of an instance that is not stored. */
export function failedResult(uids: InstanceUids | undefined, reason: number): StoreResult {
  return { uids, code: { kind: 'failed', reason }, isRetrievable: false };
}

/** The place of the next result, failed until it is known better. Throws `payloadTooLarge`. */
export function addResult({ results }: StoreSession, uids?: InstanceUids, reason?: number): number {
  if (results.length >= partsMax) throw failure.payloadTooLarge(`At most ${partsMax} instances at once.`);
  return results.push(failedResult(uids, reason ?? failureReasons.processingFailure)) - 1;
}

/** Starts work whose result comes to a place, as soon as there is room for it. The session waits for its end. */
export async function start(
  { running, results }: StoreSession,
  position: number,
  work: () => Promise<StoreResult>,
): Promise<{ readonly whenDone: Promise<void> }> {
  while (running.size >= storingMax) await Promise.race(running);
  const settled: Promise<void> = work()
    .then((result) => {
      results[position] = result;
    })
    .finally(() => running.delete(settled));
  running.add(settled);
  return { whenDone: settled };
}

/** Never rejects: what goes wrong is the result of this instance, and remembered. */
export async function storeInstance(
  session: StoreSession,
  bytes: AsyncIterable<Uint8Array>,
  statedUids?: InstanceUids,
): Promise<StoreResult> {
  const { ingest, caller, destination } = session;
  let uids = statedUids;
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
    return resultOf(await ingestInstance(ingest, bytes, delivery), uids);
  } catch (error) {
    return faultResult(session, error, uids);
  }
}

/** The result of an instance at which something went wrong that is not its own; it is remembered. */
export function faultResult(session: StoreSession, error: unknown, uids?: InstanceUids): StoreResult {
  session.fault ??= { error };
  const isOurs = error instanceof AppError && error.code === 'validation';
  return failedResult(uids, isOurs ? failureReasons.cannotUnderstand : failureReasons.outOfResources);
}

function resultOf(outcome: Outcome, uids: InstanceUids | undefined): StoreResult {
  const isRetrievable = outcome.kind === 'stored' || outcome.kind === 'duplicate';
  return { uids, sop: uids ?? sopOf(outcome), code: codeOf(outcome), isRetrievable };
}

function sopOf(outcome: Outcome): SopUids | undefined {
  if (outcome.kind !== 'rejected' || outcome.sopInstanceUid === null) return undefined;
  const { sopClassUid, sopInstanceUid } = outcome;
  return sopClassUid === undefined ? undefined : { sopClassUid, sopInstanceUid };
}
