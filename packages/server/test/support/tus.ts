// Speaks tus to a test server in memory, header by header, as one member.
import type { TestServer } from './test-server.ts';

/** An answer; tus' have headers and, when they refuse, a message. */
export interface TusTestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly message: string | undefined;
}

type Headers = Readonly<Record<string, string>>;

/** Calls tus as one member. */
export interface TusTestClient {
  /** Any request, with `Tus-Resumable` unless the headers say otherwise. */
  call(method: string, url: string, headers?: Headers, body?: Uint8Array): Promise<TusTestAnswer>;
  /** Creates an upload and gives its path. Throws when it is refused. */
  create(sizeBytes: number, metadata?: Record<string, string>): Promise<string>;
  patch(path: string, offset: number, body: Uint8Array, headers?: Headers): Promise<TusTestAnswer>;
  /** Where an upload stands; undefined when it is not there. */
  offset(path: string): Promise<number | undefined>;
  /** Sends a whole file in one go, and gives the id of its upload. */
  send(body: Uint8Array, metadata?: Record<string, string>): Promise<string>;
}

/** Makes a client for a member, or for whoever has these headers. */
export function tusClient(server: TestServer, member: { readonly headers: Headers }): TusTestClient {
  const call: TusTestClient['call'] = async (method, url, headers = {}, body) => {
    const answer = await server.app.inject({
      method: method as 'GET',
      url,
      headers: { ...member.headers, 'tus-resumable': '1.0.0', ...headers },
      ...(body === undefined ? {} : { payload: Buffer.from(body) }),
    });
    return {
      status: answer.statusCode,
      headers: answer.headers as Record<string, string | undefined>,
      message: answer.body === '' ? undefined : answer.json<{ message: string }>().message,
    };
  };
  const create: TusTestClient['create'] = async (sizeBytes, metadata = {}) => {
    const answer = await call('POST', '/files', {
      'upload-length': String(sizeBytes),
      'upload-metadata': encodeMetadata(metadata),
    });
    if (answer.status !== 201) throw new Error(`The upload was refused: ${answer.status} ${answer.message}`);
    return new URL(answer.headers.location ?? '').pathname;
  };
  const patch: TusTestClient['patch'] = (path, offset, body, headers = {}) =>
    call(
      'PATCH',
      path,
      { 'upload-offset': String(offset), 'content-type': 'application/offset+octet-stream', ...headers },
      body,
    );
  return {
    call,
    create,
    patch,
    offset: async (path) => {
      const { headers, status } = await call('HEAD', path);
      return status === 200 ? Number(headers['upload-offset']) : undefined;
    },
    send: async (body, metadata = {}) => {
      const path = await create(body.length, metadata);
      const answer = await patch(path, 0, body);
      if (answer.status !== 204)
        throw new Error(`The bytes were refused: ${answer.status} ${answer.message}`);
      return answer.headers['lumenbox-upload-id'] ?? '';
    },
  };
}

/** Pairs as an Upload-Metadata header says them. */
export function encodeMetadata(metadata: Record<string, string>): string {
  return Object.entries(metadata)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',');
}
