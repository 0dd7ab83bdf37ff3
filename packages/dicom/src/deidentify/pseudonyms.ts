// What takes the place of UIDs, and how far dates move: derived from a case's key alone, so that any process that has the
// key comes to the same. Knows no data sets.
import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';

/** What a case's key makes of originals. */
export interface Pseudonyms {
  /** The UID in the place of this one: `2.25.` and the decimal form of a version 8 UUID (PS3.5 B.2, RFC 9562 5.8). */
  uid(original: string): string;
  /** Days by which dates move, never 0, always into the past: nothing lands in the future. */
  readonly shiftDays: number;
  /** What is read has them already: nothing moves once more. */
  readonly isDone?: true;
}

/** HMAC-SHA256 keys are at least as long as its result (RFC 2104 3). */
const keyBytes = 32;
/** Ten years hide the season, the epidemic and the scanner's generation; longer would make nonsense of ages. */
const shiftDaysMax = 3652;
/** A case's series, frames of reference and studies come again in every header; a hostile case must not fill memory. */
const rememberedMax = 20_000;

/** @throws RangeError when the key has not 32 bytes */
export function createPseudonyms(key: Uint8Array): Pseudonyms {
  if (key.length !== keyBytes) throw new RangeError(`the key has ${key.length} bytes, not ${keyBytes}`);
  const keyed = hmac.create(sha256, key);
  const encoder = new TextEncoder();
  const digest = (purpose: string, text: string): Uint8Array =>
    keyed
      .clone()
      .update(encoder.encode(`${purpose}\0${text}`))
      .digest();
  const known = new Map<string, string>();
  const days = new DataView(digest('shift', '').buffer).getUint32(0);
  return {
    shiftDays: -1 - (days % shiftDaysMax),
    uid(original) {
      const found = known.get(original);
      if (found !== undefined) return found;
      const made = uidOfBytes(digest('uid', original));
      if (known.size >= rememberedMax) known.clear();
      known.set(original, made);
      return made;
    },
  };
}

function uidOfBytes(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16);
  const high = (view.getBigUint64(0) & 0xffffffffffff0fffn) | 0x8000n;
  const low = (view.getBigUint64(8) & 0x3fffffffffffffffn) | 0x8000000000000000n;
  return `2.25.${(high << 64n) | low}`;
}

/** Whether a UID has the form of those that are made here; a UUID of version 1 to 7 has not. */
export function isPseudonymousUid(uid: string): boolean {
  const digits = /^2\.25\.([1-9]\d{0,38})$/.exec(uid)?.[1];
  if (digits === undefined) return false;
  const value = BigInt(digits);
  return value >> 128n === 0n && ((value >> 76n) & 0xfn) === 8n && ((value >> 62n) & 3n) === 2n;
}
