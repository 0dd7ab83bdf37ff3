// How each error code looks over DICOMweb (PS3.18 8.5): a status of its tables, and a sentence as JSON. A code without a
// line here does not compile.
import type { ErrorCode } from '@lumenbox/contract';
import { AppError } from '../../platform/errors.ts';

/** An error as it goes over the wire. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly message: string; readonly errors?: Record<string, string[]> };
  readonly headers: Readonly<Record<string, string>>;
}

/** The status of each error code. */
export const httpStatuses: Readonly<Record<ErrorCode, number>> = {
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
  // PS3.18 8.5.2: a query parameter, header or payload that is not as it should be.
  validation: 400,
  tooManyRequests: 429,
  internal: 500,
  notImplemented: 501,
  unavailable: 503,
};

/** Makes the answer to an error out of what HTTP says of it in general: message, `Retry-After`, faults of others. */
export function dicomwebErrorAnswer(error: unknown, general: (error: unknown) => ErrorAnswer): ErrorAnswer {
  const answer = general(error);
  // What the framework or the database found wrong has its status already, but for input.
  const status =
    error instanceof AppError ? httpStatuses[error.code] : answer.status === 422 ? 400 : answer.status;
  return { ...answer, status };
}
