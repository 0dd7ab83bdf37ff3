// What can go wrong in a database, in one vocabulary for both dialects.
import { DatabaseError as PostgresError } from 'pg';
import { tlsFaultOf } from './tls-fault.ts';

/** Why a statement failed. */
export type DatabaseErrorKind =
  | 'unique'
  | 'foreign-key'
  | 'busy'
  | 'full'
  | 'unavailable'
  | 'closed'
  /** The file is no database, or no longer a whole one. */
  | 'damaged'
  /** What a commit had to wait for did not come in time. */
  | 'late'
  | 'other';

/** A failed statement. The message may hold SQL and is never shown to a caller. */
export class DatabaseError extends Error {
  readonly kind: DatabaseErrorKind;
  constructor(kind: DatabaseErrorKind, message: string) {
    super(message);
    this.name = 'DatabaseError';
    this.kind = kind;
  }
}

/** Classes of SQLSTATE, PostgreSQL appendix A. */
function postgresKind(code: string): DatabaseErrorKind {
  if (code === '23505') return 'unique';
  if (code === '23503') return 'foreign-key';
  if (code === '53100') return 'full';
  if (code.startsWith('40') || code === '55P03') return 'busy';
  if (/^(08|53|57P|57014)/.test(code)) return 'unavailable';
  // It does not know us, does not know the database, or lets us do nothing in it: somebody has to put that right.
  if (/^(28|3D|42501)/.test(code)) return 'unavailable';
  return 'other';
}

/** Codes of a network that has lost a server, or never found it. */
const connectionCodes: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The kind of a database's error, or `undefined` when the error is none. */
export function databaseErrorKind(error: unknown): DatabaseErrorKind | undefined {
  if (error instanceof DatabaseError) return error.kind;
  if (error instanceof PostgresError) return postgresKind(error.code ?? '');
  const { code, syscall } = (error ?? {}) as { code?: unknown; syscall?: unknown };
  if (typeof code === 'string' && connectionCodes.has(code)) return 'unavailable';
  if (tlsFaultOf(error) !== undefined) return 'unavailable';
  // Of a socket in the file system; a file that is missing has nothing to do with the database.
  if (code === 'ENOENT' && syscall === 'connect') return 'unavailable';
  if (
    error instanceof Error &&
    /connection terminated|is not queryable|timeout exceeded when trying to connect|^SASL: |server does not support SSL/i.test(
      error.message,
    )
  )
    return 'unavailable';
  return undefined;
}

/** True when the database cannot take something at the moment: it is locked, full, away or closing. Sending again is safe. */
export function isDatabaseAway(error: unknown): boolean {
  const kind = databaseErrorKind(error);
  return kind === 'busy' || kind === 'full' || kind === 'unavailable' || kind === 'closed';
}
