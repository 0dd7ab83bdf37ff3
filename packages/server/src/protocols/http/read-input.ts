// Reads the fields of a request: query string and body alike, on every method; the body wins, key by key.
import type { IncomingMessage } from 'node:http';
import { promisify } from 'node:util';
import { type BrotliOptions, brotliDecompress, gunzip, inflate, type ZlibOptions } from 'node:zlib';
import type { ValidationErrors } from '@lumenbox/contract';
import busboy from 'busboy';
import qs from 'qs';
import { failure } from '../../platform/errors.ts';

/** Bodies of fields, not of files: the contract's limit. */
const bodyBytesMax = 1024 * 1024;
/** A body of fields has so long to arrive. */
const bodyTimeoutMs = 30_000;
/** Names in a query string or form; the API has no operation with more than thirty. */
const fieldsMax = 1000;
/** `address[country]` is one level; nothing of ours goes deeper. */
const depthMax = 4;
/** Nothing that the API reads is nested deeper than this; deeper JSON is refused before it is walked. */
const jsonDepthMax = 32;

type Fields = Record<string, unknown>;

/** The fields of a request, trimmed but for passwords, with empty texts as null. Throws `validation`, `payloadTooLarge`, `unsupportedMediaType`. */
export async function readInput(
  request: IncomingMessage,
  options: { queryString: string; isWrite: boolean; hasFields: boolean },
): Promise<Fields> {
  const query = options.queryString === '' ? {} : parsePairs(options.queryString, malformedQuery);
  const body = options.hasFields && hasBody(request) ? await readFields(request, options.isWrite) : {};
  return normalise({ ...query, ...body }, 0) as Fields;
}

/** RFC 9112 6.3: a request without either of these headers has no body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';
}

const malformedQuery = { query: ['The query string is malformed.'] };
const malformedForm = { body: ['The form in the request body is malformed.'] };

/** Reads pairs. What is no UTF-8 when its signs are undone is refused in the words of `malformed`, and not kept as it was written. */
function parsePairs(text: string, malformed: ValidationErrors): Fields {
  return qs.parse(text, {
    decoder: (part) => {
      try {
        return decodeURIComponent(part.replaceAll('+', ' '));
      } catch {
        throw failure.validation(malformed);
      }
    },
    depth: depthMax,
    // The last one counts, as where the clients come from; lists are `name[]`.
    duplicates: 'last',
    parameterLimit: fieldsMax,
    arrayLimit: 100,
    ignoreQueryPrefix: true,
  });
}

async function readFields(request: IncomingMessage, isWrite: boolean): Promise<Fields> {
  const type = mediaType(request);
  if (type === 'multipart/form-data') return readForm(request);
  const isForm = type === 'application/x-www-form-urlencoded';
  const isRead = isForm || type === '' || type === 'application/json' || type.endsWith('+json');
  if (!isRead && isWrite)
    throw failure.unsupportedMediaType(
      `The media type ${JSON.stringify(type.slice(0, 100))} is not read here. Send application/json or a form.`,
    );
  const bytes = await readBody(request);
  if (bytes.length === 0 || !isRead) return {};
  return isForm ? parsePairs(textOf(bytes), malformedForm) : parseJson(bytes, isWrite);
}

function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

/** RFC 8259 8.1: JSON is UTF-8. Other bytes would be kept as signs that nobody sent. */
const utf8 = new TextDecoder('utf-8', { fatal: true });

function textOf(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw failure.validation(malformedForm);
  }
}

function parseJson(bytes: Buffer, isWrite: boolean): Fields {
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  } catch {
    // Told below, in the same words for everything that is no object.
  }
  if (!isWrite) return {};
  throw failure.validation({ body: ['The request body must be a valid JSON object.'] });
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) throw failure.payloadTooLarge();
  // Who sends a body byte by byte holds a connection, and nothing more, for so long.
  const timer = setTimeout(() => request.destroy(), bodyTimeoutMs);
  try {
    return await decode(request, await gather(request));
  } finally {
    clearTimeout(timer);
  }
}

async function gather(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop must not end the connection: the refusal still has to be told.
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyBytesMax) throw failure.payloadTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const decoders: Readonly<
  Record<string, (bytes: Buffer, options: BrotliOptions & ZlibOptions) => Promise<Buffer>>
> = {
  gzip: promisify<Buffer, ZlibOptions, Buffer>(gunzip),
  deflate: promisify<Buffer, ZlibOptions, Buffer>(inflate),
  br: promisify<Buffer, BrotliOptions, Buffer>(brotliDecompress),
};

/** Undoes a compression of the body (RFC 9110 8.4). What unfolds beyond the limit is as large as what comes so. */
async function decode(request: IncomingMessage, bytes: Buffer): Promise<Buffer> {
  const encoding = contentEncoding(request);
  if (encoding === 'identity' || bytes.length === 0) return bytes;
  const decoder = decoders[encoding];
  if (decoder === undefined)
    throw failure.unsupportedMediaType('The body may be compressed by gzip, deflate or br.');
  try {
    return await decoder(bytes, { maxOutputLength: bodyBytesMax });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw failure.payloadTooLarge();
    throw failure.validation({ body: [`The request body is no valid ${encoding} stream.`] });
  }
}

/** The compression of a body; `identity` for none. */
export function contentEncoding(request: IncomingMessage): string {
  return request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
}

async function readForm(request: IncomingMessage): Promise<Fields> {
  const pairs: string[] = [];
  const parser = formParser(request);
  const parsed = new Promise<void>((resolve, reject) => {
    parser.on('field', (name, value) =>
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
    );
    parser.on('error', () => reject(failure.validation(malformedForm)));
    parser.on('close', resolve);
  });
  parser.end(await readBody(request));
  await parsed;
  return parsePairs(pairs.join('&'), malformedForm);
}

function formParser(request: IncomingMessage): busboy.Busboy {
  try {
    return busboy({ headers: request.headers, limits: { fields: fieldsMax, files: 0 } });
  } catch {
    throw failure.validation(malformedForm);
  }
}

/** Blanks around a password are a part of it (OWASP ASVS 2.1.4). */
const verbatimFields: ReadonlySet<string> = new Set(['password', 'current_password']);

/** Trims texts and makes empty ones null, as the API has always done before it validates. */
function normalise(value: unknown, depth: number, field = ''): unknown {
  if (typeof value === 'string') {
    const text = verbatimFields.has(field) ? value : value.trim();
    return text === '' ? null : text;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= jsonDepthMax) throw failure.validation({ body: ['The request body is nested too deeply.'] });
  if (Array.isArray(value)) return value.map((item) => normalise(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, normalise(item, depth + 1, key)]),
  );
}
