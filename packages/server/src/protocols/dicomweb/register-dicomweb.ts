// Mounts DICOMweb on the HTTP server: who, how often, may they; then the operation's handler. It knows no transaction.
import type { OutgoingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/index.ts';
import { AppError, failure } from '../../platform/errors.ts';
import { asBadRequest, type ErrorAnswer, type RequestFacts } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/log.ts';
import type { Answer, Handlers } from './handler.ts';
import { type DicomwebOperation, type DicomwebOperationName, dicomwebOperations } from './operations.ts';
import { sendBlocks } from './send-blocks.ts';

/** Where DICOMweb is. */
export const dicomwebPrefix = '/dicomweb';

/** What mounting needs of the HTTP server, handed over by composition. */
export interface DicomwebMount {
  readonly log: Logger;
  /** Identifies the caller and checks limits and permission. Throws what stands in the way. */
  admit(
    operation: Pick<DicomwebOperation, 'access' | 'method'>,
    request: FastifyRequest,
    response: FastifyReply,
  ): Promise<Caller | undefined>;
  factsOf(request: FastifyRequest): RequestFacts;
  /** What HTTP says of an error in general: message, `Retry-After`, faults of others. */
  errorAnswer(error: unknown): ErrorAnswer;
}

/** Mounts every operation of the table below `/dicomweb`. */
export async function registerDicomweb(
  app: FastifyInstance,
  mount: DicomwebMount,
  handlers: Handlers<DicomwebOperationName>,
): Promise<void> {
  await app.register(
    async (scope) => {
      const refuse = (error: unknown, request: FastifyRequest, response: FastifyReply) =>
        sendError(mount, error, request, response);
      scope.setErrorHandler(refuse);
      scope.setNotFoundHandler((request, response) => refuse(unknownPath(request), request, response));
      for (const name of Object.keys(dicomwebOperations) as DicomwebOperationName[])
        mountOperation(scope, mount, name, handlers[name] as AnyHandler);
      scope.options('/*', { config: { operation: 'other', ...notOnlyPreflights } }, answerOptions);
    },
    { prefix: dicomwebPrefix },
  );
}

type AnyHandler = (call: {
  caller: Caller | undefined;
  parameters: unknown;
  query: URLSearchParams;
  request: RequestFacts;
}) => Promise<Answer>;

/** Who sent a request, from the moment that it is known. */
const callers = new WeakMap<FastifyRequest, Caller | undefined>();

function mountOperation(
  scope: FastifyInstance,
  mount: DicomwebMount,
  name: DicomwebOperationName,
  handle: AnyHandler,
): void {
  const operation: DicomwebOperation = dicomwebOperations[name];
  scope.route({
    // A HEAD says how large the whole is, which the framework's own would not.
    method: operation.method === 'GET' ? ['GET', 'HEAD'] : operation.method,
    exposeHeadRoute: false,
    url: routePath(operation.path),
    // An OPTIONS that is no preflight is the retrieval of capabilities.
    config: {
      operation: `dicomweb.${name}`,
      ...(operation.method === 'OPTIONS' ? notOnlyPreflights : {}),
    },
    // Pixels do not shrink, and what does is compressed by who makes it.
    compress: false,
    onRequest: async (request, response) => {
      callers.set(request, await mount.admit(operation, request, response));
    },
    handler: async (request, response) => {
      const facts = mount.factsOf(request);
      const answer = await handle({
        caller: callers.get(request),
        parameters: parametersOf(request),
        query: new URLSearchParams(facts.queryString),
        request: facts,
      });
      return send(mount, request, response, answer);
    },
  });
}

/** The router calls the rest of a path `*`. */
function parametersOf(request: FastifyRequest): Record<string, string> {
  const parameters = request.params as Record<string, string>;
  return '*' in parameters ? { ...parameters, path: parameters['*'] ?? '' } : parameters;
}

const notOnlyPreflights = { cors: { preflightContinue: true } };

function routePath(path: string): string {
  return path.replace('{path}', '*').replace(/\{(\w+)\}/g, ':$1');
}

async function send(
  mount: DicomwebMount,
  request: FastifyRequest,
  response: FastifyReply,
  answer: Answer,
): Promise<FastifyReply> {
  const { headers = {}, body } = answer;
  response.status(answer.status ?? (body === undefined ? 204 : 200)).headers(headers);
  // As bytes: to a text the framework would add a character set, which the media types of DICOM have not.
  if (typeof body === 'string') return response.send(Buffer.from(body));
  if (body === undefined || body instanceof Uint8Array) return response.send(body);
  if (body.sizeBytes !== undefined) response.header('Content-Length', body.sizeBytes);
  if (request.method === 'HEAD') return response.send();
  const opened = await body.open();
  if (opened instanceof Readable) return response.send(opened);
  if ('blocks' in opened) {
    response.hijack();
    response.raw.writeHead(response.statusCode, response.getHeaders() as OutgoingHttpHeaders);
    await sendBlocks(response.raw, opened).catch((error: unknown) => logFailure(mount, error, request));
    return response;
  }
  // Tells that all of it was handed to the system; of a connection that breaks off nobody says so.
  response.raw.once('finish', opened.giveBack);
  return response.send(opened.bytes);
}

/** What logs and metrics say of a request whose client went away; nobody receives it. */
const clientClosedStatus = 499;

function sendError(
  mount: DicomwebMount,
  error: unknown,
  request: FastifyRequest,
  response: FastifyReply,
): FastifyReply {
  if (request.raw.destroyed && !request.raw.complete) return response.status(clientClosedStatus).send();
  // What the framework finds wrong with a body does not matter where there is no route.
  const found = error instanceof AppError || !request.is404 ? error : unknownPath(request);
  const { status, body, headers } = asBadRequest(mount.errorAnswer(found));
  if (status >= 500) logFailure(mount, error, request);
  return response
    .status(status)
    .headers(headers)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body));
}

