// Objects in a bucket of S3. What is on its way in lies in a local folder; an object is durable when S3 says so.
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { failure } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { isObjectKey, type ObjectKey } from '../object-keys.ts';
import {
  type ByteRange,
  fillFrom,
  type ListedObject,
  ObjectMissingError,
  type ObjectSource,
  type ObjectStore,
} from './object-store.ts';
import {
  type Bucket,
  type BucketLimits,
  type BucketLocation,
  bucketLimits,
  openBucket,
  refusalOf,
  type UnjoinedPosition,
} from './s3-bucket.ts';
import { openResumable } from './s3-read.ts';
import { createSpoolFolder, type SpoolFolder, type SpoolName } from './spool-folder.ts';

/** A store's place in a bucket. */
export interface S3Location extends BucketLocation {
  /** What every key begins with: empty, or ends with a slash. */
  readonly prefix: string;
  /** Where what is coming in waits. */
  readonly spoolDir: string;
}

/** Sizes and times; tests take others. */
export interface S3Limits extends BucketLimits {
  /** Larger objects go in parts of this size. S3 takes 10,000 of them, and none but the last below five MiB. */
  readonly partBytes: number;
  /** A body that is silent for so long is asked for again from where it stopped. */
  readonly silenceMs: number;
}

const limitsDefault: S3Limits = { ...bucketLimits, partBytes: 8 * 1024 * 1024, silenceMs: 30_000 };
/** What S3 takes: larger objects get larger parts. */
const partsMax = 10_000;
/** Parts in memory at the same time, of all objects together: 32 MiB, and enough to fill a line. */
const partsAtOnceMax = 4;

/** Opens a bucket as a store. Nothing is asked of the server yet: it may come and go while ours runs. */
export async function openS3Store(
  location: S3Location,
  options: { spoolName?: SpoolName; limits?: Partial<S3Limits> } = {},
): Promise<ObjectStore> {
  const { prefix, spoolDir } = location;
  const limits = { ...limitsDefault, ...options.limits };
  await mkdir(spoolDir, { recursive: true, mode: 0o700 });
  const spool = createSpoolFolder(spoolDir, options.spoolName);
  const bucket = openBucket(location, limits);
  const writer = { bucket, limits, prefix, slots: createSlots(partsAtOnceMax), known: {} };
  const nameOf = (key: ObjectKey) => {
    if (!isObjectKey(key)) throw new RangeError('This is no object key.');
    return prefix + key;
  };
  const read = async (key: ObjectKey, range?: ByteRange) =>
    openResumable({ bucket, limits }, nameOf(key), range).catch((error: unknown) => {
      if (isMissing(error)) throw new ObjectMissingError(key);
      throw translated(error);
    });
  return {
    isNear: false,
    put: async (key, source) => putSource(writer, nameOf(key), source),
    read,
    fill: async (key, start, target) => fillFrom(await read(key, { start, length: target.length }), target),
    stat: async (key) => {
      const found = await bucket.head(nameOf(key)).catch(undefinedWhenMissing);
      return found === undefined ? undefined : { sizeBytes: found.sizeBytes };
    },
    delete: async (key) => bucket.delete(nameOf(key)).catch(undefinedWhenMissing),
    holdsAnything: async () => !(await listObjects(bucket, prefix)[Symbol.asyncIterator]().next()).done,
    list: () => listObjects(bucket, prefix),
    newSpoolPath: async () => spool.newPath(),
    clearSpool: () => spool.clear(),
    tidy: ({ olderThanMs }) => tidy({ bucket, spool, prefix }, olderThanMs),
  };
}

interface Writer {
  readonly bucket: Bucket;
  readonly limits: S3Limits;
  readonly slots: Slots;
  readonly prefix: string;
  /** Whether the server knows conditional writes; not all do. Not there until somebody has asked. */
  readonly known: { canTellNew?: boolean };
}

