// What each operation of tus does: it reads the headers, calls the feature, and says in headers what came of it.
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Caller } from '../../access/index.ts';
import {
  appendBytes,
  beginPart,
  findPart,
  findSettledPart,
  type ResumableDeps,
  terminatePart,
  type UploadPart,
} from '../../features/resumable-uploads/index.ts';
import { failure } from '../../platform/errors.ts';
import type { RequestFacts } from '../../platform/http/index.ts';
import {
  appendixType,
  type Checksum,
  checksumAlgorithms,
  demandAppendix,
  demandVersion,
  mediaTypeOf,
  readBytes,
  readChecksum,
  readLength,
  tusVersion,
} from './headers.ts';
import type { TusOperationName } from './operations.ts';
import { refusal } from './refusal.ts';
import { readUploadMetadata } from './upload-metadata.ts';

/** A request, once its sender is known to be allowed to make it. */
export interface TusCall {
  readonly caller: Caller | undefined;
  readonly id: string;
  readonly request: RequestFacts;
}

/** What goes over the wire: never a body. */
export interface TusAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Answers one operation. */
export type TusHandler = (call: TusCall) => Promise<TusAnswer>;

const extensions = ['creation', 'creation-with-upload', 'expiration', 'checksum', 'termination'];

/** Makes the handlers. */
export function createTusHandlers(deps: ResumableDeps): Readonly<Record<TusOperationName, TusHandler>> {
  const describe: TusHandler = async () => ({
    status: 204,
    headers: {
      'Tus-Version': tusVersion,
      'Tus-Extension': extensions.join(','),
      'Tus-Max-Size': String(deps.limits.bytesMax),
      'Tus-Checksum-Algorithm': checksumAlgorithms.join(','),
    },
  });
  return {
    describeServer: describe,
    describeServerAtUpload: describe,
    createUpload: forCallers((caller, call) => create(deps, caller, call)),
    showOffset: forCallers(async (caller, { id }) => {
      const part = await findSettledPart(deps, caller, id);
      return { status: 200, headers: { ...lengthHeaders(part), ...progressHeaders(part) } };
    }),
    appendBytes: forCallers(async (caller, { id, request }) => {
      const part = await findPart(deps, caller, id);
      demandAppendix(request.headers);
      const startBytes = readBytes(request.headers, 'Upload-Offset');
      const after = await append(deps, caller, { part, startBytes, request });
      return { status: 204, headers: progressHeaders(after) };
    }),
    terminateUpload: forCallers(async (caller, { id }) => {
      await terminatePart(deps, caller, await findPart(deps, caller, id));
      return { status: 204, headers: {} };
    }),
  };
}

/** The version is looked at before anything else of the request; who sends it is known by then. */
function forCallers(handle: (caller: Caller, call: TusCall) => Promise<TusAnswer>): TusHandler {
  return async (call) => {
    if (call.caller === undefined) throw failure.unauthenticated();
    demandVersion(call.request.headers);
    return handle(call.caller, call);
  };
}

async function create(deps: ResumableDeps, caller: Caller, { request }: TusCall): Promise<TusAnswer> {
  const { headers } = request;
  const sizeBytes = readLength(headers);
  const metadata = readUploadMetadata(String(headers['upload-metadata'] ?? ''));
  const hasBytes = mediaTypeOf(headers) === appendixType;
  // What can be told to be refused is refused before there is an upload, whose address nobody would learn.
  if (hasBytes) {
    demandAppendix(headers);
    demandRoom(request, { startBytes: 0, sizeBytes });
    readChecksum(headers);
  }
  let part = await beginPart(deps, caller, { sizeBytes, ...metadata });
  // A part that is there already stands where it stands: the client goes on from there.
  if (hasBytes && part.receivedBytes === 0)
    part = await append(deps, caller, { part, startBytes: 0, request });
  return {
    status: 201,
    headers: { Location: `${request.baseUrl}/files/${part.id}`, ...progressHeaders(part) },
  };
}

async function append(
  deps: ResumableDeps,
  caller: Caller,
  options: { part: UploadPart; startBytes: number; request: RequestFacts },
): Promise<UploadPart> {
  const { part, startBytes, request } = options;
  if (startBytes === part.receivedBytes) demandRoom(request, { startBytes, sizeBytes: part.sizeBytes });
  const checksum = readChecksum(request.headers);
  const bytes = bytesOf(request.body);
  return appendBytes(deps, caller, part, {
    startBytes,
    bytes: checksum === undefined ? bytes : checked(bytes, checksum),
    isAllOrNothing: checksum !== undefined,
  });
}

/** Throws `payloadTooLarge` when a body is said to be longer than what is still to come. */
function demandRoom(
  { headers }: RequestFacts,
  { startBytes, sizeBytes }: { startBytes: number; sizeBytes: number },
): void {
  if (startBytes + Number(headers['content-length'] ?? 0) > sizeBytes)
    throw failure.payloadTooLarge('These are more bytes than the upload was said to have.');
}

/** The bytes of a body, whose connection stays open when they are refused: the answer goes out on it. */
async function* bytesOf(body: Readable): AsyncIterable<Uint8Array> {
  for await (const chunk of body.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
}

/** The same bytes. Throws behind the last of them when they are others than were meant. */
async function* checked(bytes: AsyncIterable<Uint8Array>, checksum: Checksum): AsyncIterable<Uint8Array> {
  const hash = createHash(checksum.algorithm);
  for await (const chunk of bytes) {
    hash.update(chunk);
    yield chunk;
  }
  if (!hash.digest().equals(checksum.digest)) throw refusal.checksum();
}

function lengthHeaders(part: UploadPart): Record<string, string> {
  return {
    'Upload-Length': String(part.sizeBytes),
    ...(part.metadata === '' ? {} : { 'Upload-Metadata': part.metadata }),
  };
}

function progressHeaders(part: UploadPart): Record<string, string> {
  return {
    'Upload-Offset': String(part.receivedBytes),
    ...(part.expiresAt === null ? {} : { 'Upload-Expires': new Date(part.expiresAt).toUTCString() }),
    'Lumenbox-Upload-Id': part.uploadId,
  };
}
