// Objects as files of a directory. Durable before it says so: file, entry and every new folder above it are synced.
import { closeSync, type Dirent, open as openDescriptor, read as readDescriptor } from 'node:fs';
import { mkdir, open, opendir, rename, rmdir, stat, unlink } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { newId } from '../../platform/ids.ts';
import { isObjectKey, type ObjectKey } from '../object-keys.ts';
import { createFolderSync, type FolderSync, syncFile } from './folder-sync.ts';
import {
  type ByteRange,
  endsEarly,
  type ListedObject,
  ObjectMissingError,
  type ObjectSource,
  type ObjectStore,
} from './object-store.ts';
import { writeNewFile } from './write-new-file.ts';

/** Spool files lie beside the objects, so that keeping one is a rename. */
const spoolFolder = 'incoming';
/** Bytes read at once: large enough that reading costs little, small enough for many readers. */
const readChunkBytes = 256 * 1024;

/** Opens a directory as a store; it is made when it is not there. Its spool files bear the name of who spools. */
export async function openDirectoryStore(options: {
  dir: string;
  spoolName?: 'server' | 'command';
}): Promise<ObjectStore> {
  const { dir, spoolName = 'command' } = options;
  const folders = createFolderSync();
  await makeFolder(folders, join(dir, spoolFolder), dir);
  const pathOf = (key: ObjectKey) => {
    if (!isObjectKey(key)) throw new RangeError('This is no object key.');
    return join(dir, key);
  };
  return {
    isNear: true,
    put: async (key, source) => putFile({ folders, root: dir }, pathOf(key), source),
    read: async (key, range) => readFile(key, pathOf(key), range),
    fill: async (key, start, target) => fillFromFile(key, pathOf(key), { start, target }),
    stat: async (key) => {
      const found = await stat(pathOf(key)).catch(undefinedWhenMissing);
      return found === undefined ? undefined : { sizeBytes: found.size };
    },
    delete: async (key) => {
      await unlink(pathOf(key)).catch(undefinedWhenMissing);
    },
    holdsAnything: () => hasFolders(dir),
    list: () => listFiles(dir),
    newSpoolPath: async () => join(dir, spoolFolder, `${spoolName}-${newId()}`),
    clearSpool: () => clearSpool(join(dir, spoolFolder), `${spoolName}-`),
    tidy: ({ olderThanMs }) => tidyFolders(dir, olderThanMs),
  };
}

interface Place {
  readonly folders: FolderSync;
  readonly root: string;
}

async function putFile(place: Place, path: string, source: ObjectSource): Promise<void> {
  const folder = dirname(path);
  const syncEntry = () => place.folders.sync(folder);
  const write = () =>
    source.kind === 'memory'
      ? writeNewFile(path, source.chunks, syncEntry)
      : moveIn(path, source.path).then(syncEntry);
  try {
    await write();
  } catch (error) {
    // The folder is new, or the sweep took it because it was empty.
    if (!isMissing(error)) throw error;
    await makeFolder(place.folders, folder, place.root);
    await write();
  }
}

async function moveIn(path: string, source: string): Promise<void> {
  await syncFile(source);
  if ((await stat(path).catch(undefinedWhenMissing)) !== undefined)
    throw Object.assign(new Error('The key is taken.'), { code: 'EEXIST' });
  await rename(source, path);
}

/** Makes a folder and every one above it up to the root, and syncs the entry of each: they hold acknowledged objects. */
async function makeFolder(folders: FolderSync, folder: string, root: string): Promise<void> {
  const firstMade = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (firstMade === undefined && folder === root) return;
  const above = relative(root, folder)
    .split(sep)
    .filter((name) => name !== '' && name !== '..');
  // Another process may have made a folder and not synced it yet, so all are synced, whoever made them.
  let parent = dirname(root);
  for (const name of ['', ...above]) {
    await folders.sync(parent);
    parent = name === '' ? root : join(parent, name);
  }
}

