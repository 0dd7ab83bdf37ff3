// One server a data directory. The lock is SQLite's own on a file of its own: the system frees it whatever way a process ends.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sqliteError } from './database/index.ts';

/** Another server runs on the same data directory. */
export class AlreadyRunningError extends Error {
  constructor(dataDir: string) {
    super(
      `Another Lumenbox server is running on the data directory ${dataDir}. Stop it first, or give this one a directory of its own with LUMENBOX_DATA_DIR.`,
    );
    this.name = 'AlreadyRunningError';
  }
}

/**
 * Takes the lock of a data directory and gives the function that frees it. Throws {@link AlreadyRunningError}, and a `DatabaseError`
 * when the directory cannot be written.
 */
export function lockDataDir(dataDir: string): () => void {
  let file: DatabaseSync | undefined;
  try {
    file = new DatabaseSync(join(dataDir, 'server.lock'), { timeout: 0 });
    file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const locked = file;
    return () => locked.close();
  } catch (error) {
    file?.close();
    const fault = sqliteError(error);
    throw fault.kind === 'busy' ? new AlreadyRunningError(dataDir) : fault;
  }
}
