// Syncs the entries of folders, sharing: whoever asks while one sync of a folder runs waits for the next, together.
import { open } from 'node:fs/promises';

/** Makes folders' entries durable. */
export interface FolderSync {
  /** Resolves when everything that was in the folder at the time of the call survives a power cut. */
  sync(folder: string): Promise<void>;
}

/** Makes a sharing sync. */
export function createFolderSync(syncNow: (folder: string) => Promise<void> = syncFolder): FolderSync {
  const waiting = new Map<string, Promise<void>>();
  const running = new Map<string, Promise<void>>();
  const run = (folder: string): Promise<void> => {
    waiting.delete(folder);
    const work = syncNow(folder).finally(() => {
      if (running.get(folder) === work) running.delete(folder);
    });
    running.set(folder, work);
    return work;
  };
  return {
    sync: (folder) => {
      const shared = waiting.get(folder);
      if (shared !== undefined) return shared;
      const current = running.get(folder);
      if (current === undefined) return run(folder);
      const next = current.then(
        () => run(folder),
        () => run(folder),
      );
      waiting.set(folder, next);
      return next;
    },
  };
}

/** Makes the entries of a folder durable. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the bytes of a file durable. */
export async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
