// The files that `lumenbox import` takes: paths, and folders walked in order. Links are not followed.
import { createReadStream, type Dirent } from 'node:fs';
import { lstat, readdir, readFile, stat } from 'node:fs/promises';
import { basename, resolve, sep } from 'node:path';
import { FileFault, type IncomingFile, promisesImages } from '../ingest/index.ts';
import { CliError } from './command.ts';

/** A file on disk that is to be imported. */
export interface ListedFile {
  /** As the disk has it: a name need not be UTF-8. */
  readonly path: string | Buffer;
  /** As the result shows it: relative to what was named. */
  readonly name: string;
  readonly sizeBytes: number;
  /** Named itself, and not found in a folder. */
  readonly isNamed: boolean;
}

/** Folders in folders; no medium nests deeper. */
const depthMax = 64;
/** Files up to this size are read at once. */
const wholeBytesMax = 4 * 1024 * 1024;
const readChunkBytes = 256 * 1024;
/** Files read before it is their turn. */
const readAhead = 4;

/**
 * Lists the files under paths, folder by folder, by name. A folder that cannot be read stands there as a file that cannot be, so that its
 * neighbours are taken and it is told. Throws {@link CliError} for a path that is not there.
 */
export async function listImportFiles(paths: readonly string[]): Promise<ListedFile[]> {
  const files: ListedFile[] = [];
  for (const path of paths) {
    const found = await stat(path).catch(() => undefined);
    if (found === undefined) throw new CliError(`There is no file or folder ${path}.`);
    const name = basename(resolve(path));
    if (found.isDirectory()) await walk(Buffer.from(path), name, 0, files);
    else files.push({ path, name, sizeBytes: found.size, isNamed: true });
  }
  return files;
}

async function walk(folder: Buffer, name: string, depth: number, files: ListedFile[]): Promise<void> {
  const entries = depth > depthMax ? undefined : await listFolder(folder);
  if (entries === undefined) {
    files.push({ path: folder, name: `${name}/`, sizeBytes: 0, isNamed: true });
    return;
  }
  entries.sort((first, second) => first.name.compare(second.name));
  for (const entry of entries) {
    const path = Buffer.concat([folder, Buffer.from(sep), entry.name]);
    const shown = `${name}/${entry.name.toString('utf8')}`;
    if (entry.isDirectory()) await walk(path, shown, depth + 1, files);
    else if (entry.isFile()) {
      const found = await lstat(path).catch(() => undefined);
      files.push({ path, name: shown, sizeBytes: found?.size ?? 0, isNamed: false });
    }
  }
}

/** What a folder holds, with names as bytes; `undefined` when it cannot be read. */
function listFolder(folder: Buffer): Promise<Dirent<Buffer>[] | undefined> {
  return readdir(folder, { withFileTypes: true, encoding: 'buffer' }).catch(() => undefined);
}

/** Opens files one after the other, the next ones read while one is taken in. `onRead` hears of bytes as they go in. */
export async function* openImportFiles(
  files: readonly ListedFile[],
  options: { signal: AbortSignal; onRead: (bytes: number) => void },
): AsyncIterable<IncomingFile> {
  const ahead: Promise<Buffer | undefined>[] = [];
  for (let index = 0; index < files.length; index++) {
    options.signal.throwIfAborted();
    while (ahead.length < readAhead && index + ahead.length < files.length)
      ahead.push(readSmall(files[index + ahead.length] as ListedFile));
    const file = files[index] as ListedFile;
    const bytes = fileBytes(file, ahead.shift() ?? Promise.resolve(undefined), options);
    yield { name: file.name, bytes, isExpected: file.isNamed || promisesImages(file.name) };
  }
}

/** A small file's bytes; `undefined` when it is large, or cannot be read, which its own turn will tell. */
function readSmall(file: ListedFile): Promise<Buffer | undefined> {
  if (file.sizeBytes > wholeBytesMax) return Promise.resolve(undefined);
  return readFile(file.path).catch(() => undefined);
}

async function* fileBytes(
  file: ListedFile,
  whole: Promise<Buffer | undefined>,
  options: { signal: AbortSignal; onRead: (bytes: number) => void },
): AsyncIterable<Uint8Array> {
  const bytes = await whole;
  if (bytes !== undefined) {
    options.onRead(bytes.length);
    yield bytes;
    return;
  }
  const stream = createReadStream(file.path, { highWaterMark: readChunkBytes });
  try {
    for await (const chunk of stream) {
      options.onRead((chunk as Buffer).length);
      yield chunk as Buffer;
      options.signal.throwIfAborted();
    }
  } catch (error) {
    if (options.signal.aborted) throw error;
    throw new FileFault('unreadable');
  }
}
