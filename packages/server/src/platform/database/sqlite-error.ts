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
  // Permission, read-only, input and output, cannot open: what keeps us from the file.
  if ([3, 8, 10, 14].includes(primary)) return 'unavailable';
  if (primary === 11 || primary === 26) return 'damaged';
  return 'other';
}
