// Errors as sentences for whoever typed a command or started a server: what is wrong, and what to do about it.
import { ObjectStoreAwayError } from '../archive/index.ts';
import { ConfigError } from '../config.ts';
import { DatabaseError, databaseErrorKind } from '../platform/database/index.ts';
import { AppError } from '../platform/errors.ts';
import { AlreadyRunningError } from '../platform/server-lock.ts';
import { explainTls } from './explain-tls.ts';

/** A command cannot do its work; the message is a sentence that says what to do. The process ends with 1. */
export class CliError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'CliError';
  }
}

/** The sentence for an error. Only what nobody thought of comes with its stack. */
export function explainError(error: unknown): string {
  if (error instanceof CliError || error instanceof ConfigError || error instanceof AlreadyRunningError)
    return error.message;
  if (error instanceof AppError) return explainRefusal(error);
  if (error instanceof ObjectStoreAwayError) return explainStore(error);
  return (
    explainAddress(error) ??
    explainTls(error) ??
    explainDatabase(error) ??
    explainFile(error) ??
    `This should not have happened: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`
  );
}

function explainRefusal({ code, message, details, cause }: AppError): string {
  if (message === '' && details.errors !== undefined) return Object.values(details.errors).flat().join(' ');
  // Disk or bucket: who runs the server can find out more than is told to its users.
  return code === 'unavailable' && cause !== undefined ? `${message} 'lumenbox doctor' says why.` : message;
}

/** Of an object nothing is known then: what a command has printed of others stays true. */
function explainStore({ reason, cause }: ObjectStoreAwayError): string {
  if (reason === 'empty')
    return 'The object store holds nothing, though the database knows of objects in it. See that its disk is mounted and that LUMENBOX_STORAGE_URL names the right place; nothing is said of any object.';
  const said = cause instanceof Error && cause.cause !== undefined ? cause.cause : cause;
  return `The object store cannot be reached (${said instanceof Error ? said.message : String(said)}). See that its disk is mounted, or its bucket there, and that LUMENBOX_STORAGE_URL is right; nothing is said of any object. 'lumenbox doctor' checks it.`;
}

/** What Node says of a call to the system. */
type SystemError = Partial<NodeJS.ErrnoException> & { address?: string; port?: number; hostname?: string };

const portSettings = 'LUMENBOX_PORT (HTTP), LUMENBOX_DIMSE_PORT or LUMENBOX_DIMSE_TLS_PORT (DIMSE)';
const hostSettings = 'LUMENBOX_HOST (HTTP), LUMENBOX_DIMSE_HOST or LUMENBOX_DIMSE_TLS_HOST (DIMSE)';

function explainAddress(error: unknown): string | undefined {
  const { code, syscall, address, port, hostname } = (error ?? {}) as SystemError;
  if (syscall === 'getaddrinfo')
    return `The address of ${hostname} cannot be found (${code}). See that ${hostSettings} and LUMENBOX_DATABASE_URL name machines that there are.`;
  if (syscall !== 'listen') return undefined;
  if (code === 'EADDRINUSE')
    return `Port ${port} is in use. Stop the program that uses it, or choose another with ${portSettings}.`;
  if (code === 'EACCES')
    return `This user may not listen on port ${port} of ${address}. Choose one above 1023 with ${portSettings}, or let the system grant it (CAP_NET_BIND_SERVICE).`;
  return `${address} cannot be listened on (${code}). See that ${hostSettings} is an address of this machine.`;
}

function explainDatabase(error: unknown): string | undefined {
  const kind = databaseErrorKind(error);
  const message = error instanceof Error ? error.message : String(error);
  if (kind === 'full') return 'The disk is full. Free some space and try again.';
  if (kind === 'busy') return 'The database is busy. Try again in a moment.';
  if (kind === 'damaged')
    return `lumenbox.db in the data directory is damaged, or no database (${message}). Restore a backup into an empty directory: lumenbox restore FILE`;
  if (kind !== 'unavailable') return undefined;
  // Those of PostgreSQL are its client's own.
  return error instanceof DatabaseError
    ? `The database in the data directory cannot be opened, read or written (${message}). Let this user read and write everything in that directory, or choose another with LUMENBOX_DATA_DIR.`
    : `The database cannot be reached (${message}). See that it runs and that LUMENBOX_DATABASE_URL is right; 'lumenbox doctor' checks it.`;
}

/** What a system says of files, in words. */
const fileFaults: Readonly<Record<string, string>> = {
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EROFS: 'the disk can only be read',
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'something else is there already',
  ENAMETOOLONG: 'its name is too long',
  ELOOP: 'its links lead in a circle',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EIO: 'the disk does not answer as it should',
};

/** Only of files that have a name: the operator named them, or the folder in which they are. */
function explainFile(error: unknown): string | undefined {
  const { code = '', path } = (error ?? {}) as SystemError;
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'The disk is full. Free some space and try again.';
  const fault = fileFaults[code];
  if (fault === undefined || path === undefined) return undefined;
  return `${path} cannot be read, written or made: ${fault} (${code}). Put that right, or name another place.`;
}