async function readFile(key: ObjectKey, path: string, range: ByteRange | undefined): Promise<Readable> {
  const file = await open(path, 'r').catch(undefinedWhenMissing);
  if (file === undefined) throw new ObjectMissingError(key);
  return file.createReadStream({
    highWaterMark: readChunkBytes,
    ...(range === undefined ? {} : { start: range.start, end: range.start + range.length - 1 }),
  });
}

const openFile = promisify(openDescriptor);
const readSome = promisify(readDescriptor);

/** Plain descriptors, closed at once: of the trips to another thread that a file handle takes, this leaves out every third. */
async function fillFromFile(
  key: ObjectKey,
  path: string,
  { start, target }: { start: number; target: Uint8Array },
): Promise<void> {
  const descriptor = await openFile(path, 'r').catch(undefinedWhenMissing);
  if (descriptor === undefined) throw new ObjectMissingError(key);
  try {
    for (let at = 0; at < target.length; ) {
      const { bytesRead } = await readSome(descriptor, target, at, target.length - at, start + at);
      if (bytesRead === 0) throw endsEarly();
      at += bytesRead;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** The folders of objects stay when the objects go: a root without any is not the one that was written to. */
async function hasFolders(root: string): Promise<boolean> {
  const entries = await opendir(root).catch(undefinedWhenMissing);
  if (entries === undefined) return false;
  for await (const entry of entries) if (isFolderOfObjects(entry)) return true;
  return false;
}

function isFolderOfObjects(entry: Dirent): boolean {
  return entry.isDirectory() && /^[0-9a-f]{2}$/.test(entry.name);
}

async function* listFiles(root: string): AsyncIterable<ListedObject> {
  for await (const path of walk(root, 2)) {
    const key = relative(root, path).split(sep).join('/');
    if (!isObjectKey(key)) continue;
    const found = await stat(path).catch(undefinedWhenMissing);
    if (found !== undefined) yield { key, sizeBytes: found.size, modifiedMs: found.mtimeMs };
  }
}

/** The files below a folder, so many levels deep. */
async function* walk(folder: string, levels: number): AsyncIterable<string> {
  const entries = await opendir(folder).catch(undefinedWhenMissing);
  if (entries === undefined) return;
  for await (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isFile()) yield path;
    else if (entry.isDirectory() && levels > 0) yield* walk(path, levels - 1);
  }
}

async function clearSpool(folder: string, prefix: string): Promise<void> {
  for await (const path of walk(folder, 0))
    if (basename(path).startsWith(prefix)) await unlink(path).catch(undefinedWhenMissing);
}

async function tidyFolders(root: string, olderThanMs: number): Promise<number> {
  let removed = 0;
  for await (const path of walk(join(root, spoolFolder), 0)) {
    const found = await stat(path).catch(undefinedWhenMissing);
    if (found === undefined || found.mtimeMs >= olderThanMs) continue;
    await unlink(path).catch(undefinedWhenMissing);
    removed += 1;
  }
  for await (const folder of emptyFolders(root, olderThanMs)) {
    await rmdir(folder).then(
      () => {
        removed += 1;
      },
      () => undefined, // It has got an object in the meantime.
    );
  }
  return removed;
}

async function* emptyFolders(root: string, olderThanMs: number): AsyncIterable<string> {
  for await (const entry of await opendir(root)) {
    if (!isFolderOfObjects(entry)) continue;
    for await (const shelf of await opendir(join(root, entry.name))) {
      const path = join(root, entry.name, shelf.name);
      const found = await stat(path).catch(undefinedWhenMissing);
      if (found?.isDirectory() === true && found.mtimeMs < olderThanMs) yield path;
    }
  }
}

function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | null)?.code === 'ENOENT';
}

function undefinedWhenMissing(error: unknown): undefined {
  if (!isMissing(error)) throw error;
  return undefined;
}
