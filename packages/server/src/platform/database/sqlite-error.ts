// Errors of SQLite in the database's own words.
import { DatabaseError, type DatabaseErrorKind } from './database-error.ts';

/** An error of node:sqlite as one of ours. */
export function sqliteError(error: unknown): DatabaseError {
  const { message, errcode } = error as { message?: string; errcode?: number };
  return new DatabaseError(kindOf(errcode ?? 0), message ?? 'SQLite failed.');
}

/** Result codes of SQLite: https://sqlite.org/rescode.html (extended codes carry the primary one in their low byte). */
function kindOf(errcode: number): DatabaseErrorKind {
  if (errcode === 2067 || errcode === 1555) return 'unique';
  if (errcode === 787) return 'foreign-key';
  const primary = errcode & 0xff;
  if (primary === 5 || primary === 6) return 'busy';
  if (primary === 13) return 'full';
  if (primary === 10 || primary === 14) return 'unavailable';
  return 'other';
}
