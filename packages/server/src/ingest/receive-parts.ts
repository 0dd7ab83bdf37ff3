// The work that follows a resumable part: its bytes take the same way in as those of one request, once in effect.
import { Readable } from 'node:stream';
import { grantScope, type RealmScope } from '../access/index.ts';
import { readPieces } from '../archive/index.ts';
import {
  endResumable,
  failResumable,
  openUploadOf,
  receivePartsJob,
  settlePart,
  takePart,
  type WholePart,
} from '../features/resumable-uploads/index.ts';
import { markViewable } from '../features/studies/index.ts';
import { handleJob, type JobHandler } from '../jobs/index.ts';
import { AppError } from '../platform/errors.ts';
import type { RealmId } from '../platform/ids.ts';
import type { Target } from './assign.ts';
import { readFormFiles } from './form-files.ts';
import type { IncomingFile } from './incoming-file.ts';
import type { IngestDeps } from './ingest-instance.ts';
import { explainOutcome, rejected } from './outcome.ts';
import { type ReceivedFiles, receiveFiles } from './receive-files.ts';
import type { RefusedFile } from './zip-files.ts';

type UploadOfRealm = { realmId: string; uploadId: string };

/**
 * The job's work: one part a run, so that uploads take turns. A run that was killed is done again from the first byte:
 * what is stored is there already, and each file keeps its first verdict.
 */
export function receiveParts(deps: IngestDeps): JobHandler {
  const receive = async ({ realmId, uploadId }: UploadOfRealm, signal: AbortSignal) => {
    const scope = grantScope(realmId as RealmId, 'job');
    const whole = await takePart(deps, scope, uploadId);
    if (whole === undefined) return;
    const received = await receivePart(deps, scope, { whole, signal });
    await deps.database.transaction(async (trx) => {
      await markViewable(trx, scope, received.studies);
      const ending = await settlePart(deps, trx, scope, whole.part);
      if (ending !== undefined) await endResumable(deps, trx, scope, ending);
    });
  };
  const giveUp = async ({ realmId, uploadId }: UploadOfRealm) => {
    const scope = grantScope(realmId as RealmId, 'job');
    const reason = explainOutcome(rejected('not-taken-in'));
    await deps.database.transaction((trx) => failResumable(deps, trx, scope, { id: uploadId, reason }));
  };
  return handleJob(receivePartsJob, receive, giveUp);
}

/** Takes the files in. Throws what trying again may mend; what the sender has done is a verdict. */
async function receivePart(
  deps: IngestDeps,
  scope: RealmScope,
  { whole, signal }: { whole: WholePart; signal: AbortSignal },
): Promise<ReceivedFiles> {
  const upload = openUploadOf(scope, whole.upload);
  const { origin, source } = upload;
  const { record } = whole;
  const target: Target = record === null ? { kind: 'match' } : { kind: 'record', record };
  const acceptMismatch = whole.upload.accept_mismatch === 1;
  const request = { scope, origin, source, target, acceptMismatch };
  const line = openPart(deps, scope, whole, signal);
  const { firstPosition } = whole;
  const isOneOfSeveral = whole.upload.part_count > 1;
  const part = isOneOfSeveral ? { part: { number: whole.part.number, firstPosition } } : {};
  const options = { request, upload, firstPosition, ...part };
  const received = await receiveFiles(deps, options, line.files());
  if (received.fault === undefined) return received;
  if (!line.isReadable() || !isOfSender(received.fault.error)) throw received.fault.error;
  const broken: RefusedFile = { name: whole.part.name, refusal: 'form-broken', unreadCount: 0 };
  const rest = { ...options, firstPosition: received.nextPosition };
  const noted = await receiveFiles(deps, rest, listOf(broken));
  if (noted.fault !== undefined) throw noted.fault.error;
  return received;
}

async function* listOf(file: RefusedFile): AsyncIterable<RefusedFile> {
  yield file;
}

/** A form that is malformed or breaks off is so for ever. */
function isOfSender(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'validation' || error.code === 'payloadTooLarge');
}

/** The files of a part, and whether its bytes could be read. */
function openPart(
  deps: IngestDeps,
  scope: RealmScope,
  { part }: WholePart,
  signal: AbortSignal,
): { files(): AsyncIterable<IncomingFile>; isReadable(): boolean } {
  let isReadable = true;
  const bytes = async function* () {
    try {
      for await (const chunk of readPieces({ ...deps, db: deps.database.kysely }, scope, part.id)) {
        signal.throwIfAborted();
        yield chunk;
      }
    } catch (error) {
      isReadable = false;
      throw error;
    }
  };
  const files = async function* (): AsyncIterable<IncomingFile> {
    if (!/^multipart\/form-data\b/i.test(part.media_type)) {
      yield { name: part.name, bytes: bytes(), isExpected: true };
      return;
    }
    const body = Readable.from(bytes(), { objectMode: false });
    try {
      yield* readFormFiles({ contentType: part.media_type, body }, { bytesMax: part.size_bytes });
    } finally {
      body.destroy();
    }
  };
  return { files, isReadable: () => isReadable };
}
