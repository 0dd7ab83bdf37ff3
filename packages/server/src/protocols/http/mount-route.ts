// The way of every REST request: who, how often, may they, is the object there, is the input good, then the service.
import { createHash } from 'node:crypto';
import { Socket } from 'node:net';
import { apiPrefix, type Operation, operations, validate } from '@lumenbox/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, demand } from '../../access/index.ts';
import { failure } from '../../platform/errors.ts';
import type { Reply, RequestFacts, Route } from '../../platform/http/index.ts';
import type { Authenticate } from './authenticate.ts';
import type { RateState } from './rate-limit.ts';
import { contentEncoding, readInput } from './read-input.ts';

/** What mounting a route needs. */
export interface MountDeps {
  authenticate: Authenticate;
  countRequest(key: string): RateState | undefined;
  /** The address that links start with; undefined: the one that the client used. */
  publicUrl: string | undefined;
}

/** Who sent a request, from the moment that it is known. */
const callers = new WeakMap<FastifyRequest, Caller | undefined>();

/** Mounts one route below the API's prefix. */
export function mountRoute(app: FastifyInstance, deps: MountDeps, route: Route): void {
  const operation: Operation = operations[route.name];
  app.route({
    method: operation.method,
    url: apiPrefix + operation.path.replace(/\{(\w+)\}/g, ':$1'),
    config: { operation: route.name },
    // Before the framework looks at the body: a stranger learns nothing but that he is one.
    onRequest: async (request, response) => {
      callers.set(request, await admit(deps, operation, request, response));
      // A body that is all here may take its time to be worked on; only a client that stalls is cut off.
      // Requests in memory have no real socket.
      const { socket } = request.raw;
      if (socket instanceof Socket) request.raw.once('end', () => socket.setTimeout(0));
    },
    handler: async (request, response) => {
      const caller = callers.get(request);
      const call = { caller, parameters: request.params, request: requestFacts(deps, request) };
      const target = await route.target?.(call as never);
      if (operation.upload !== undefined && contentEncoding(request.raw) !== 'identity')
        throw failure.unsupportedMediaType('Images are sent as they are, without a Content-Encoding.');
      const fields = await readInput(request.raw, {
        queryString: call.request.queryString,
        isWrite: operation.method !== 'GET',
        hasFields: operation.upload === undefined,
      });
      const validated = validate(operation.input, fields);
      if (!validated.ok) throw failure.validation(validated.errors);
      const result = await route.handle({ ...call, input: validated.value, target } as never);
      return answer(operation, request, response, result);
    },
  });
}

/** Identifies the caller and checks limits and permission. Throws what stands in the way. */
async function admit(
  deps: MountDeps,
  operation: Operation,
  request: FastifyRequest,
  response: FastifyReply,
): Promise<Caller | undefined> {
  const caller = await deps.authenticate(request, operation);
  if (caller === undefined) {
    if (operation.access === 'public') return undefined;
    throw failure.unauthenticated();
  }
  if (caller.origin.actor.tokenId !== null) limitRate(deps, caller.origin.actor.tokenId, response);
  if (operation.access === 'public' || operation.access === 'any') return caller;
  if (operation.access === 'account') {
    if (caller.sessionId === undefined) throw failure.forbidden();
    return caller;
  }
  demand(caller, operation.access);
  return caller;
}

function limitRate(deps: MountDeps, key: string, response: FastifyReply): void {
  const state = deps.countRequest(key);
  if (state === undefined) return;
  response.header('X-RateLimit-Limit', state.limit).header('X-RateLimit-Remaining', state.remaining);
  if (!state.isExceeded) return;
  response.header('X-RateLimit-Reset', state.resetAt);
  throw failure.tooManyRequests(state.resetSeconds);
}

function requestFacts(deps: MountDeps, request: FastifyRequest): RequestFacts {
  const [path = '', ...query] = (request.raw.url ?? '').split('?');
  return {
    id: request.id,
    ip: request.ip,
    headers: request.headers,
    baseUrl: deps.publicUrl ?? `${request.protocol}://${request.host}`,
    path,
    queryString: query.join('?'),
    body: request.raw,
  };
}

async function answer(
  operation: Operation,
  request: FastifyRequest,
  response: FastifyReply,
  result: unknown,
): Promise<FastifyReply> {
  const special = isReply(result) ? result : undefined;
  response.status(special?.status ?? operation.status).headers(special?.headers ?? {});
  if (special?.stream !== undefined) return response.send(special.stream);
  const body = special === undefined ? result : special.body;
  if (body === undefined) return response.send();
  const text = JSON.stringify(body);
  if (operation.method === 'GET' && operation.path.endsWith('}')) {
    const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
    response.header('ETag', etag).header('Cache-Control', 'private, no-cache');
    if (matches(request.headers['if-none-match'], etag)) return response.status(304).send();
  }
  return response.type('application/json; charset=utf-8').send(text);
}

function isReply(result: unknown): result is Reply {
  return typeof result === 'object' && result !== null && (result as { kind?: unknown }).kind === 'reply';
}

/** RFC 9110 13.1.2: weak comparison, a list, or `*`. */
function matches(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header
    .split(',')
    .some((candidate) => candidate.trim() === '*' || candidate.trim().replace(/^W\//, '') === etag);
}
