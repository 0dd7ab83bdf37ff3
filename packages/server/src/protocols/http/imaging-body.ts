// The files in the body of an upload: one DICOM file, a zip, or a form with any number of both. Bytes in, files out.
import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import busboy from 'busboy';
import { type IncomingFile, promisesImages } from '../../ingest/index.ts';
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
/** Files in one form: more than any folder of images has. */
const formFilesMax = 200_000;
/** The API's forms have one field; clients add a few of their own. */
const formFieldsMax = 100;
const formFieldBytesMax = 1024;
/** With so many files parsed and not yet read, no more of a form is parsed. */
const waitingMax = 4;

/** Opens a body. Throws `unsupportedMediaType`, `payloadTooLarge`, `validation`. */
export function openImagingBody(request: BodyRequest, options: { bytesMax: number }): ImagingBody {
  const { headers } = request;
  if (Number(headers['content-length'] ?? 0) > options.bytesMax) throw failure.payloadTooLarge();
  const encoding = (headers['content-encoding'] ?? 'identity').toLowerCase();
  if (encoding !== 'identity')
    throw failure.unsupportedMediaType('Send the files as they are, without a content encoding.');
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'multipart/form-data') return openForm(request, options);
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

/** The bytes of a stream, which stays open when its reader stops: the answer goes out on the same connection. */
async function* wholeOf(stream: Readable): AsyncIterable<Uint8Array> {
  try {
    for await (const chunk of stream.iterator({ destroyOnReturn: false })) yield chunk as Uint8Array;
  } catch (error) {
    throw brokenOff(error);
  }
}

function brokenOff(cause: unknown): Error {
  const error = failure.validation({ body: ['The request body breaks off.'] });
  error.cause = cause;
  return error;
}

async function* limited(bytes: AsyncIterable<Uint8Array>, bytesMax: number): AsyncIterable<Uint8Array> {
  let size = 0;
  for await (const chunk of bytes) {
    size += chunk.length;
    if (size > bytesMax) throw failure.payloadTooLarge();
    yield chunk;
  }
}

function openForm(request: BodyRequest, options: { bytesMax: number }): ImagingBody {
  const parser = formParser(request.headers);
  return { files: formFiles(request.body, parser, options.bytesMax) };
}

function formParser(headers: IncomingHttpHeaders): busboy.Busboy {
  try {
    return busboy({
      headers,
      preservePath: true,
      defParamCharset: 'utf8',
      limits: { files: formFilesMax, fields: formFieldsMax, fieldSize: formFieldBytesMax, headerPairs: 50 },
    });
  } catch {
    throw malformedForm();
  }
}

function malformedForm(): Error {
  return failure.validation({ body: ['The form in the request body is malformed.'] });
}

/** The form goes through the parser as fast as its files are read: no more of it is gathered than a few files. */
async function* formFiles(
  body: Readable,
  parser: busboy.Busboy,
  bytesMax: number,
): AsyncIterable<IncomingFile> {
  const waiting: IncomingFile[] = [];
  let acceptMismatch = false;
  let isHeldBack = false;
  let state = 'open' as 'open' | 'ended' | Error;
  let wake: () => void = () => undefined;
  const become = (next: 'ended' | Error) => {
    if (state === 'open') state = next;
    wake();
  };
  const fail = (error: Error) => {
    become(error);
    parser.destroy(error);
  };
  parser.on('field', (name, value) => {
    if (name === 'accept_mismatch') acceptMismatch = /^(true|1|yes|on)$/i.test(value.trim());
  });
  parser.on('file', (_field, stream, info) => {
    // A stream that nobody reads any more must not end the process when its form breaks off.
    stream.on('error', () => undefined);
    const name = info.filename ?? '';
    waiting.push({
      name,
      bytes: wholeOf(stream),
      isExpected: promisesImages(name) || info.mimeType === 'application/dicom',
      acceptMismatch,
    });
    // The parser itself holds back for a file that is larger than its buffer, and never for many small ones.
    if (waiting.length >= waitingMax && !isHeldBack) {
      isHeldBack = true;
      body.unpipe(parser);
    }
    wake();
  });
  parser.on('filesLimit', () => fail(failure.payloadTooLarge('The form has too many files.')));
  parser.on('error', () => become(malformedForm()));
  parser.on('close', () => become('ended'));
  let size = 0;
  const count = (chunk: Uint8Array) => {
    size += chunk.length;
    if (size > bytesMax) fail(failure.payloadTooLarge());
  };
  const onBroken = (error?: Error) => {
    if (!body.readableEnded) fail(brokenOff(error));
  };
  body.on('data', count).on('error', onBroken).on('close', onBroken);
  body.pipe(parser);
  try {
    for (;;) {
      const file = waiting.shift();
      if (isHeldBack && waiting.length < waitingMax) {
        isHeldBack = false;
        body.pipe(parser);
      }
      if (file !== undefined) yield file;
      else if (state === 'ended') return;
      else if (state !== 'open') throw state;
      else
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    }
  } finally {
    body.unpipe(parser).off('data', count).off('close', onBroken);
    parser.destroy();
  }
}
