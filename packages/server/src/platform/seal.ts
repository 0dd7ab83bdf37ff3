// Encryption of bytes that must not be readable where they rest for a while: AES-256 in counter mode (NIST SP 800-38A 6.5), so that they
// can be read from anywhere. Each file or object has a key of its own.
import { type Cipheriv, createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

/** What some bytes are sealed with. */
export interface Seal {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

const algorithm = 'aes-256-ctr';
const keyBytes = 32;
const blockBytes = 16;

/** Makes a seal for one run of bytes, and for no other. */
export function createSeal(): Seal {
  return { key: randomBytes(keyBytes), iv: randomBytes(blockBytes) };
}

/** Seals bytes in their order. */
export function sealing({ key, iv }: Seal): Cipheriv {
  return createCipheriv(algorithm, key, iv);
}

/** Where a block begins that holds a byte: what is opened must be read from there. */
export function sealedStart(start: number): number {
  return start - (start % blockBytes);
}

/** Opens sealed bytes, which are given from {@link sealedStart} on; gives them from `start` on. */
export async function* unseal(
  { key, iv }: Seal,
  sealed: AsyncIterable<Uint8Array>,
  start = 0,
): AsyncIterable<Uint8Array> {
  const decipher = createDecipheriv(algorithm, key, counterAt(iv, sealedStart(start) / blockBytes));
  let left = start % blockBytes;
  for await (const chunk of sealed) {
    const bytes = decipher.update(chunk);
    if (left < bytes.length) yield left === 0 ? bytes : bytes.subarray(left);
    left = Math.max(0, left - bytes.length);
  }
}

/** A seal as text, for a row. */
export function sealText({ key, iv }: Seal): string {
  return Buffer.concat([key, iv]).toString('base64');
}

/** The seal of a text. Throws a RangeError for another text. */
export function readSeal(text: string): Seal {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length !== keyBytes + blockBytes) throw new RangeError('This is no seal.');
  return { key: bytes.subarray(0, keyBytes), iv: bytes.subarray(keyBytes) };
}

function counterAt(iv: Uint8Array, blocks: number): Buffer {
  const counter = (BigInt(`0x${Buffer.from(iv).toString('hex')}`) + BigInt(blocks)) & ((1n << 128n) - 1n);
  return Buffer.from(counter.toString(16).padStart(32, '0'), 'hex');
}
