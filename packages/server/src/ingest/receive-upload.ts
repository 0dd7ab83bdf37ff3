// One upload that comes in one go: by one request, one import, one decision about what was held.
import type { Upload } from '@lumenbox/contract';
import { countOutcomes, loadUpload, type OpenUpload } from '../features/uploads/index.ts';
import { AppError } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { closeUpload } from './close-upload.ts';
import type { IncomingFile } from './incoming-file.ts';
import type { IngestDeps } from './ingest-instance.ts';
import { type ReceivedFiles, receiveFiles, type UploadRequest } from './receive-files.ts';

/**
 * Takes an upload in. Resolves when all of it is durable; `undefined` when it held no file. When it breaks off, what
 * was complete stays, the upload is `failed`, and the fault is thrown, with the upload in its details.
 */
export async function receiveUpload(
  deps: IngestDeps,
  request: UploadRequest,
  files: AsyncIterable<IncomingFile>,
): Promise<Upload | undefined> {
  const upload = newUpload(deps, request);
  const received = await receiveFiles(deps, { request, upload, firstPosition: 0 }, files);
  const { fault, outcomes } = received;
  if (outcomes.length === 0) {
    if (fault !== undefined) throw fault.error;
    return undefined;
  }
  await finish(deps, upload, received);
  if (fault !== undefined) throw await withUpload(deps, upload, fault.error);
  return loadUpload(deps, request.scope, upload.id);
}

/** A fault with what was stored before it: whoever sends the rest again has to know. */
async function withUpload(deps: IngestDeps, { scope, id }: OpenUpload, error: unknown): Promise<unknown> {
  if (!(error instanceof AppError)) return error;
  // The fault says more than that what came of the upload cannot be read.
  const upload = await loadUpload(deps, scope, id).catch(() => undefined);
  if (upload === undefined) return error;
  return new AppError(error.code, error.message, { ...error.details, data: upload }, error.cause);
}

function newUpload(deps: IngestDeps, request: UploadRequest): OpenUpload {
  const { scope, origin, target, source } = request;
  const patientId = target.kind === 'record' ? target.record.id : null;
  return { id: newId(), scope, origin, patientId, source, createdAt: deps.clock.now() };
}

/** Says how the upload ended, and that its studies can be looked at unless others still send for them. */
async function finish(deps: IngestDeps, upload: OpenUpload, received: ReceivedFiles): Promise<void> {
  const { studies, outcomes, fault } = received;
  const status = fault === undefined ? 'complete' : 'failed';
  const write = closeUpload(deps, upload, { studies, counts: countOutcomes(outcomes), status });
  // The first fault says more than that its consequence could not be written down.
  await (fault === undefined ? write : write.catch(() => undefined));
}
