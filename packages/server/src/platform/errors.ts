// The one error class of the domain and its named factories. No status codes here: protocols have tables of their own.
import type { ErrorCode, ValidationErrors } from '@lumenbox/contract';

/** Says that a request cannot go on, with a code from the closed list. Its message may be shown to the caller. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: AppErrorDetails;
  constructor(code: ErrorCode, message: string, details: AppErrorDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** What an error carries beside its message. */
export interface AppErrorDetails {
  errors?: ValidationErrors;
  /** What came of the request before the error, as the API prints it. */
  data?: unknown;
  retryAfterSeconds?: number;
  /** The limit that was passed, and when it is open again, in Unix seconds. */
  rateLimit?: RateLimit;
  allow?: readonly string[];
}

/** So many tries are allowed until `resetAt`, Unix seconds. */
export interface RateLimit {
  readonly limit: number;
  readonly resetAt: number;
}

/** Named makers of every error that the domain raises. */
export const failure = {
  unauthenticated: () => new AppError('unauthenticated', 'Unauthenticated.'),
  forbidden: (message = 'This action is unauthorized.') => new AppError('forbidden', message),
  csrf: () =>
    new AppError('csrf', 'The CSRF token is missing or does not match. Reload the page and try again.'),
  notFound: () => new AppError('notFound', 'Not found'),
  validation: (errors: ValidationErrors, message?: string) =>
    new AppError('validation', message ?? '', { errors }),
  conflict: (message: string) => new AppError('conflict', message),
  payloadTooLarge: (message = 'The POST data is too large.') => new AppError('payloadTooLarge', message),
  unsupportedMediaType: (message: string) => new AppError('unsupportedMediaType', message),
  tooManyRequests: (retryAfterSeconds: number, rateLimit: RateLimit) =>
    new AppError('tooManyRequests', 'Too Many Attempts.', { retryAfterSeconds, rateLimit }),
  unavailable: (message: string, cause?: unknown) => new AppError('unavailable', message, {}, cause),
  notImplemented: (message: string) => new AppError('notImplemented', message),
} as const;
