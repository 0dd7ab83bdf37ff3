// The way of every REST request: who, how often, may they, is the object there, is the input good, then the service.
import { hash } from 'node:crypto';
import { apiPrefix, type Operation, operations, validate } from '@lumenbox/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/index.ts';
import { failure } from '../../platform/errors.ts';
import { entityTag, isKnown, type Reply, type Route } from '../../platform/http/index.ts';
import type { Admission } from './admission.ts';
import { contentEncoding, hasBody, readInput } from './read-input.ts';

/** Who sent a request, from the moment that it is known. */
const callers = new WeakMap<FastifyRequest, Caller | undefined>();

/** Mounts one route below the API's prefix. */
export function mountRoute(app: FastifyInstance, admission: Admission, route: Route): void {
  const operation: Operation = operations[route.name];
  app.route({
    method: operation.method,
    url: apiPrefix + operation.path.replace(/\{(\w+)\}/g, ':$1'),
    config: { operation: route.name },
    // Before the framework looks at the body: a stranger learns nothing but that he is one.
    onRequest: async (request, response) => {
      callers.set(request, await admission.admit(operation, request, response));
    },
    handler: async (request, response) => {
      const admitted = callers.get(request);
      const isHere = request.raw.complete || !hasBody(request.raw);
      const call = {
        caller: admitted,
        parameters: readParameters(request.params),
        request: admission.factsOf(request),
      };
      const target = await route.target?.(call as never);
      if (operation.upload !== undefined && contentEncoding(request.raw) !== 'identity')
        throw failure.unsupportedMediaType('Files are sent as they are, without a Content-Encoding.');
      const fields = await readInput(request.raw, {
        queryString: call.request.queryString,
        isWrite: operation.method !== 'GET',
        hasFields: operation.upload === undefined,
      });
      const caller =
        admitted === undefined || isHere ? admitted : await admission.confirm(operation, request, admitted);
      const validated = validate(operation.input, fields);
      if (!validated.ok) throw failure.validation(validated.errors);
      const result = await route.handle({ ...call, caller, input: validated.value, target } as never);
      return answer(operation, request, response, result);
    },
  });
}

const uuidPattern = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** UUIDs are written in small letters and read in any (RFC 9562 4). */
function readParameters(params: unknown): Record<string, string> {
  const parameters = Object.entries(params as Record<string, string>);
  return Object.fromEntries(
    parameters.map(([name, value]) => [name, uuidPattern.test(value) ? value.toLowerCase() : value]),
  );
}

async function answer(
  operation: Operation,
  request: FastifyRequest,
  response: FastifyReply,
  result: unknown,
): Promise<FastifyReply> {
  const special = isReply(result) ? result : undefined;
  response.status(special?.status ?? operation.status).headers(special?.headers ?? {});
  const raw = special?.bytes ?? special?.stream;
  if (raw !== undefined) return response.send(raw);
  const body = special === undefined ? result : special.body;
  if (body === undefined) return response.send();
  const text = JSON.stringify(body);
  if (operation.method === 'GET' && operation.path.endsWith('}')) {
    // Weak: the same data goes out compressed and as it is (RFC 9110 8.8.3).
    const etag = entityTag(hash('sha256', text, 'base64url'), { isWeak: true });
    response.header('ETag', etag).header('Cache-Control', 'private, no-cache');
    if (isKnown(request.headers['if-none-match'], etag)) return response.status(304).send();
  }
  return response.type('application/json; charset=utf-8').send(text);
}

function isReply(result: unknown): result is Reply {
  return typeof result === 'object' && result !== null && (result as { kind?: unknown }).kind === 'reply';
}
