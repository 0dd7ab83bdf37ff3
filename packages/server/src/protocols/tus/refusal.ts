// How each error code looks over tus, and what tus has statuses of its own for. A code without a line here does not compile.
import type { ErrorCode } from '@lumenbox/contract';
import { AppError } from '../../platform/errors.ts';

/** A refusal that only tus knows. */
export class TusRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'TusRefusal';
    this.status = status;
  }
}

/** Refusals by what is wrong. */
export const refusal = {
  version: () => new TusRefusal(412, 'Say Tus-Resumable: 1.0.0. The server speaks no other version of tus.'),
  checksum: () =>
    new TusRefusal(460, 'The bytes do not have the checksum that came with them. Send them again.'),
} as const;

/** An error as it goes over the wire. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: { readonly message: string; readonly errors?: Record<string, string[]> };
  readonly headers: Readonly<Record<string, string>>;
}

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
  // A header that is missing, or is not as it should be.
  validation: 400,
  tooManyRequests: 429,
  internal: 500,
  notImplemented: 501,
  unavailable: 503,
};

/** Makes the answer to an error out of what HTTP says of it in general: message, `Retry-After`, faults of others. */
export function tusErrorAnswer(error: unknown, general: (error: unknown) => ErrorAnswer): ErrorAnswer {
  if (error instanceof TusRefusal)
    return { status: error.status, body: { message: error.message }, headers: {} };
  const answer = general(error);
  // What the framework or the database found wrong has its status already, but for input.
  const status =
    error instanceof AppError ? statuses[error.code] : answer.status === 422 ? 400 : answer.status;
  const headers = status === 401 ? { ...answer.headers, 'WWW-Authenticate': 'Bearer' } : answer.headers;
  return { ...answer, status, headers };
}
