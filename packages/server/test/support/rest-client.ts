// Calls of the REST API in tests: a member's key, a method, a path, a body; the answer parsed.
/* oxlint-disable typescript/no-explicit-any -- tests look into answers of every form. */
import { apiPrefix } from '@lumenbox/contract';
import { openApiDocument } from '@lumenbox/contract/openapi';
import type { TestMember } from './makers.ts';
import type { TestServer } from './test-server.ts';

/** An answer with its JSON, or undefined when it has no body. */
export interface RestAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every form.
  readonly body: any;
}
/** Calls the API as one member. */
export interface RestClient {
  get(path: string, body?: unknown): Promise<RestAnswer>;
  post(path: string, body?: unknown): Promise<RestAnswer>;
  put(path: string, body?: unknown): Promise<RestAnswer>;
  delete(path: string): Promise<RestAnswer>;
}

/** Makes a client for a member of a test server. */
export function restClient(server: TestServer, member: Pick<TestMember, 'headers'>): RestClient {
  const call = async (method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown) => {
    const answer = await server.app.inject({
      method,
      url: `/api/v1${path}`,
      headers: { ...member.headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    if (answer.statusCode === 409) demandListed(method, path, 409);
    return {
      status: answer.statusCode,
      headers: answer.headers,
      body: answer.body === '' ? undefined : JSON.parse(answer.body),
    };
  };
  return {
    get: (path, body) => call('GET', path, body),
    post: (path, body) => call('POST', path, body),
    put: (path, body) => call('PUT', path, body),
    delete: (path) => call('DELETE', path),
  };
}

const { paths } = openApiDocument({ serverUrl: '/', version: '0' });

/** Throws when the document of the API does not say that an operation may be answered so: whoever made a client of it does not know. */
function demandListed(method: string, path: string, status: number): void {
  const [address = ''] = `${apiPrefix}${path}`.split('?', 1);
  const forms = Object.keys(paths).filter((form) =>
    new RegExp(`^${form.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(address),
  );
  const isListed = forms.some((form) => {
    const operation = paths[form]?.[method.toLowerCase() as 'get' | 'post' | 'put' | 'delete'];
    return operation?.responses[status] !== undefined;
  });
  if (!isListed) throw new Error(`${method} ${path} answers ${status}, which its operation does not list.`);
}
