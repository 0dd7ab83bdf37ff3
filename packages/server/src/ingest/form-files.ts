// The files of a form, one after the other as its bytes come. Nothing of the form is kept but a few files that wait.
import type { Readable } from 'node:stream';
import { deidentifiedField, statementBytesMax } from '@lumenbox/contract';
import busboy from 'busboy';
import { failure } from '../platform/errors.ts';
import { type IncomingFile, promisesImages } from './incoming-file.ts';

/** Files in one form: more than any folder of images has. */
const formFilesMax = 200_000;
/** The API's forms have one field, and one for each file; clients add a few of their own. */
const formFieldsMax = formFilesMax + 100;
/** With so many files parsed and not yet read, no more of a form is parsed. */
const waitingMax = 4;

/**
 * The files of a form (RFC 7578). A field `accept_mismatch` counts for the files behind it, `deidentified` for
 * the next one. Throws `validation` where the form
 * is malformed or breaks off, `payloadTooLarge`.
 */
export function readFormFiles(
  form: { readonly contentType: string; readonly body: Readable },
  options: { bytesMax: number },
): AsyncIterable<IncomingFile> {
  return formFiles(form.body, formParser(form.contentType), options.bytesMax);
}

/** The bytes of a stream, which stays open when its reader stops: the answer goes out on the same connection. */
export async function* wholeOf(stream: Readable): AsyncIterable<Uint8Array> {
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

function formParser(contentType: string): busboy.Busboy {
  try {
    return busboy({
      headers: { 'content-type': contentType },
      preservePath: true,
      defParamCharset: 'utf8',
      limits: { files: formFilesMax, fields: formFieldsMax, fieldSize: statementBytesMax, headerPairs: 50 },
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
  let statement: string | undefined;
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
  parser.on('field', (name, value, { valueTruncated }) => {
    // What was cut off is no statement any more: the file is refused for it.
    if (name === deidentifiedField) statement = valueTruncated ? '' : value;
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
      ...(statement === undefined ? {} : { statement }),
    });
    statement = undefined;
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
