// Errors of a transaction's work, packed in the thread and made again in the main thread.
import { AppError, type AppErrorDetails } from '../errors.ts';
import { DatabaseError, type DatabaseErrorKind } from './database-error.ts';
import type { WorkFailure } from './placed-work.ts';

/** Packs an error. */
export function packFailure(error: unknown): WorkFailure {
  if (error instanceof DatabaseError) return { kind: 'database', reason: error.kind, message: error.message };
  if (error instanceof AppError) {
    const { code, message, details } = error;
    return { kind: 'application', code, message, details };
  }
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  return { kind: 'other', name, message, stack };
}

/** Makes the error again. */
export function unpackFailure(failure: WorkFailure): Error {
  switch (failure.kind) {
    case 'database':
      return new DatabaseError(failure.reason as DatabaseErrorKind, failure.message);
    case 'application':
      return new AppError(
        failure.code as AppError['code'],
        failure.message,
        failure.details as AppErrorDetails,
      );
    case 'other': {
      const error = new Error(failure.message);
      error.name = failure.name;
      if (failure.stack !== undefined) error.stack = failure.stack;
      return error;
    }
  }
}