function logFailure(mount: DicomwebMount, error: unknown, request: FastifyRequest): void {
  const operation = request.routeOptions.config?.operation ?? 'other';
  mount.log.error({ err: error, operation, requestId: request.id }, 'dicomweb.failed');
}

const patterns = new Map<string, { pattern: RegExp; methods: Set<string> }>();
for (const operation of Object.values(dicomwebOperations) as DicomwebOperation[]) {
  const entry = patterns.get(operation.path) ?? {
    pattern: new RegExp(
      `^${dicomwebPrefix}${operation.path
        .replace('{path}', '.+')
        .replace(/\{\w+\}/g, '[^/]+')
        .replace(/\/$/, '')}/?$`,
    ),
    methods: new Set<string>(),
  };
  entry.methods.add(operation.method);
  if (operation.method === 'GET') entry.methods.add('HEAD');
  patterns.set(operation.path, entry);
}

function methodsAt(url: string): Set<string> {
  const path = url.split('?', 1)[0] ?? '';
  const allow = new Set<string>();
  for (const { pattern, methods } of patterns.values())
    if (pattern.test(path)) for (const method of methods) allow.add(method);
  return allow;
}

/** Answers an OPTIONS, which needs no credentials: what there is to do at a resource, or that there is none. */
function answerOptions(request: FastifyRequest, response: FastifyReply): FastifyReply {
  const isPreflight = request.headers['access-control-request-method'] !== undefined;
  const allow = methodsAt(request.url);
  if (allow.size > 0) response.header('Allow', [...allow].sort().join(', '));
  else if (!isPreflight) throw unknownPath(request);
  return response.status(204).send();
}

/** The error for a request that no operation takes: no such path, or not with this method. */
function unknownPath(request: FastifyRequest): AppError {
  const allow = methodsAt(request.url);
  // The path exists, and only what it names cannot: too long, or not decodable.
  if (allow.has(request.method)) return failure.notFound();
  if (allow.size > 0)
    return new AppError('methodNotAllowed', 'The method is not supported here.', {
      allow: [...allow].sort(),
    });
  return new AppError('routeNotFound', 'There is no such DICOMweb resource.');
}
