// Syncs the entries of folders, sharing: whoever asks while one sync of a folder runs waits for the next, together.
import { close, fstatSync, fsync, open as openDescriptor, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';

/** Makes folders' entries durable. */
export interface FolderSync {
  /** Resolves when everything that was in the folder at the time of the call survives a power cut. */
  sync(folder: string): Promise<void>;
}

/** Makes a sharing sync. */
export function createFolderSync(
  syncNow: (folder: string) => Promise<void> = createOpenFolders(),
): FolderSync {
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

/** Folders that stay open: one for the objects of the moment, those above it, the spool's. */
const openFoldersMax = 8;
const openFolder = promisify(openDescriptor);
const syncDescriptor = promisify(fsync);

interface OpenFolder {
  readonly descriptor: number;
  readonly inode: bigint;
  isBusy: boolean;
}

/**
 * Makes a sync that keeps the last folders open: objects fill one folder after the other, and to open and close it each time costs
 * every object two more trips to a thread. One sync of a folder at a time, as {@link createFolderSync} sees to.
 */
function createOpenFolders(): (folder: string) => Promise<void> {
  const opened = new Map<string, OpenFolder>();

  const closeOldest = (): void => {
    for (const [folder, { descriptor, isBusy }] of opened) {
      if (opened.size <= openFoldersMax) return;
      if (isBusy) continue;
      opened.delete(folder);
      close(descriptor, () => undefined);
    }
  };

  const take = async (folder: string): Promise<OpenFolder> => {
    const known = opened.get(folder);
    if (known !== undefined) {
      opened.delete(folder);
      // An empty folder may have been removed and made again under its name: then what is open is the old one. The entry
      // has just been used, so this waits for no disk.
      if (statSync(folder, { bigint: true, throwIfNoEntry: false })?.ino === known.inode) return known;
      close(known.descriptor, () => undefined);
    }
    const descriptor = await openFolder(folder, 'r');
    return { descriptor, inode: fstatSync(descriptor, { bigint: true }).ino, isBusy: false };
  };

  return async (folder) => {
    const one = await take(folder);
    opened.set(folder, one);
    one.isBusy = true;
    try {
      await syncDescriptor(one.descriptor);
    } finally {
      one.isBusy = false;
      closeOldest();
    }
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
