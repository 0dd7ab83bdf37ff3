// Where received bytes rest while they are on their way in: in memory while they are few, else in a file beside the objects, sealed
// when they are of an original for a case. Knows nothing of what they are.
import type { Cipheriv } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import type { ObjectSource, ObjectStore } from '../archive/index.ts';
import { createSeal, type Seal, sealing } from '../platform/seal.ts';
import type { MemoryBudget, WaitingBudget } from './memory-budget.ts';
import { openSealed, type SealedFile } from './sealed-file.ts';

/** Where received bytes are. What is sealed is read again, and never kept. */
export type SpooledSource = ObjectSource | SealedFile;

/** What spooling needs. */
export interface SpoolDeps {
  readonly objects: ObjectStore;
  readonly memory: MemoryBudget;
  readonly headers: WaitingBudget;
}

/** Instances up to this size are written once, from memory: a CT slice, a small ultrasound. */
const memoryBytesMax = 2 * 1024 * 1024;
/** Reads of this size keep a disk busy without holding much. */
const readChunkBytes = 1024 * 1024;

/** Each chunk that is kept costs some hundred bytes: smaller ones are copied into blocks. What comes off a socket is rarely so small. */
const smallChunkBytes = 4096;
/** A first block for the few bytes that end most instances, further ones for who sends nothing else. */
const firstBlockBytes = 8 * 1024;
const blockBytes = 64 * 1024;

/** Bytes at rest that are no instance by themselves: they become part of some, or tell of them. */
export interface SpooledBytes {
  readonly sizeBytes: number;
  readonly source: SpooledSource;
  /** Gives memory and file back. */
  release(): Promise<void>;
}

/**
 * Reads all bytes and lays them aside; what is secret goes to a file only in sealed form. `too-large` when they are more
 * than `bytesMax`: they are read to their end all the same, since others come behind them. `onBytes` sees what is kept as it
 * passes. Throws whatever the source of the bytes or the disk throws.
 */
export async function spoolBytes(
  deps: Pick<SpoolDeps, 'objects' | 'memory'>,
  bytes: AsyncIterable<Uint8Array>,
  options: { bytesMax: number; isSecret: boolean; onBytes?: (chunk: Uint8Array) => void },
): Promise<SpooledBytes | 'too-large'> {
  const store = new SpoolStore(deps, options.isSecret);
  const release = () => store.release();
  let sizeBytes = 0;
  try {
    for await (const chunk of bytes) {
      const isKept = sizeBytes <= options.bytesMax;
      sizeBytes += chunk.length;
      if (!isKept) continue;
      if (sizeBytes > options.bytesMax) await release();
      else {
        options.onBytes?.(chunk);
        if (!store.keep(chunk)) await store.write(chunk);
      }
    }
    if (sizeBytes > options.bytesMax) return 'too-large';
    return { sizeBytes, source: await store.end(), release };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Memory first, a file as soon as the bytes are many or memory is short. */
export class SpoolStore {
  readonly #deps: { objects: ObjectStore; memory: MemoryBudget };
  #chunks: Uint8Array[] = [];
  #memoryBytes = 0;
  /** Where small chunks are gathered; the chunks have what stands in front of `blockStart`. */
  #block: Uint8Array | undefined;
  #blockStart = 0;
  #blockEnd = 0;
  #file: FileHandle | undefined;
  #path: string | undefined;
  readonly #isSecret: boolean;
  #sealed: { readonly seal: Seal; readonly cipher: Cipheriv } | undefined;

  constructor(deps: { objects: ObjectStore; memory: MemoryBudget }, isSecret: boolean) {
    this.#deps = deps;
    this.#isSecret = isSecret;
  }

  /** Takes a chunk into memory; false when it has to be written. */
  keep(chunk: Uint8Array): boolean {
    const isRoom = this.#file === undefined && this.#memoryBytes + chunk.length <= memoryBytesMax;
    if (!isRoom || !this.#deps.memory.take(chunk.length)) return false;
    this.#memoryBytes += chunk.length;
    if (chunk.length < smallChunkBytes) this.#gather(chunk);
    else {
      this.#closeGathered();
      this.#chunks.push(chunk);
    }
    return true;
  }

  async write(chunk: Uint8Array): Promise<void> {
    if (this.#file === undefined) await this.#spill();
    await this.#writeOut(chunk);
  }

  async end(): Promise<SpooledSource> {
    this.#closeGathered();
    if (this.#file === undefined) return { kind: 'memory', chunks: this.#chunks };
    await this.#file.close();
    this.#file = undefined;
    const path = this.#path as string;
    return this.#sealed === undefined
      ? { kind: 'file', path }
      : { kind: 'sealed', path, seal: this.#sealed.seal };
  }

  async release(): Promise<void> {
    this.#forget();
    await this.#file?.close().catch(() => undefined);
    this.#file = undefined;
    if (this.#path !== undefined) await unlink(this.#path).catch(() => undefined);
  }

  async #spill(): Promise<void> {
    this.#path = await this.#deps.objects.newSpoolPath();
    this.#file = await open(this.#path, 'wx', 0o600);
    if (this.#isSecret) {
      const seal = createSeal();
      this.#sealed = { seal, cipher: sealing(seal) };
    }
    this.#closeGathered();
    for (const chunk of this.#chunks) await this.#writeOut(chunk);
    this.#forget();
  }

  async #writeOut(chunk: Uint8Array): Promise<void> {
    await writeAll(this.#file as FileHandle, this.#sealed?.cipher.update(chunk) ?? chunk);
  }

  #gather(chunk: Uint8Array): void {
    let block = this.#block;
    if (block === undefined || this.#blockEnd + chunk.length > block.length) {
      this.#closeGathered();
      block = Buffer.allocUnsafeSlow(block === undefined ? firstBlockBytes : blockBytes);
      this.#block = block;
      this.#blockStart = 0;
      this.#blockEnd = 0;
    }
    block.set(chunk, this.#blockEnd);
    this.#blockEnd += chunk.length;
  }

  /** Puts what was gathered behind the other chunks; the rest of the block stays for the next small ones. */
  #closeGathered(): void {
    if (this.#blockEnd > this.#blockStart)
      this.#chunks.push((this.#block as Uint8Array).subarray(this.#blockStart, this.#blockEnd));
    this.#blockStart = this.#blockEnd;
  }

  #forget(): void {
    this.#deps.memory.give(this.#memoryBytes);
    this.#memoryBytes = 0;
    this.#chunks = [];
    this.#block = undefined;
    this.#blockStart = 0;
    this.#blockEnd = 0;
  }
}

/** Spooled bytes once more, from one of them on, up to and without another. */
export async function* readSpooled(
  source: SpooledSource,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncIterable<Uint8Array> {
  if (end <= start) return;
  if (source.kind === 'sealed') yield* openSealed(source, start, end);
  else if (source.kind === 'file')
    yield* createReadStream(source.path, { start, end: end - 1, highWaterMark: readChunkBytes });
  else {
    let at = 0;
    for (const chunk of source.chunks) {
      const part = chunk.subarray(Math.max(0, start - at), Math.max(0, end - at));
      if (part.length > 0) yield part;
      at += chunk.length;
      if (at >= end) return;
    }
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
}
