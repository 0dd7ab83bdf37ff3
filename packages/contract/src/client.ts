// A typed client of the REST API, made from the table of operations. It runs in browsers and in Node alike.
import type { z } from 'zod';
import type { AnswerOf, Operation, PathParameters } from './operations/define.ts';
import { apiPrefix, type OperationName, type Operations, operations } from './operations/index.ts';
import type { ValidationErrors } from './validation.ts';

/** A request that the API refused, with what it said. */
export class ApiError extends Error {
  readonly status: number;
  readonly errors: ValidationErrors;
  readonly retryAfterSeconds: number | undefined;
  constructor(status: number, message: string, errors: ValidationErrors, retryAfterSeconds?: number) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.errors = errors;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** How a client reaches its server. */
export interface ClientOptions {
  /** The server's address, for instance `http://127.0.0.1:8100`; empty for the page's own. */
  baseUrl?: string;
  /** An API key. Without one the browser's session cookie serves. */
  token?: string;
  /** Gives the CSRF token that writes with a session cookie must carry. */
  csrfToken?: () => string | null | undefined;
  fetch?: typeof globalThis.fetch;
}

/** An operation without fields has an input of no keys, which must not forbid those of its path. */
type Fields<O extends Operation> =
  z.input<O['input']> extends Record<string, never> ? unknown : z.input<O['input']>;
type InputArgument<O extends Operation> = PathParameters<O> & Fields<O>;
type Result<O extends Operation> = O['answer'] extends { kind: 'file' } ? Blob : AnswerOf<O>;
/** Per call. */
export interface CallOptions {
  signal?: AbortSignal;
  /** The body of an upload. */
  body?: Blob | FormData | Uint8Array<ArrayBuffer>;
}
/** One method for every operation; path parameters and fields are given together. */
export type Client = {
  [Name in OperationName]: (
    input: InputArgument<Operations[Name]>,
    options?: CallOptions,
  ) => Promise<Result<Operations[Name]>>;
};

/** Makes a client. Its methods throw {@link ApiError} when the API refuses. */
export function createClient(options: ClientOptions = {}): Client {
  const entries = Object.entries(operations as Record<string, Operation>).map(([name, operation]) => [
    name,
    (input: Record<string, unknown>, callOptions: CallOptions = {}) =>
      call(options, operation, input, callOptions),
  ]);
  return Object.fromEntries(entries) as Client;
}

/** The path of an operation with its parameters filled in, without the query string. */
export function operationPath(operation: Operation, parameters: Record<string, unknown>): string {
  return (
    apiPrefix +
    operation.path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])))
  );
}

async function call(
  client: ClientOptions,
  operation: Operation,
  input: Record<string, unknown>,
  options: CallOptions,
): Promise<unknown> {
  const fields = { ...input };
  for (const [, name] of operation.path.matchAll(/\{(\w+)\}/g)) delete fields[name ?? ''];
  const inQuery = operation.method === 'GET' || operation.upload !== undefined;
  const url = (client.baseUrl ?? '') + operationPath(operation, input) + (inQuery ? queryString(fields) : '');
  const headers = new Headers({ Accept: 'application/json' });
  if (client.token !== undefined) headers.set('Authorization', `Bearer ${client.token}`);
  const csrf = operation.method === 'GET' ? undefined : client.csrfToken?.();
  if (csrf) headers.set('X-CSRF-Token', csrf);
  const body = inQuery ? options.body : JSON.stringify(fields);
  if (!inQuery) headers.set('Content-Type', 'application/json');
  const request: RequestInit = { method: operation.method, headers };
  if (body !== undefined) request.body = body;
  if (options.signal !== undefined) request.signal = options.signal;
  const response = await (client.fetch ?? globalThis.fetch)(url, request);
  return readAnswer(response, operation);
}

function queryString(fields: Record<string, unknown>): string {
  const pairs = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null && value !== '',
  );
  if (pairs.length === 0) return '';
  return `?${new URLSearchParams(pairs.map(([key, value]): [string, string] => [key, String(value)])).toString()}`;
}

async function readAnswer(response: Response, operation: Operation): Promise<unknown> {
  if (response.ok) {
    if (operation.answer.kind === 'json') return response.json();
    return operation.answer.kind === 'file' ? response.blob() : undefined;
  }
  const body: unknown = await response.json().catch(() => undefined);
  const { message, errors } = (body ?? {}) as { message?: string; errors?: ValidationErrors };
  const retryAfter = response.headers.get('Retry-After');
  throw new ApiError(
    response.status,
    message ?? `The server answered ${response.status}.`,
    errors ?? {},
    retryAfter === null ? undefined : Number(retryAfter),
  );
}
