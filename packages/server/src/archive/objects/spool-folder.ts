// The folder of files on their way into a store. Which process writes one shows in its name; nothing else does.
import { opendir, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '../../platform/ids.ts';

/** Who spools: the server, which has its data directory for itself, or a command beside it. */
export type SpoolName = 'server' | 'command';

/** A folder of spool files. */
export interface SpoolFolder {
  /** A path for a new file. */
  newPath(): string;
  /** Removes what a process of this name left when it died. No other must be at work under it. */
  clear(): Promise<void>;
  /** Removes files that nobody has touched since then, and gives their number. */
  tidy(olderThanMs: number): Promise<number>;
}

/** Makes the view of a folder that is there. */
export function createSpoolFolder(dir: string, name: SpoolName = 'command'): SpoolFolder {
  return {
    newPath: () => join(dir, `${name}-${newId()}`),
    clear: async () => {
      for await (const file of filesOf(dir)) if (file.startsWith(`${name}-`)) await remove(join(dir, file));
    },
    tidy: async (olderThanMs) => {
      let removed = 0;
      for await (const file of filesOf(dir)) {
        const found = await stat(join(dir, file)).catch(undefinedWhenMissing);
        if (found === undefined || found.mtimeMs >= olderThanMs) continue;
        await remove(join(dir, file));
        removed += 1;
      }
      return removed;
    },
  };
}

async function* filesOf(dir: string): AsyncIterable<string> {
  for await (const entry of await opendir(dir)) if (entry.isFile()) yield entry.name;
}

async function remove(path: string): Promise<void> {
  await unlink(path).catch(undefinedWhenMissing);
}

function undefinedWhenMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException | null)?.code !== 'ENOENT') throw error;
  return undefined;
}
