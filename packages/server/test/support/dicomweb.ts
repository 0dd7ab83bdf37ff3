// Speaks DICOMweb in tests, over real sockets: bodies of parts out, bodies of parts in.
/* oxlint-disable typescript/no-explicit-any -- tests look into answers of every form. */
import type { TestMember } from './makers.ts';
import type { TestServer } from './test-server.ts';

/** A part of an answer. */
export interface ReceivedPart {
  readonly type: string;
  readonly body: Buffer;
}

/** An answer to a Store Transaction. */
export interface StoreAnswer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form.
  readonly body: any;
}

/** Calls DICOMweb as one member. */
export interface DicomwebTestClient {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  delete(path: string): Promise<Response>;
  /** Stores files as parts of one request. */
  store(files: readonly Uint8Array[], path?: string): Promise<StoreAnswer>;
  /** Sends any body. */
  post(path: string, type: string, body: Uint8Array | ReadableStream): Promise<StoreAnswer>;
}

/** The boundary of what tests send. */
export const testBoundary = 'lumenbox-test-boundary';
/** The Content-Type of what tests send. */
export const storeType = `multipart/related; type="application/dicom"; boundary=${testBoundary}`;
/** Accepts objects as they are stored. */
export const asStored = { accept: 'multipart/related; type="application/dicom"; transfer-syntax=*' };

/** Makes a client for a member of a test server, which begins to listen with the first. */
export async function dicomwebClient(
  server: TestServer,
  member: Pick<TestMember, 'headers'>,
): Promise<DicomwebTestClient> {
  if (!server.app.server.listening) await server.app.listen({ host: '127.0.0.1', port: 0 });
  const address = server.app.server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/dicomweb`;
  const { headers } = member;
  const post: DicomwebTestClient['post'] = async (path, type, body) => {
    const answer = await fetch(base + path, {
      method: 'POST',
      headers: { ...headers, 'content-type': type },
      body: body as Uint8Array<ArrayBuffer> | ReadableStream,
      duplex: 'half',
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    base,
    headers,
    get: (path, more = {}) => fetch(base + path, { headers: { ...headers, ...more } }),
    delete: (path) => fetch(base + path, { method: 'DELETE', headers }),
    store: (files, path = '/studies') => post(path, storeType, encodeParts(files)),
    post,
  };
}

/** The body of a Store Transaction. */
export function encodeParts(files: readonly Uint8Array[], type = 'application/dicom'): Buffer {
  const head = Buffer.from(`--${testBoundary}\r\nContent-Type: ${type}\r\n\r\n`);
  const chunks = files.flatMap((file) => [head, file, Buffer.from('\r\n')]);
  return Buffer.concat([...chunks, Buffer.from(`--${testBoundary}--\r\n`)]);
}

/** A part of a body of metadata and bulk data. */
export interface SentPart {
  readonly type?: string;
  readonly location?: string;
  readonly body: Uint8Array | string;
}

/** The body of a Store Transaction whose parts are of several types. */
export function encodeRelated(parts: readonly SentPart[]): Buffer {
  const chunks = parts.flatMap(({ type, location, body }) => {
    const lines = [
      ...(type === undefined ? [] : [`Content-Type: ${type}`]),
      ...(location === undefined ? [] : [`Content-Location: ${location}`]),
    ];
    const head = `--${testBoundary}\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`;
    return [Buffer.from(head), Buffer.from(body), Buffer.from('\r\n')];
  });
  return Buffer.concat([...chunks, Buffer.from(`--${testBoundary}--\r\n`)]);
}

/** The parts of a multipart answer. */
export async function partsOf(answer: Response): Promise<ReceivedPart[]> {
  return (await locatedPartsOf(answer)).map(({ type, body }) => ({ type, body }));
}

/** The same with what each says of where it is to be had. */
export async function locatedPartsOf(answer: Response): Promise<(ReceivedPart & { location: string })[]> {
  const boundary = /boundary="?([^";]+)/.exec(answer.headers.get('content-type') ?? '')?.[1];
  if (boundary === undefined) throw new Error(`No multipart answer, but ${answer.status}.`);
  const body = Buffer.from(await answer.arrayBuffer());
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: (ReceivedPart & { location: string })[] = [];
  for (let at = body.indexOf(delimiter); at >= 0; ) {
    const start = at + delimiter.length;
    if (body.toString('latin1', start, start + 2) === '--') return parts;
    const headEnd = body.indexOf('\r\n\r\n', start);
    const head = body.toString('latin1', start, headEnd);
    const type = /Content-Type: (.*)/i.exec(head)?.[1]?.trim() ?? '';
    const location = /Content-Location: (.*)/i.exec(head)?.[1]?.trim() ?? '';
    const stated = /Content-Length: (\d+)/i.exec(head)?.[1];
    // What is made while it is sent has no length before its end.
    const length = Number(stated ?? body.indexOf(`\r\n--${boundary}`, headEnd + 4) - headEnd - 4);
    parts.push({ type, location, body: body.subarray(headEnd + 4, headEnd + 4 + length) });
    at = body.indexOf(delimiter, headEnd + 4 + length);
  }
  throw new Error('The last delimiter is missing.');
}

/** The SOP Instance UIDs that a store response says are stored. */
export function storedUids({ body }: StoreAnswer): string[] {
  const response = body as { '00081199'?: { Value: { '00081155': { Value: [string] } }[] } };
  return (response['00081199']?.Value ?? []).map((item) => item['00081155'].Value[0]);
}

/** The address of an instance, below the service's. */
export function pathOf(made: {
  studyInstanceUid: string;
  seriesInstanceUid: string;
  sopInstanceUid: string;
}): string {
  return `/studies/${made.studyInstanceUid}/series/${made.seriesInstanceUid}/instances/${made.sopInstanceUid}`;
}
