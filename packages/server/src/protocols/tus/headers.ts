// The headers of tus 1.0.0, read strictly: numbers, metadata, checksums. What they mean for imaging stands in upload-metadata.ts.
import type { IncomingHttpHeaders } from 'node:http';
import { failure } from '../../platform/errors.ts';
import { refusal } from './refusal.ts';

/** The version of tus that is spoken. */
export const tusVersion = '1.0.0';
/** The type of a body of bytes for an upload. */
export const appendixType = 'application/offset+octet-stream';

type Headers = IncomingHttpHeaders;

function wrong(header: string, sentence: string): Error {
  return failure.validation({ [header]: [sentence] });
}

/** Every request but OPTIONS says the version. Throws a refusal. */
export function demandVersion(headers: Headers): void {
  if (headers['tus-resumable'] !== tusVersion) throw refusal.version();
}

/** A header that is a number of bytes. Throws `validation` when it is missing or none. */
export function readBytes(headers: Headers, name: 'Upload-Length' | 'Upload-Offset'): number {
  const value = headers[name.toLowerCase()];
  if (typeof value !== 'string' || !/^\d+$/.test(value))
    throw wrong(name, `The ${name} header must be a number of bytes.`);
  // What no number holds exactly is more than any disk has, and is refused as that.
  return Math.min(Number(value), Number.MAX_SAFE_INTEGER);
}

/** The length of an upload, which is said when it is created. */
export function readLength(headers: Headers): number {
  if (headers['upload-defer-length'] !== undefined)
    throw wrong('Upload-Defer-Length', 'The length must be said when the upload is created.');
  return readBytes(headers, 'Upload-Length');
}

/** True when the request carries bytes for an upload. Throws `unsupportedMediaType` for a type that is none or another. */
export function demandAppendix(headers: Headers): void {
  if (mediaTypeOf(headers) !== appendixType)
    throw failure.unsupportedMediaType(`Send the bytes as ${appendixType}.`);
  if (headers['content-encoding'] !== undefined)
    throw failure.unsupportedMediaType('Send the bytes as they are, without a Content-Encoding.');
}

/** The type of a request's body without its parameters; empty when it says none. */
export function mediaTypeOf(headers: Headers): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** The pairs of an Upload-Metadata header: keys once each, values in Base64. Throws `validation`. */
export function parseMetadata(header: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  if (header.trim() === '') return values;
  for (const pair of header.split(',')) {
    const [key = '', value = '', ...others] = pair.trim().split(/ +/);
    if (key === '' || others.length > 0 || values.has(key) || !isBase64(value))
      throw wrong(
        'Upload-Metadata',
        'The Upload-Metadata header must be pairs of a key and a value in Base64.',
      );
    values.set(key, Buffer.from(value, 'base64').toString('utf8'));
  }
  return values;
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

/** Algorithms of Upload-Checksum, by tus' names, which are Node's as well. */
export const checksumAlgorithms = ['sha1', 'sha256', 'sha512', 'md5'] as const;

/** A checksum that bytes must have. */
export interface Checksum {
  readonly algorithm: (typeof checksumAlgorithms)[number];
  readonly digest: Buffer;
}

/** The checksum of a request's body; `undefined` when it says none. Throws `validation`. */
export function readChecksum(headers: Headers): Checksum | undefined {
  const header = headers['upload-checksum'];
  if (header === undefined) return undefined;
  const [name, digest = '', ...others] = String(header).trim().split(/ +/);
  const algorithm = checksumAlgorithms.find((one) => one === name);
  if (algorithm === undefined || digest === '' || others.length > 0 || !isBase64(digest))
    throw wrong(
      'Upload-Checksum',
      `The Upload-Checksum header must be one of ${checksumAlgorithms.join(', ')} and a digest in Base64.`,
    );
  return { algorithm, digest: Buffer.from(digest, 'base64') };
}
