// The files in the body of an upload: one DICOM file, a zip, or a form with any number of both. Bytes in, files out.
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import { type IncomingFile, readFormFiles, wholeOf } from '../../ingest/index.ts';
import { failure } from '../../platform/errors.ts';

/** A body of files. */
export interface ImagingBody {
  /** A form's field `accept_mismatch` counts for the files behind it. */
  readonly files: AsyncIterable<IncomingFile>;
}

interface BodyRequest {
  readonly headers: IncomingHttpHeaders;
  readonly body: Readable;
}

const singleTypes: Readonly<Record<string, string>> = {
  'application/dicom': 'upload.dcm',
  'application/zip': '',
  'application/x-zip-compressed': '',
  'application/octet-stream': 'upload.dcm',
};
/** Opens a body. Throws `unsupportedMediaType`, `payloadTooLarge`, `validation`. */
export function openImagingBody(request: BodyRequest, options: { bytesMax: number }): ImagingBody {
  const { headers } = request;
  if (Number(headers['content-length'] ?? 0) > options.bytesMax) throw failure.payloadTooLarge();
  const encoding = (headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity')
    throw failure.unsupportedMediaType('Send the files as they are, without a content encoding.');
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'multipart/form-data') {
    const form = { contentType: headers['content-type'] ?? '', body: request.body };
    return { files: readFormFiles(form, options) };
  }
  const name = singleTypes[type];
  if (name === undefined)
    throw failure.unsupportedMediaType(
      'Send application/dicom, application/zip, or a multipart/form-data form with files.',
    );
  const bytes = limited(wholeOf(request.body), options.bytesMax);
  return { files: single({ name, bytes, isExpected: true }) };
}

async function* single(file: IncomingFile): AsyncIterable<IncomingFile> {
  yield file;
}

async function* limited(bytes: AsyncIterable<Uint8Array>, bytesMax: number): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > bytesMax) throw failure.payloadTooLarge();
    yield chunk;
  }
}