/** Bytes that can be read piece by piece, again and again: a request that fails is sent once more. */
interface Pieces {
  readonly sizeBytes: number;
  piece(start: number, length: number): Promise<Uint8Array>;
  /** Runs what holds a piece, when there is room for one more. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}

async function putSource(writer: Writer, name: string, source: ObjectSource): Promise<void> {
  if (source.kind === 'memory') {
    const bytes = Buffer.concat(source.chunks);
    return putPieces(writer, name, {
      sizeBytes: bytes.length,
      piece: async (start, length) => bytes.subarray(start, start + length),
      // They are in memory anyway.
      hold: (work) => work(),
    });
  }
  const file = await open(source.path, 'r');
  try {
    const { size } = await file.stat();
    const piece = (start: number, length: number) => readPiece(file, start, length);
    await putPieces(writer, name, { sizeBytes: size, piece, hold: writer.slots.run });
  } finally {
    await file.close();
  }
  // Only now: until S3 has it this is the only copy.
  await unlink(source.path);
}

async function readPiece(file: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(bytes, done, length - done, start + done);
    if (bytesRead === 0) throw new Error('The spool file became shorter while it was read.');
    done += bytesRead;
  }
  return bytes;
}

async function putPieces(writer: Writer, name: string, pieces: Pieces): Promise<void> {
  const mark = newId();
  try {
    await ifNew(writer, name, (isConditional) => {
      const options = { mark, ifNew: isConditional };
      return pieces.sizeBytes <= writer.limits.partBytes
        ? putWhole(writer, name, pieces, options)
        : putParts(writer, name, pieces, options);
    });
  } catch (error) {
    // The object may be there, and only the answer got lost.
    const found = await writer.bucket.head(name).catch(() => undefined);
    if (found?.mark === mark && found.sizeBytes === pieces.sizeBytes) return;
    if (found !== undefined) throw keyTaken(error);
    throw translated(error);
  }
}

/** Writes under a condition where the server knows them, else after a look: keys are random, nobody races for one. */
async function ifNew(
  writer: Writer,
  name: string,
  write: (isConditional: boolean) => Promise<void>,
): Promise<void> {
  const canTellNew = writer.known.canTellNew ?? (await askForConditions(writer));
  writer.known.canTellNew = canTellNew;
  if (!canTellNew && (await writer.bucket.head(name).catch(undefinedWhenMissing)) !== undefined)
    throw keyTaken();
  await write(canTellNew);
}

/** Asks with an empty object: one with a body could be cut off before it has read that it is refused. */
async function askForConditions({ bucket, prefix }: Writer): Promise<boolean> {
  const name = `${prefix}probe-${newId()}`;
  try {
    await bucket.put(name, new Uint8Array(), { mark: newId(), ifNew: true });
  } catch (error) {
    if (refusalOf(error)?.status === 501) return false;
    throw error;
  }
  await bucket.delete(name).catch(() => undefined);
  return true;
}

function keyTaken(cause?: unknown): Error {
  return Object.assign(new Error('The key is taken.', { cause }), { code: 'EEXIST' });
}

function putWhole(
  writer: Writer,
  name: string,
  pieces: Pieces,
  options: { mark: string; ifNew: boolean },
): Promise<void> {
  return pieces.hold(async () => writer.bucket.put(name, await pieces.piece(0, pieces.sizeBytes), options));
}

async function putParts(
  writer: Writer,
  name: string,
  pieces: Pieces,
  options: { mark: string; ifNew: boolean },
): Promise<void> {
  const { bucket, limits } = writer;
  const { sizeBytes } = pieces;
  const partBytes = Math.max(limits.partBytes, Math.ceil(sizeBytes / partsMax));
  const uploadId = await bucket.beginParts(name, options);
  try {
    const starts = Array.from({ length: Math.ceil(sizeBytes / partBytes) }, (_, index) => index * partBytes);
    const abort = new AbortController();
    const put = async (start: number, index: number) => {
      abort.signal.throwIfAborted();
      const body = await pieces.piece(start, Math.min(partBytes, sizeBytes - start));
      return bucket.putPart(name, body, { uploadId, number: index + 1 });
    };
    const parts = starts.map((start, index) => pieces.hold(() => put(start, index)));
    for (const part of parts) part.catch((error: unknown) => abort.abort(error));
    // All have ended before the source is closed and the rest given up.
    const ended = await Promise.allSettled(parts);
    abort.signal.throwIfAborted();
    const tags = ended.map((part) => (part.status === 'fulfilled' ? part.value : ''));
    await bucket.joinParts(name, { uploadId, tags, ifNew: options.ifNew });
  } catch (error) {
    // One that cannot be given up now is given up by the sweep.
    await bucket.dropParts(name, uploadId).catch(() => undefined);
    throw error;
  }
}

async function* listObjects(bucket: Bucket, prefix: string): AsyncIterable<ListedObject> {
  let next: string | undefined;
  do {
    const page = await bucket.list(prefix, next).catch((error: unknown) => {
      throw translated(error);
    });
    for (const object of page.objects) {
      const key = object.key.slice(prefix.length);
      if (isObjectKey(key)) yield { ...object, key };
    }
    next = page.next;
  } while (next !== undefined);
}

/** Removes old spool files, and gives up what was begun in parts and never ended: it costs, and no listing shows it. */
async function tidy(
  place: { bucket: Bucket; spool: SpoolFolder; prefix: string },
  olderThanMs: number,
): Promise<number> {
  const { bucket, spool, prefix } = place;
  let removed = await spool.tidy(olderThanMs);
  let after: UnjoinedPosition | undefined = {};
  while (after !== undefined) {
    const page: Awaited<ReturnType<Bucket['listUnjoined']>> = await bucket
      .listUnjoined(prefix, after)
      .catch((error: unknown) => {
        throw translated(error);
      });
    for (const { key, uploadId, begunMs } of page.uploads) {
      if (!isObjectKey(key.slice(prefix.length)) || !(begunMs < olderThanMs)) continue;
      await bucket.dropParts(key, uploadId).catch(undefinedWhenMissing);
      removed += 1;
    }
    after = page.next;
  }
  return removed;
}

/** An error as the domain knows it: all of them pass, or somebody repairs the bucket; sending again is safe. */
function translated(error: unknown): unknown {
  return failure.unavailable('The object store is out of reach. Try again later.', error);
}

function isMissing(error: unknown): boolean {
  const refusal = refusalOf(error);
  return refusal?.status === 404 && refusal.code !== 'NoSuchBucket';
}

function undefinedWhenMissing(error: unknown): undefined {
  if (!isMissing(error)) throw translated(error);
  return undefined;
}

interface Slots {
  run<T>(work: () => Promise<T>): Promise<T>;
}

/** Lets so many works run at once; the others wait their turn. */
function createSlots(countMax: number): Slots {
  const waiting: (() => void)[] = [];
  let free = countMax;
  return {
    run: async (work) => {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next === undefined) free += 1;
        else next();
      }
    },
  };
}
