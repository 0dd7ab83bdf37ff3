// First step of the way in: takes the bytes off the wire while hashing, counting and reading them. Small instances stay
// in memory, others go to a file beside the objects, where keeping them is a rename. Knows nothing of patients.
import { createHash } from 'node:crypto';
import type { DicomError } from '@lumenbox/dicom';
import { createContentReader, type InstanceContent } from './instance-content.ts';
import type { WaitingBudget } from './memory-budget.ts';
import { readSpooled, type SpoolDeps, type SpooledSource, SpoolStore } from './spool-store.ts';

/** Received bytes, at rest but not yet kept. */
export interface Spooled {
  /** What the header and the pixel data say; or why they cannot be read, or were not kept. */
  readonly content: InstanceContent | 'too-large';
  readonly sizeBytes: number;
  /**
   * Of the bytes as they are kept: as received, but for a preamble that is set to zero. Empty for what is secret, which is not kept;
   * what is to be verified has one all the same.
   */
  readonly sha256: string;
  readonly source: SpooledSource;
  /** For whoever makes another instance of this one and reads that, before this is released. */
  readonly headers: WaitingBudget;
  /** Gives memory and file back; the file is gone already when the archive took it. */
  release(): Promise<void>;
}

/** Preamble and prefix (PS3.10 7.1). */
const prefixEnd = 132;

/** Reads all bytes; what is secret goes to a file only in sealed form. Throws whatever the source of the bytes or the disk throws. */
export async function spool(
  deps: SpoolDeps,
  bytes: AsyncIterable<Uint8Array>,
  options: { bytesMax: number; isSecret?: boolean; isVerified?: boolean },
): Promise<Spooled> {
  const isVerified = options.isVerified === true;
  // What is secret is never kept: nobody asks for its hash, but to compare it.
  const hash = options.isSecret === true && !isVerified ? undefined : createHash('sha256');
  const reader = createContentReader(deps);
  const store = new SpoolStore(deps, options.isSecret === true);
  let sizeBytes = 0;
  let fault: DicomError | 'too-large' | undefined;
  const release = async () => {
    reader.release();
    await store.release();
  };
  try {
    const take = async (chunk: Uint8Array): Promise<void> => {
      sizeBytes += chunk.length;
      // What is refused is read to its end, because others come behind it; it is not kept.
      if (fault !== undefined) return;
      hash?.update(chunk);
      fault = sizeBytes > options.bytesMax ? 'too-large' : reader.push(chunk);
      if (fault !== undefined) await release();
      else if (!store.keep(chunk)) await store.write(chunk);
    };
    const start = new SafeStart();
    for await (const chunk of bytes) {
      // Of what is verified nothing is made good: a preamble tells that its sender forgot it.
      const safe = isVerified || start.isOver ? chunk : start.push(chunk);
      if (safe !== undefined) await take(safe);
    }
    if (start.rest.length > 0) await take(start.rest);
    const source = await store.end();
    const content = fault ?? (await reader.end({ bytes: () => readSpooled(source), sizeBytes }));
    const headers = reader.memoryForMore();
    return { content, sizeBytes, sha256: hash?.digest('hex') ?? '', source, headers, release };
  } catch (error) {
    await release();
    throw error;
  }
}

/**
 * Sets a preamble to zeros, unless it is a TIFF header (PS3.10 7.1): 128 bytes that DICOM gives no meaning are where
 * programs hide.
 */
class SafeStart {
  isOver = false;
  /** What has come of a file that is shorter than its start should be. */
  rest: Uint8Array = new Uint8Array(0);

  /** Takes the next bytes; gives what may be kept of the file so far, once its start is there. */
  push(chunk: Uint8Array): Uint8Array | undefined {
    const head = this.rest.length === 0 ? chunk : Buffer.concat([this.rest, chunk]);
    this.isOver = head.length >= prefixEnd;
    this.rest = this.isOver ? new Uint8Array(0) : head;
    return this.isOver ? safeStart(head) : undefined;
  }
}

function safeStart(start: Uint8Array): Uint8Array {
  const isPart10 = Buffer.from(start.buffer, start.byteOffset + 128, 4).toString('latin1') === 'DICM';
  if (!isPart10 || isTiff(start) || start.subarray(0, 128).every((byte) => byte === 0)) return start;
  const safe = Uint8Array.from(start);
  safe.fill(0, 0, 128);
  return safe;
}

/** TIFF and BigTIFF, in both byte orders. */
function isTiff([first, second, third, fourth]: Uint8Array): boolean {
  if (first === 0x49 && second === 0x49) return (third === 42 || third === 43) && fourth === 0;
  return first === 0x4d && second === 0x4d && third === 0 && (fourth === 42 || fourth === 43);
}
