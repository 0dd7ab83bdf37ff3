// Says what is wrong with a request that no route takes: no such path, or not with this method.
import { apiPrefix, type Operation, operations } from '@lumenbox/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, failure } from '../../platform/errors.ts';

interface KnownPath {
  readonly pattern: RegExp;
  readonly methods: Set<string>;
}

/** How a server refuses what no route of it takes. */
export interface RouteRefusals {
  /** Answers an OPTIONS, which needs no credentials: what there is to do at a path, or that there is no such route. */
  answerOptions(request: FastifyRequest, response: FastifyReply): FastifyReply;
  /** The error for a request that no route took. */
  unknownRoute(method: string, url: string): AppError;
}

/** Makes the refusals of a server that has the API, or of one that tells only how it is. */
export function createRouteRefusals({ hasApi }: { hasApi: boolean }): RouteRefusals {
  const paths = [...healthPaths(), ...(hasApi ? apiPaths() : [])];
  const unknownRoute: RouteRefusals['unknownRoute'] = (method, url) => refuse(paths, method, url);
  return {
    unknownRoute,
    answerOptions: (request, response) => {
      const isPreflight = request.headers['access-control-request-method'] !== undefined;
      const error = unknownRoute('OPTIONS', request.url);
      const { allow } = error.details;
      if (allow !== undefined) response.header('Allow', allow.join(', '));
      else if (!isPreflight) throw error;
      return response.status(204).send();
    },
  };
}

function healthPaths(): KnownPath[] {
  return ['/health/live', '/health/ready'].map(readOnly);
}

function apiPaths(): KnownPath[] {
  const paths = new Map<string, KnownPath>();
  for (const operation of Object.values(operations) as Operation[]) {
    const entry = paths.get(operation.path) ?? {
      pattern: new RegExp(`^${apiPrefix}${operation.path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
      methods: new Set<string>(),
    };
    entry.methods.add(operation.method);
    if (operation.method === 'GET') entry.methods.add('HEAD');
    paths.set(operation.path, entry);
  }
  // What there is to read beside the operations.
  return [...['/docs', '/openapi.json'].map(readOnly), ...paths.values()];
}

function readOnly(path: string): KnownPath {
  return {
    pattern: new RegExp(`^${path.replace('.', '\\.')}/?$`),
    methods: new Set(['GET', 'HEAD']),
  };
}

function refuse(paths: readonly KnownPath[], method: string, url: string): AppError {
  const path = url.split('?', 1)[0] ?? '';
  const name = path.replace(/^\/+|\/+$/g, '');
  for (const { pattern, methods } of paths) {
    if (!pattern.test(path)) continue;
    // The route exists and only its parameter cannot be one of ours: too long, or not decodable.
    if (methods.has(method)) return failure.notFound();
    const allow = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'].filter((candidate) => methods.has(candidate));
    const message = `The ${method} method is not supported for route ${name}. Supported methods: ${allow.join(', ')}.`;
    return new AppError('methodNotAllowed', message, { allow });
  }
  return new AppError('routeNotFound', `The route ${name} could not be found.`);
}
