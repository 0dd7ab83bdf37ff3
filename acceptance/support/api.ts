// A client of the REST API for tests: plain fetch, and every answer is held against the server's OpenAPI document.

import type { Account } from './accounts.ts';
import { type AnswerCheck, createAnswerCheck, type ReadAnswer } from './answer-check.ts';
import { sendRaw } from './raw-request.ts';
import { type RunningServer, type ServerWishes, startServer } from './start-server.ts';

/** The JSON of an answer, loosely: tests say what they expect of it. */
export type Json = ReturnType<typeof JSON.parse>;

/** An answer with its JSON. */
export interface ApiAnswer extends ReadAnswer {
  readonly body: Json;
}

/** What a request carries beside method and path. */
export interface RequestParts {
  headers?: Readonly<Record<string, string>>;
  /** Sent as JSON, with its content type. */
  json?: unknown;
  /** Sent as it is; `type` says what it is. */
  raw?: string | Uint8Array<ArrayBuffer>;
  type?: string;
  form?: URLSearchParams | FormData;
}

/** The API as one caller sees it. */
export interface Api {
  /** Sends a request below `/api/v1`. Throws when the answer is not as documented. */
  send(method: string, path: string, parts?: RequestParts): Promise<ApiAnswer>;
  get(path: string, parts?: RequestParts): Promise<ApiAnswer>;
  post(path: string, json?: unknown): Promise<ApiAnswer>;
  put(path: string, json?: unknown): Promise<ApiAnswer>;
  delete(path: string): Promise<ApiAnswer>;
}

/** A server, an account of its own team, and the API as its owner sees it. */
export interface Stage {
  readonly server: RunningServer;
  readonly owner: Account;
  readonly token: string;
  readonly api: Api;
  /** The API for another key, or for nobody. */
  apiFor(token: string | undefined): Api;
  /** A key of another realm. */
  stranger(): Promise<string>;
  stop(): Promise<unknown>;
}

/** Starts a server and makes an account with a key. */
export async function startStage(wishes: ServerWishes = {}): Promise<Stage> {
  const server = await startServer({
    ...wishes,
    env: { LUMENBOX_RATE_LIMIT: '0', LUMENBOX_LOG_LEVEL: 'warn', ...wishes.env },
  });
  try {
    const check = createAnswerCheck((await (await fetch(`${server.url}/openapi.json`)).json()) as object);
    const owner = await server.createAccount();
    const token = await server.createToken(owner);
    const apiFor = (key: string | undefined) => createApi(server.url, key, check);
    return {
      server,
      owner,
      token,
      api: apiFor(token),
      apiFor,
      stranger: async () => server.createToken(await server.createAccount()),
      stop: () => server.stop(),
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

function createApi(baseUrl: string, token: string | undefined, check: AnswerCheck): Api {
  const send = async (method: string, path: string, parts: RequestParts = {}): Promise<ApiAnswer> => {
    const headers = new Headers(parts.headers);
    if (token !== undefined && !headers.has('Authorization')) headers.set('Authorization', `Bearer ${token}`);
    const type = parts.type ?? (parts.json === undefined ? undefined : 'application/json');
    if (type !== undefined) headers.set('Content-Type', type);
    const body =
      parts.raw ?? parts.form ?? (parts.json === undefined ? undefined : JSON.stringify(parts.json));
    const isBodyOnRead = (method === 'GET' || method === 'HEAD') && typeof body === 'string';
    const target = `/api/v1${path}`;
    const answer: ApiAnswer = isBodyOnRead
      ? await sendRaw(baseUrl, { method, target, headers: Object.fromEntries(headers), body })
      : await sendByFetch(baseUrl + target, { method, headers, ...(body !== undefined && { body }) });
    check({ method, path: `/api/v1${path}`.split('?')[0] ?? '' }, answer);
    return answer;
  };
  return {
    send,
    get: (path, parts) => send('GET', path, parts),
    post: (path, json) => send('POST', path, { json }),
    put: (path, json) => send('PUT', path, { json }),
    delete: (path) => send('DELETE', path),
  };
}

async function sendByFetch(url: string, request: RequestInit): Promise<ReadAnswer> {
  const response = await fetch(url, request);
  const text = await response.text();
  const isJson = response.headers.get('Content-Type')?.startsWith('application/json') === true;
  const body: unknown = isJson && text !== '' ? JSON.parse(text) : undefined;
  return { status: response.status, headers: response.headers, text, body };
}
