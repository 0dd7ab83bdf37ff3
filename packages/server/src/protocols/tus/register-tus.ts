// Mounts tus on the HTTP server: who, how often, may they; then the operation's handler.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../../access/index.ts';
import { AppError, failure } from '../../platform/errors.ts';
import type { ErrorAnswer, RequestFacts } from '../../platform/http/index.ts';
import type { Logger } from '../../platform/log.ts';
import type { TusHandler } from './handlers.ts';
import { tusVersion } from './headers.ts';
import { type TusOperation, type TusOperationName, tusOperations } from './operations.ts';
import { tusErrorAnswer } from './refusal.ts';

/** Where tus is. */
export const tusPrefix = '/files';

/** What mounting needs of the HTTP server, handed over by composition. */
export interface TusMount {
  readonly log: Logger;
  /** Identifies the caller and checks limits and permission. Throws what stands in the way. */
  admit(
    operation: { readonly access: TusOperation['access']; readonly method: string },
    request: FastifyRequest,
    response: FastifyReply,
  ): Promise<Caller | undefined>;
  factsOf(request: FastifyRequest): RequestFacts;
  errorAnswer(error: unknown): ErrorAnswer;
}

type Handlers = Readonly<Record<TusOperationName, TusHandler>>;

/** Mounts every operation of the table below `/files`. */
export async function registerTus(app: FastifyInstance, mount: TusMount, handlers: Handlers): Promise<void> {
  await app.register(
    async (scope) => {
      const refuse = (error: unknown, request: FastifyRequest, response: FastifyReply) =>
        sendError(mount, error, request, response);
      scope.setErrorHandler(refuse);
      scope.setNotFoundHandler((request, response) => refuse(unknownPath(request), request, response));
      for (const path of ['', '/{id}'] as const) mountPath(scope, mount, handlers, path);
    },
    { prefix: tusPrefix },
  );
}

/** Which operation a request asks for, and who sent it, from the moment that it is known. */
interface Asked {
  readonly name: TusOperationName;
  readonly caller: Caller | undefined;
}
const asked = new WeakMap<FastifyRequest, Asked>();

function mountPath(
  scope: FastifyInstance,
  mount: TusMount,
  handlers: Handlers,
  path: TusOperation['path'],
): void {
  for (const method of methodsOf(path)) {
    scope.route({
      method,
      exposeHeadRoute: false,
      url: path.replace('{id}', ':id') || '/',
      config: {
        operation: `tus.${nameOf(path, method) ?? 'byOverride'}`,
        // An OPTIONS that is no preflight asks what the server can do.
        ...(method === 'OPTIONS' ? { cors: { preflightContinue: true } } : {}),
      },
      onRequest: async (request, response) => {
        response.header('Tus-Resumable', tusVersion);
        const name = nameOf(path, overriddenMethod(request));
        if (name === undefined) throw unknownPath(request);
        const operation = tusOperations[name];
        // HEAD changes nothing, and needs no proof against other sites.
        const safe = operation.method === 'HEAD' ? 'GET' : operation.method;
        const caller = await mount.admit({ access: operation.access, method: safe }, request, response);
        asked.set(request, { name, caller });
      },
      handler: async (request, response) => {
        const { name, caller } = asked.get(request) as Asked;
        const { id = '' } = request.params as { id?: string };
        const answer = await handlers[name]({ caller, id, request: mount.factsOf(request) });
        return response.status(answer.status).headers(answer.headers).send();
      },
    });
  }
}

/** Some firewalls let no PATCH and no DELETE through: then the method stands in a header of a POST. */
function overriddenMethod(request: FastifyRequest): string {
  const override = request.headers['x-http-method-override'];
  return request.method === 'POST' && typeof override === 'string' ? override.toUpperCase() : request.method;
}

function nameOf(path: TusOperation['path'], method: string): TusOperationName | undefined {
  return (Object.keys(tusOperations) as TusOperationName[]).find(
    (name) => tusOperations[name].path === path && tusOperations[name].method === method,
  );
}

/** The methods of a path; with a POST, by which each other can be asked for. */
function methodsOf(path: TusOperation['path']): Set<string> {
  const operations = Object.values(tusOperations).filter((operation) => operation.path === path);
  return new Set(['POST', ...operations.map(({ method }) => method)]);
}

/** What logs and metrics say of a request whose client went away; nobody receives it. */
const clientClosedStatus = 499;

function sendError(
  mount: TusMount,
  error: unknown,
  request: FastifyRequest,
  response: FastifyReply,
): FastifyReply {
  if (request.raw.destroyed && !request.raw.complete) return response.status(clientClosedStatus).send();
  // What the framework finds wrong with a body does not matter where there is no route.
  const found = error instanceof AppError || !request.is404 ? error : unknownPath(request);
  const { status, body, headers } = tusErrorAnswer(found, mount.errorAnswer);
  if (status >= 500) {
    const operation = request.routeOptions.config?.operation ?? 'other';
    mount.log.error({ err: error, operation, requestId: request.id }, 'tus.failed');
  }
  return response
    .status(status)
    .headers({
      ...headers,
      'Tus-Resumable': tusVersion,
      ...(status === 412 ? { 'Tus-Version': tusVersion } : {}),
    })
    .type('application/json; charset=utf-8')
    .send(JSON.stringify(body));
}

/** The error for a request that no operation takes: no such path, or not with this method. */
function unknownPath(request: FastifyRequest): AppError {
  const [path = ''] = request.url.split('?', 1);
  const below = path.slice(tusPrefix.length).replace(/\/$/, '');
  if (below.lastIndexOf('/') > 0) return new AppError('routeNotFound', 'There is no such route.');
  const at = below === '' ? '' : '/{id}';
  // The path exists, and only what it names cannot.
  if (nameOf(at, overriddenMethod(request)) !== undefined) return failure.notFound();
  const methods = methodsOf(at);
  return new AppError('methodNotAllowed', 'The method is not supported here.', {
    allow: [...methods].sort(),
  });
}
