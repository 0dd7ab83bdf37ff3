// Bytes as they come off a line, kept as one object when somebody says so. What they are is not its matter.
import { type Cipheriv, createHash } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { createSeal, type Seal, sealing } from '../platform/seal.ts';
import { type Archive, type NewObject, smallBytesMax } from './archive.ts';
import { storageFault } from './storage-fault.ts';

/** An object of what was written. */
export interface KeptPiece extends NewObject {
  readonly sizeBytes: number;
  /** Of the object, sealed or not. */
  readonly sha256: string;
  /** What the object is sealed with. */
  readonly seal: Seal | undefined;
}

/** Takes bytes to a spool file, or keeps them in memory while they are few. */
export class PieceWriter {
  readonly #archive: Archive;
  readonly #hash = createHash('sha256');
  #chunks: Uint8Array[] = [];
  #file: FileHandle | undefined;
  #path: string | undefined;
  #sizeBytes = 0;
  readonly #seal: Seal | undefined;
  readonly #cipher: Cipheriv | undefined;

  /** Bytes that are `isSecret` are sealed before they rest anywhere. */
  constructor(archive: Archive, options: { isSecret: boolean }) {
    this.#archive = archive;
    this.#seal = options.isSecret ? createSeal() : undefined;
    this.#cipher = this.#seal && sealing(this.#seal);
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** Takes bytes. Throws `unavailable` when the disk is full; then only {@link drop} is left. */
  async write(bytes: Uint8Array): Promise<void> {
    const chunk = this.#cipher?.update(bytes) ?? bytes;
    this.#hash.update(chunk);
    this.#sizeBytes += chunk.length;
    this.#chunks.push(chunk);
    if (this.#sizeBytes > smallBytesMax) await this.#spill().catch(storageFault);
  }

  /** Keeps what was written. When it resolves the object survives a power cut, or as {@link Archive.keep} says. */
  async keep(): Promise<KeptPiece> {
    const sizeBytes = this.#sizeBytes;
    try {
      await this.#file?.close();
      this.#file = undefined;
      const source =
        this.#path === undefined
          ? ({ kind: 'memory', chunks: this.#chunks } as const)
          : ({ kind: 'file', path: this.#path } as const);
      const object = await this.#archive.keep(source, sizeBytes).catch(storageFault);
      return { ...object, sizeBytes, sha256: this.#hash.digest('hex'), seal: this.#seal };
    } catch (error) {
      await this.drop();
      throw error;
    }
  }

  /** Removes what was written and not kept. */
  async drop(): Promise<void> {
    this.#chunks = [];
    await this.#file?.close().catch(() => undefined);
    this.#file = undefined;
    if (this.#path !== undefined) await unlink(this.#path).catch(() => undefined);
  }

  async #spill(): Promise<void> {
    if (this.#file === undefined) {
      this.#path = await this.#archive.objects.newSpoolPath();
      this.#file = await open(this.#path, 'wx', 0o600);
    }
    const chunks = this.#chunks;
    this.#chunks = [];
    for (const chunk of chunks) await writeAll(this.#file, chunk);
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array): Promise<void> {
  let done = 0;
  while (done < bytes.length) done += (await file.write(bytes, done, bytes.length - done)).bytesWritten;
}
