// Finds the files in what was dropped: folders are walked, with bounds on their number and depth.

/** A file and the path under which it was found, folders included. */
export interface FoundFile {
  readonly path: string;
  readonly file: File;
}
/** What was found, and what was not taken. */
export interface Found {
  /** Tells one choice of files from the next. */
  readonly id: number;
  readonly files: FoundFile[];
  /** Files that operating systems leave behind; nobody wants a verdict on them. */
  readonly systemFiles: number;
  readonly unreadable: number;
  /** True when the bound on files cut the walk short. */
  readonly isTruncated: boolean;
}
/** The part of `FileSystemEntry` that walking needs; tests make their own. */
export interface Entry {
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly name: string;
  file?(take: (file: File) => void, fail: (error: unknown) => void): void;
  createReader?(): { readEntries(take: (entries: Entry[]) => void, fail: (error: unknown) => void): void };
}

/** A tab holds so many file handles without trouble; the largest studies have a tenth of it. */
export const filesMax = 50_000;
/** Media written by hospitals are four or five folders deep; a loop of links is endless. */
const depthMax = 32;
/** Batches of a directory (Chromium gives 100 at a time); a bound against readers that never end. */
const readsMax = 10_000;

const systemNames = new Set(['.ds_store', 'thumbs.db', 'desktop.ini', '.directory']);
function isSystemFile(path: string): boolean {
  const parts = path.toLowerCase().split('/');
  const name = parts.at(-1) ?? '';
  return systemNames.has(name) || name.startsWith('._') || parts.includes('__macosx');
}

interface Walk {
  files: FoundFile[];
  systemFiles: number;
  unreadable: number;
  isTruncated: boolean;
  readonly limit: number;
  onProgress(count: number): void;
}

/** Walks dropped entries, breadth by breadth. `onProgress` is told how many files there are so far. */
export async function walkEntries(
  entries: readonly Entry[],
  options: { limit?: number; onProgress?(count: number): void } = {},
): Promise<Found> {
  const walk: Walk = {
    files: [],
    systemFiles: 0,
    unreadable: 0,
    isTruncated: false,
    limit: options.limit ?? filesMax,
    onProgress: options.onProgress ?? (() => undefined),
  };
  let level = entries.map((entry) => ({ entry, path: entry.name }));
  for (let depth = 0; depth < depthMax && level.length > 0 && !walk.isTruncated; depth++) {
    const next: { entry: Entry; path: string }[] = [];
    for (const { entry, path } of level) {
      if (walk.files.length >= walk.limit) {
        walk.isTruncated = true;
        break;
      }
      if (entry.isDirectory) {
        for (const child of await readDirectory(entry, walk))
          next.push({ entry: child, path: `${path}/${child.name}` });
      } else if (entry.isFile) await takeFile(entry, path, walk);
    }
    level = next;
  }
  if (level.length > 0 && !walk.isTruncated) walk.unreadable += level.length;
  return resultOf(walk);
}

/** The same for files that a picker gave: a folder's carry their path in `webkitRelativePath`. */
export function takeFiles(files: Iterable<File>, limit: number = filesMax): Found {
  const walk: Walk = {
    files: [],
    systemFiles: 0,
    unreadable: 0,
    isTruncated: false,
    limit,
    onProgress: () => undefined,
  };
  for (const file of files) add(file, file.webkitRelativePath || file.name, walk);
  return resultOf(walk);
}

let lastId = 0;

function resultOf({ files, systemFiles, unreadable, isTruncated }: Walk): Found {
  lastId += 1;
  return { id: lastId, files, systemFiles, unreadable, isTruncated };
}

function add(file: File, path: string, walk: Walk): void {
  if (isSystemFile(path)) walk.systemFiles++;
  else if (walk.files.length >= walk.limit) walk.isTruncated = true;
  else walk.files.push({ path, file });
}

async function takeFile(entry: Entry, path: string, walk: Walk): Promise<void> {
  try {
    add(await new Promise<File>((take, fail) => entry.file?.(take, fail)), path, walk);
    walk.onProgress(walk.files.length);
  } catch {
    walk.unreadable++;
  }
}

/** A directory reader gives its entries in parts, and an empty part at the end. */
async function readDirectory(entry: Entry, walk: Walk): Promise<Entry[]> {
  const reader = entry.createReader?.();
  const all: Entry[] = [];
  if (reader === undefined) return all;
  try {
    for (let reads = 0; reads < readsMax; reads++) {
      const part = await new Promise<Entry[]>((take, fail) => reader.readEntries(take, fail));
      if (part.length === 0) break;
      all.push(...part);
    }
  } catch {
    walk.unreadable++;
  }
  return all;
}
