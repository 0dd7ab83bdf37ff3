// Says what is wrong with a request that no route takes: no such path, or not with this method.
import { apiPrefix, type Operation, operations } from '@lumenbox/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AppError, failure } from '../../platform/errors.ts';

const paths = new Map<string, { pattern: RegExp; methods: Set<string> }>(
  // What there is to read beside the operations.
  ['/health/live', '/health/ready', '/docs', '/openapi.json'].map((path) => [
    path,
    { pattern: new RegExp(`^${path.replace('.', '\\.')}/?$`), methods: new Set(['GET', 'HEAD']) },
  ]),
);
for (const operation of Object.values(operations) as Operation[]) {
  const entry = paths.get(operation.path) ?? {
    pattern: new RegExp(`^${apiPrefix}${operation.path.replace(/\{\w+\}/g, '[^/]+')}/?$`),
    methods: new Set<string>(),
  };
  entry.methods.add(operation.method);
  if (operation.method === 'GET') entry.methods.add('HEAD');
  paths.set(operation.path, entry);
}

/** Answers an OPTIONS, which needs no credentials: what there is to do at a path, or that there is no such route. */
export function answerOptions(request: FastifyRequest, response: FastifyReply): FastifyReply {
  const isPreflight = request.headers['access-control-request-method'] !== undefined;
  const error = unknownRoute('OPTIONS', request.url);
  const { allow } = error.details;
  if (allow !== undefined) response.header('Allow', allow.join(', '));
  else if (!isPreflight) throw error;
  return response.status(204).send();
}

/** The error for a request that no route took. */
export function unknownRoute(method: string, url: string): AppError {
  const path = url.split('?', 1)[0] ?? '';
  const name = path.replace(/^\/+|\/+$/g, '');
  for (const { pattern, methods } of paths.values()) {
    if (!pattern.test(path)) continue;
    // The route exists and only its parameter cannot be one of ours: too long, or not decodable.
    if (methods.has(method)) return failure.notFound();
    const allow = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'].filter((candidate) => methods.has(candidate));
    const message = `The ${method} method is not supported for route ${name}. Supported methods: ${allow.join(', ')}.`;
    return new AppError('methodNotAllowed', message, { allow });
  }
  return new AppError('routeNotFound', `The route ${name} could not be found.`);
}
