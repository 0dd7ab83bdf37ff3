// Files, one after the other off the wire or out of a part, stored several at a time, each with its own verdict.
import { DeidentificationStatement } from '@lumenbox/contract';
import type { RealmScope } from '../access/index.ts';
import { storageFault } from '../archive/index.ts';
import type { Origin } from '../audit/index.ts';
import type { OpenUpload } from '../features/uploads/index.ts';
import { isForCase, keptName, type PlaceOfPart, type Target } from './assign.ts';
import { FileFault, type IncomingFile, isLitter, isZip, peek } from './incoming-file.ts';
import { type Delivery, type IngestDeps, ingestInstance, refuseFile } from './ingest-instance.ts';
import { ignored, type Outcome, type Refusal, rejected, rejectedInZip } from './outcome.ts';
import { spoolBytes } from './spool-store.ts';
import { type RefusedFile, zipFiles } from './zip-files.ts';

/** Who sends an upload, and for whom. */
export interface UploadRequest {
  readonly scope: RealmScope;
  readonly origin: Origin;
  readonly target: Target;
  /** Store also what names another person than the record does; a single file may say so as well. */
  readonly acceptMismatch: boolean;
  /** How it comes in: `http`, `tus`, `import`, `demo`. */
  readonly source: string;
  /** Told of each file as soon as its outcome is durable. */
  readonly onFile?: (file: { name: string; outcome: Outcome }) => void;
}

/** What became of files. */
export interface ReceivedFiles {
  readonly outcomes: readonly { outcome: Outcome['kind'] }[];
  /** When the last image came for each study. */
  readonly studies: ReadonlyMap<string, string>;
  /** The position behind the last file. */
  readonly nextPosition: number;
  /** Why the files behind were not read; what was complete is stored. */
  readonly fault: { readonly error: unknown } | undefined;
}

/** Instances of one upload on their way to disk at the same time: they share syncs. More gain nothing. */
const storingMax = 8;

interface Session {
  readonly request: UploadRequest;
  readonly upload: OpenUpload;
  readonly part: PlaceOfPart | undefined;
  readonly running: Set<Promise<void>>;
  readonly outcomes: { outcome: Outcome['kind'] }[];
  readonly studies: Map<string, string>;
  nextPosition: number;
  fault: { readonly error: unknown } | undefined;
}

/**
 * Takes files in, as those of an upload from a position on. Resolves when all of them are durable, or when it breaks off.
 * The same files at the same positions again change nothing.
 */
export async function receiveFiles(
  deps: IngestDeps,
  options: { request: UploadRequest; upload: OpenUpload; firstPosition: number; part?: PlaceOfPart },
  files: AsyncIterable<IncomingFile | RefusedFile>,
): Promise<ReceivedFiles> {
  const { request, upload, firstPosition } = options;
  const session: Session = {
    request,
    upload,
    part: options.part,
    running: new Set(),
    outcomes: [],
    studies: new Map(),
    nextPosition: firstPosition,
    fault: undefined,
  };
  try {
    for await (const file of files) {
      if (isRefused(file)) await refuse(deps, session, file.name, rejectedInZip(file));
      else await takeFile(deps, session, file, { isInZip: false });
      if (session.fault !== undefined) break;
    }
  } catch (error) {
    session.fault ??= { error };
  }
  await Promise.all(session.running);
  return session;
}

/** Resolves when the file's bytes have been read; its storing goes on. */
async function takeFile(
  deps: IngestDeps,
  session: Session,
  file: IncomingFile,
  options: { isInZip: boolean },
): Promise<void> {
  if (isLitter(file.name)) {
    await drain(file.bytes).catch(fileFault);
    return refuse(deps, session, file.name, ignored('not-dicom'));
  }
  const peeked = await peek(file.bytes).catch(fileFault);
  if (peeked instanceof FileFault) return refuse(deps, session, file.name, rejected(peeked.reason));
  const { head, whole } = peeked;
  const statement = statementOf(session, file, head);
  if (statement === 'bad') {
    await drain(whole);
    return refuse(deps, session, file.name, rejected('bad-statement'));
  }
  if (!isZip(head)) return takeInstance(deps, session, { ...file, bytes: whole }, statement);
  if (!options.isInZip) return takeZip(deps, session, { ...file, bytes: whole });
  await drain(whole);
  return refuse(deps, session, file.name, rejected('zip-nested'));
}

/** What a file says was done to it; `bad` when it says that otherwise than it can be said. */
function statementOf(
  { request }: Session,
  { statement }: IncomingFile,
  head: Uint8Array,
): DeidentificationStatement | 'bad' | undefined {
  if (statement === undefined) return undefined;
  if (isZip(head) || !isForCase(request.target)) return 'bad';
  try {
    return DeidentificationStatement.parse(JSON.parse(statement));
  } catch {
    return 'bad';
  }
}

async function takeInstance(
  deps: IngestDeps,
  session: Session,
  file: IncomingFile,
  statement: DeidentificationStatement | undefined,
): Promise<void> {
  while (session.running.size >= storingMax) await Promise.race(session.running);
  if (session.fault !== undefined) return;
  const delivery = { ...deliveryOf(session, file), statement };
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
  const { upload, part, nextPosition: position } = session;
  const place = { upload, position, name: keptName(target, { name: file.name, position, part }) };
  session.nextPosition += 1;
  return {
    scope,
    origin,
    target,
    isExpected: file.isExpected,
    acceptMismatch: session.request.acceptMismatch || file.acceptMismatch === true,
    heldSha256: file.heldSha256,
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

/** A zip's directory stands at its end: it is spooled while its files are read, sealed when they are originals for a case. */
async function takeZip(deps: IngestDeps, session: Session, file: IncomingFile): Promise<void> {
  const { memory, bytesMax } = deps;
  const { objects } = deps.archive;
  const options = { bytesMax, isSecret: isForCase(session.request.target) };
  const spooled = await spoolBytes({ objects, memory }, file.bytes, options).catch(storageFault);
  if (spooled === 'too-large') return refuse(deps, session, file.name, rejected('zip-too-large'));
  try {
    for await (const entry of zipFiles(spooled, { unpackedBytesMax: bytesMax })) {
      const name = [file.name, entry.name].filter((part) => part !== '').join('/');
      if (isRefused(entry)) await refuse(deps, session, name, rejectedInZip(entry));
      else await takeFile(deps, session, { ...file, ...entry, name }, { isInZip: true });
      if (session.fault !== undefined) return;
    }
  } catch (error) {
    storageFault(error);
  } finally {
    await spooled.release();
  }
}

function isRefused(entry: IncomingFile | RefusedFile): entry is RefusedFile {
  return 'refusal' in entry;
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
