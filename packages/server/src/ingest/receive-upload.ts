// One upload: many files, one after the other off the wire, stored several at a time, each with its own verdict.
import { createWriteStream } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Upload } from '@lumenbox/contract';
import type { RealmScope } from '../access/index.ts';
import type { Origin } from '../audit/index.ts';
import { countOutcomes, loadUpload, type OpenUpload, type UploadCounts } from '../features/uploads/index.ts';
import { failure } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { Target } from './assign.ts';
import { closeUpload } from './close-upload.ts';
import { FileFault, type IncomingFile, isLitter, isZip, peek } from './incoming-file.ts';
import { type Delivery, type IngestDeps, ingestInstance, refuseFile } from './ingest-instance.ts';
import { ignored, type Outcome, type Refusal, rejected, rejectedInZip } from './outcome.ts';
import { type RefusedFile, zipFiles } from './zip-files.ts';

/** Who sends an upload, and for whom. */
export interface UploadRequest {
  readonly scope: RealmScope;
  readonly origin: Origin;
  readonly target: Target;
  /** Store also what names another person than the record does; a single file may say so as well. */
  readonly acceptMismatch: boolean;
  /** How it comes in: `http`, `import`, `demo`. */
  readonly source: string;
  /** Told of each file as soon as its outcome is durable. */
  readonly onFile?: (file: { name: string; outcome: Outcome }) => void;
}

/** Instances of one upload on their way to disk at the same time: they share syncs. More gain nothing. */
const storingMax = 8;

interface Session {
  readonly request: UploadRequest;
  readonly upload: OpenUpload;
  readonly running: Set<Promise<void>>;
  readonly outcomes: { outcome: Outcome['kind'] }[];
  /** When the last image came for each study. */
  readonly studies: Map<string, string>;
  nextPosition: number;
  fault: { readonly error: unknown } | undefined;
}

/**
 * Takes an upload in. Resolves when all of it is durable; `undefined` when it held no file. When it breaks off, what
 * was complete stays, the upload is `failed`, and the fault is thrown.
 */
export async function receiveUpload(
  deps: IngestDeps,
  request: UploadRequest,
  files: AsyncIterable<IncomingFile>,
): Promise<Upload | undefined> {
  const session = openSession(deps, request);
  try {
    for await (const file of files) {
      await takeFile(deps, session, file, { isInZip: false });
      if (session.fault !== undefined) break;
    }
  } catch (error) {
    session.fault ??= { error };
  }
  await Promise.all(session.running);
  if (session.outcomes.length > 0) await finish(deps, session);
  if (session.fault !== undefined) throw session.fault.error;
  return session.outcomes.length === 0 ? undefined : loadUpload(deps, request.scope, session.upload.id);
}

function openSession(deps: IngestDeps, request: UploadRequest): Session {
  const { scope, origin, target, source } = request;
  const patientId = target.kind === 'record' ? target.record.id : null;
  return {
    request,
    upload: { id: newId(), scope, origin, patientId, source, createdAt: deps.clock.now() },
    running: new Set(),
    outcomes: [],
    studies: new Map(),
    nextPosition: 0,
    fault: undefined,
  };
}

/** Resolves when the file's bytes have been read; its storing goes on. */
async function takeFile(
  deps: IngestDeps,
  session: Session,
  file: IncomingFile,
  options: { isInZip: boolean },
): Promise<void> {
  if (isLitter(file.name)) {
    await drain(file.bytes);
    return refuse(deps, session, file.name, ignored('not-dicom'));
  }
  const peeked = await peek(file.bytes).catch(fileFault);
  if (peeked instanceof FileFault) return refuse(deps, session, file.name, rejected(peeked.reason));
  const { head, whole } = peeked;
  if (!isZip(head)) return takeInstance(deps, session, { ...file, bytes: whole });
  if (!options.isInZip) return takeZip(deps, session, { ...file, bytes: whole });
  await drain(whole);
  return refuse(deps, session, file.name, rejected('zip-nested'));
}

