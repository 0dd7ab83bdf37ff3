// UIDs and numbers that follow from a seed, so that a file made twice is the same file. No clock, no randomness.

const offsetBasis = 0x6c62272e07bb014262b821756295c58dn;
const prime = 0x0000000001000000000000000000013bn;
const mask = (1n << 128n) - 1n;
const versionBits = (0xfn << 76n) | (0x3n << 62n);
const version8 = (0x8n << 76n) | (0x2n << 62n);

/**
 * A UID from a UUID as PS3.5 B.2 has them, `2.25.` and 128 bits in decimal: the FNV-1a hash of the seed, marked as a UUID of
 * version 8 (RFC 9562). The same seed gives the same UID everywhere.
 */
export function uidFrom(seed: string): string {
  let hash = offsetBasis;
  for (const byte of new TextEncoder().encode(seed)) hash = ((hash ^ BigInt(byte)) * prime) & mask;
  // FNV's last characters move few high bits; folding and one more round spread them.
  hash = ((hash ^ (hash >> 64n)) * prime) & mask;
  return `2.25.${(hash & ~versionBits) | version8}`;
}

/** A source of numbers in [0, 1) that the seed fixes: mulberry32. */
export function seededNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
