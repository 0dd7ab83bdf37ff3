// Files of originals that are on their way into a case: encrypted with a key that lives in memory and dies with the process, so that a
// disk, a backup or a crash never shows them (NIST SP 800-38A 6.5, counter mode: read from anywhere).
import { type Cipheriv, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** An encrypted file, with what opens it. */
export interface SealedFile {
  readonly kind: 'sealed';
  readonly path: string;
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

const algorithm = 'aes-256-ctr';
const blockBytes = 16;

/** Makes what a file is sealed with. Each file has a key of its own. */
export function createSeal(path: string): { file: SealedFile; cipher: Cipheriv } {
  const [key, iv] = [randomBytes(32), randomBytes(blockBytes)];
  return { file: { kind: 'sealed', path, key, iv }, cipher: createCipheriv(algorithm, key, iv) };
}

/** The bytes of a sealed file, from one of them on, up to and without another. */
export async function* openSealed(
  { path, key, iv }: SealedFile,
  start = 0,
  end = Number.POSITIVE_INFINITY,
): AsyncIterable<Uint8Array> {
  if (end <= start) return;
  const within = start % blockBytes;
  const decipher = createDecipheriv(algorithm, key, counterAt(iv, (start - within) / blockBytes));
  let left = within;
  for await (const chunk of createReadStream(path, { start: start - within, end: end - 1 })) {
    const bytes = decipher.update(chunk as Buffer);
    if (left < bytes.length) yield left === 0 ? bytes : bytes.subarray(left);
    left = Math.max(0, left - bytes.length);
  }
}

function counterAt(iv: Uint8Array, blocks: number): Buffer {
  const counter = (BigInt(`0x${Buffer.from(iv).toString('hex')}`) + BigInt(blocks)) & ((1n << 128n) - 1n);
  return Buffer.from(counter.toString(16).padStart(32, '0'), 'hex');
}
