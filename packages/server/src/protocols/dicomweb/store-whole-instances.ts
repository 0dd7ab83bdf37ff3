// Parts of a Store Transaction that are whole instances (PS3.18 10.5.1.4): off the wire into the way in, one read, others being stored.
import type { IncomingPart } from './incoming-parts.ts';
import { parseMediaType } from './media-types.ts';
import { failureReasons } from './store-reasons.ts';
import { addResult, failedResult, type StoreSession, start, storeInstance } from './store-session.ts';

/** Reads the body as fast as it is stored. Throws what the body throws; what was whole before goes on. */
export async function takeWholeInstances(
  session: StoreSession,
  parts: AsyncIterable<IncomingPart>,
): Promise<void> {
  for await (const part of parts) await takePart(session, part);
}

/** Resolves when the part's bytes have been read; its storing goes on. */
async function takePart(session: StoreSession, part: IncomingPart): Promise<void> {
  const position = addResult(session);
  const type = parseMediaType(part.headers.get('content-type') ?? 'application/dicom');
  if (type?.type !== 'application/dicom') {
    session.results[position] = failedResult(undefined, failureReasons.cannotUnderstand);
    return;
  }
  const { bytes, whenRead } = noticeEnd(part.bytes);
  const { whenDone } = await start(session, position, () => storeInstance(session, bytes));
  await Promise.race([whenRead, whenDone]);
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