async function takeInstance(deps: IngestDeps, session: Session, file: IncomingFile): Promise<void> {
  while (session.running.size >= storingMax) await Promise.race(session.running);
  if (session.fault !== undefined) return;
  const delivery = deliveryOf(session, file);
  const { bytes, whenRead } = noticeEnd(file.bytes);
  const work = ingestInstance(deps, bytes, delivery)
    .catch((error: unknown) => refuseFile(deps, delivery, rejected(fileFault(error).reason)))
    .then(
      (outcome) => settle(deps, session, file.name, outcome),
      (error: unknown) => {
        session.fault ??= { error };
      },
    );
  const running = work.finally(() => session.running.delete(running));
  session.running.add(running);
  await Promise.race([whenRead, running]);
}

/** The fault of one file, as a value. Throws what is more than that. */
function fileFault(error: unknown): FileFault {
  if (error instanceof FileFault) return error;
  throw error;
}

function deliveryOf(session: Session, file: Omit<IncomingFile, 'bytes'>): Delivery {
  const { scope, origin, target } = session.request;
  const place = { upload: session.upload, position: session.nextPosition, name: file.name };
  session.nextPosition += 1;
  return {
    scope,
    origin,
    target,
    isExpected: file.isExpected,
    acceptMismatch: session.request.acceptMismatch || file.acceptMismatch === true,
    place,
  };
}

function settle(deps: IngestDeps, session: Session, name: string, outcome: Outcome): void {
  session.outcomes.push({ outcome: outcome.kind });
  if (outcome.kind === 'stored') session.studies.set(outcome.studyId, deps.clock.now());
  session.request.onFile?.({ name, outcome });
}

async function refuse(deps: IngestDeps, session: Session, name: string, outcome: Refusal): Promise<void> {
  const delivery = deliveryOf(session, { name, isExpected: false });
  settle(deps, session, name, await refuseFile(deps, delivery, outcome));
}

/** A zip's directory stands at its end: it is kept in the spool folder while its files are read. */
async function takeZip(deps: IngestDeps, session: Session, file: IncomingFile): Promise<void> {
  const path = await deps.archive.objects.newSpoolPath();
  try {
    const isWhole = await writeSpool(path, file.bytes, deps.bytesMax);
    if (!isWhole) return await refuse(deps, session, file.name, rejected('zip-too-large'));
    for await (const entry of zipFiles(path, { unpackedBytesMax: deps.bytesMax })) {
      const name = [file.name, entry.name].filter((part) => part !== '').join('/');
      if (isRefused(entry)) await refuse(deps, session, name, rejectedInZip(entry));
      else await takeFile(deps, session, { ...file, ...entry, name }, { isInZip: true });
      if (session.fault !== undefined) return;
    }
  } catch (error) {
    throw asUnavailable(error);
  } finally {
    await unlink(path).catch(() => undefined);
  }
}

function isRefused(entry: IncomingFile | RefusedFile): entry is RefusedFile {
  return 'refusal' in entry;
}

/** Writes bytes to a file; false, with the rest read and dropped, when they are more than the limit. */
async function writeSpool(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
  bytesMax: number,
): Promise<boolean> {
  let size = 0;
  const limited = async function* () {
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size <= bytesMax) yield chunk;
    }
  };
  await pipeline(Readable.from(limited()), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
  return size <= bytesMax;
}

function asUnavailable(error: unknown): unknown {
  if ((error as { code?: unknown } | null)?.code !== 'ENOSPC') return error;
  return failure.unavailable('The images cannot be stored at the moment. Send them again later.', error);
}

async function drain(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _chunk of bytes);
}

/** The same bytes, and a promise of the moment when nobody reads them any more. */
function noticeEnd(bytes: AsyncIterable<Uint8Array>): {
  bytes: AsyncIterable<Uint8Array>;
  whenRead: Promise<void>;
} {
  let tell: () => void = () => undefined;
  const whenRead = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const noticed = async function* () {
    try {
      yield* bytes;
    } finally {
      tell();
    }
  };
  return { bytes: noticed(), whenRead };
}

/** Says how the upload ended, and that its studies can be looked at unless others still send for them. */
async function finish(deps: IngestDeps, session: Session): Promise<void> {
  const { upload, studies, outcomes, fault } = session;
  const counts: UploadCounts = countOutcomes(outcomes);
  const status = fault === undefined ? 'complete' : 'failed';
  const write = closeUpload(deps, upload, { studies, counts, status });
  // The first fault says more than that its consequence could not be written down.
  await (fault === undefined ? write : write.catch(() => undefined));
}
