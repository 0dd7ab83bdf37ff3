// How each error code looks over HTTP. A code without a line here does not compile.
import { type ErrorCode, validationMessage } from '@lumenbox/contract';
import { isDatabaseAway } from '../../platform/database/index.ts';
import { AppError, failure, type RateLimit } from '../../platform/errors.ts';
import type { ErrorAnswer } from '../../platform/http/index.ts';

const statuses: Readonly<Record<ErrorCode, number>> = {
  unauthenticated: 401,
  forbidden: 403,
  csrf: 403,
  notFound: 404,
  routeNotFound: 404,
  methodNotAllowed: 405,
  notAcceptable: 406,
  conflict: 409,
  payloadTooLarge: 413,
  unsupportedMediaType: 415,
  validation: 422,
  tooManyRequests: 429,
  internal: 500,
  notImplemented: 501,
  unavailable: 503,
};

/** How long a client should wait when a part of ours is away. */
const unavailableRetrySeconds = 5;

/** The answer to an error. What is no error of ours becomes a 500 that says nothing, or a 503 when the database is away. */
export function errorAnswer(error: unknown): ErrorAnswer {
  if (!(error instanceof AppError)) return foreignError(error);
  const { errors, data, retryAfterSeconds, rateLimit, allow } = error.details;
  const headers: Record<string, string> = {};
  if (retryAfterSeconds !== undefined) headers['Retry-After'] = String(retryAfterSeconds);
  else if (error.code === 'unavailable') headers['Retry-After'] = String(unavailableRetrySeconds);
  if (rateLimit !== undefined) Object.assign(headers, rateLimitHeaders(rateLimit));
  // RFC 9110 11.6.1: who is refused is told what would be taken.
  if (error.code === 'unauthenticated') headers['WWW-Authenticate'] = 'Bearer';
  if (allow !== undefined) headers.Allow = allow.join(', ');
  // The rest of such a body is not waited for.
  if (error.code === 'payloadTooLarge') headers.Connection = 'close';
  const message = error.message === '' && errors !== undefined ? validationMessage(errors) : error.message;
  return {
    status: statuses[error.code],
    body: { message, ...(errors && { errors }), ...(data === undefined ? {} : { data }) },
    headers,
  };
}

function rateLimitHeaders({ limit, resetAt }: RateLimit): Record<string, string> {
  return {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': '0',
    'X-RateLimit-Reset': String(resetAt),
  };
}

function foreignError(error: unknown): ErrorAnswer {
  const refusal = frameworkRefusal(error);
  if (refusal !== undefined) return errorAnswer(refusal);
  if (isDatabaseAway(error) || (error as { code?: unknown } | null)?.code === 'ENOSPC') {
    return {
      status: 503,
      body: { message: 'Service Unavailable' },
      headers: { 'Retry-After': String(unavailableRetrySeconds) },
    };
  }
  return { status: 500, body: { message: 'Server Error' }, headers: {} };
}

/** What the HTTP framework refuses by itself, in our words: a client's fault is no fault of the server. */
function frameworkRefusal(error: unknown): AppError | undefined {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  if (typeof status !== 'number' || status < 400 || status > 499) return undefined;
  if (status === 415) return failure.unsupportedMediaType('The Content-Type of the request cannot be read.');
  if (status === 413) return failure.payloadTooLarge();
  return failure.validation({ request: ['The request is malformed.'] });
}
