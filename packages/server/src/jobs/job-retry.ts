// When a failed job is tried again, and what is kept of its failure.
import { databaseErrorKind } from '../platform/database/index.ts';
import { AppError } from '../platform/errors.ts';
import { sha256 } from '../platform/ids.ts';

const firstDelayMs = 1000;
const longestDelayMs = 3_600_000;

/**
 * Doubles from a second to an hour, and is spread between half of that and the whole, so that jobs which failed
 * together do not come back together. The spread follows from the lease, which is random.
 */
export function retryDelayMs(attempts: number, lease: string): number {
  const whole = Math.min(longestDelayMs, firstDelayMs * 2 ** Math.max(0, attempts - 1));
  const spread = Number.parseInt(sha256(lease).slice(0, 8), 16) / 0xffffffff;
  return Math.round(whole * (0.5 + spread / 2));
}

/** A failure without data: codes and names. Messages of libraries may quote values and are not kept. */
export function describeJobError(error: unknown): string {
  if (error instanceof AppError) return `${error.code}: ${error.message}`;
  const kind = databaseErrorKind(error);
  if (kind !== undefined) return `database: ${kind}`;
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  if (typeof code === 'string') return typeof syscall === 'string' ? `${code} ${syscall}` : code;
  return error instanceof Error ? error.name : 'unknown';
}
