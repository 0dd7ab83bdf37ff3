// Identifiers and secrets: the only place that asks for randomness.
import { hash, randomBytes, randomFillSync } from 'node:crypto';
import { createMicros } from './clock.ts';

/** The id of a realm: the wall around everything of a team. Branded so that no other id is taken for it. */
export type RealmId = string & { readonly __brand: 'RealmId' };

const pool = new Uint8Array(4096);
let poolUsed = pool.length;
const nowMicros = createMicros();
let lastTicks = 0n;

/**
 * A new UUIDv7 (RFC 9562 5.7): 48 bits of milliseconds, 12 bits of the fraction of one, 62 random bits.
 * Ids made by one process are strictly ascending, so that rows sort by the time of their making, also when the clock is set back.
 */
export function newId(): string {
  const micros = BigInt(nowMicros());
  let ticks = ((micros / 1000n) << 12n) | (((micros % 1000n) * 4096n) / 1000n);
  if (ticks <= lastTicks) ticks = lastTicks + 1n;
  lastTicks = ticks;
  const time = ticks.toString(16).padStart(15, '0');
  const random = Buffer.from(randomSlice(8));
  random[0] = ((random[0] ?? 0) & 0x3f) | 0x80;
  const tail = random.toString('hex');
  return `${time.slice(0, 8)}-${time.slice(8, 12)}-7${time.slice(12, 15)}-${tail.slice(0, 4)}-${tail.slice(4)}`;
}

/** The lowest id that can have been made so many milliseconds ago. */
export function firstIdOfAge(ageMs: number): string {
  const millis = Math.floor(nowMicros() / 1000) - ageMs;
  const time = millis.toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}

function randomSlice(length: number): Uint8Array {
  if (poolUsed + length > pool.length) {
    randomFillSync(pool);
    poolUsed = 0;
  }
  poolUsed += length;
  return pool.subarray(poolUsed - length, poolUsed);
}

/** A secret of `bytes` random bytes in base64url. */
export function newSecret(bytes: number): string {
  return randomBytes(bytes).toString('base64url');
}

/** The SHA-256 of a text or of bytes, in hexadecimal: what is stored of secrets that are long and random. */
export function sha256(data: string | Uint8Array): string {
  return hash('sha256', data, 'hex');
}

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Says whether a text from outside has the form of an id; anything else can be no object's. */
export function isId(text: string): boolean {
  return uuidPattern.test(text);
}
