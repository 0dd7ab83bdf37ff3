// Reads the fields of a request: query string and body alike, on every method; the body wins, key by key.
import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import qs from 'qs';
import { failure } from '../../platform/errors.ts';

/** Bodies of fields, not of files: the contract's limit. */
const bodyBytesMax = 1024 * 1024;
/** Names in a query string or form; the API has no operation with more than thirty. */
const fieldsMax = 1000;
/** `address[country]` is one level; nothing of ours goes deeper. */
const depthMax = 4;
/** Nothing that the API reads is nested deeper than this; deeper JSON is refused before it is walked. */
const jsonDepthMax = 32;

type Fields = Record<string, unknown>;

/** The fields of a request, trimmed, with empty texts as null. Throws `validation`, `payloadTooLarge`, `unsupportedMediaType`. */
export async function readInput(
  request: IncomingMessage,
  options: { queryString: string; isWrite: boolean; hasFields: boolean },
): Promise<Fields> {
  const query = parsePairs(options.queryString);
  const body = options.hasFields ? await readFields(request, options.isWrite) : {};
  return normalise({ ...query, ...body }, 0) as Fields;
}

function parsePairs(text: string): Fields {
  return qs.parse(text, {
    depth: depthMax,
    parameterLimit: fieldsMax,
    arrayLimit: 100,
    ignoreQueryPrefix: true,
  }) as Fields;
}

async function readFields(request: IncomingMessage, isWrite: boolean): Promise<Fields> {
  const type = mediaType(request);
  if (type === 'multipart/form-data') return isWrite ? readForm(request) : {};
  const bytes = await readBody(request);
  if (bytes.length === 0) return {};
  if (type === 'application/x-www-form-urlencoded') return parsePairs(bytes.toString('utf8'));
  if (type === '' || type === 'application/json' || type.endsWith('+json')) return parseJson(bytes, isWrite);
  if (!isWrite) return {};
  throw failure.unsupportedMediaType(
    `The media type ${JSON.stringify(type.slice(0, 100))} is not read here. Send application/json or a form.`,
  );
}

function mediaType(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function parseJson(bytes: Buffer, isWrite: boolean): Fields {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields;
  } catch {
    // Told below, in the same words for everything that is no object.
  }
  if (!isWrite) return {};
  throw failure.validation({ body: ['The request body must be a valid JSON object.'] });
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) throw failure.payloadTooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyBytesMax) throw failure.payloadTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readForm(request: IncomingMessage): Promise<Fields> {
  const pairs: string[] = [];
  if (Number(request.headers['content-length'] ?? 0) > bodyBytesMax) throw failure.payloadTooLarge();
  const parser = formParser(request);
  let size = 0;
  await new Promise<void>((resolve, reject) => {
    parser.on('field', (name, value) =>
      pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`),
    );
    parser.on('file', (_name, stream) => stream.resume());
    parser.on('error', () =>
      reject(failure.validation({ body: ['The form in the request body is malformed.'] })),
    );
    parser.on('close', resolve);
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > bodyBytesMax) reject(failure.payloadTooLarge());
    });
    request.on('error', reject);
    request.pipe(parser);
  });
  return parsePairs(pairs.join('&'));
}

function formParser(request: IncomingMessage): busboy.Busboy {
  try {
    return busboy({
      headers: request.headers,
      limits: { fields: fieldsMax, fieldSize: bodyBytesMax, files: 0 },
    });
  } catch {
    throw failure.validation({ body: ['The form in the request body is malformed.'] });
  }
}

/** Trims texts and makes empty ones null, as the API has always done before it validates. */
function normalise(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    const trimmed = value.trim();
    return trimmed === '' ? null : trimmed;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= jsonDepthMax) throw failure.validation({ body: ['The request body is nested too deeply.'] });
  if (Array.isArray(value)) return value.map((item) => normalise(item, depth + 1));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, normalise(item, depth + 1)]));
}
