// The form of an API key: `lbx_`, 40 random characters, and a checksum that tells a mistyped key without asking the database.
import { crc32 } from 'node:zlib';
import { newSecret, sha256 } from '../platform/ids.ts';

const prefix = 'lbx_';
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** 62^40 are 238 bits: no search finds one. */
const randomCharacters = 40;
/** 62^6 hold every value of a CRC-32. */
const checksumCharacters = 6;
const hintCharacters = 4;
const pattern = new RegExp(
  `^${prefix}([0-9A-Za-z]{${randomCharacters}})([0-9A-Za-z]{${checksumCharacters}})$`,
);

/** A new key: itself to be shown once, its hash to be stored, and its last characters to tell keys apart. */
export interface NewApiKey {
  readonly key: string;
  readonly hash: string;
  readonly hint: string;
}

/** Makes a key. */
export function createApiKey(): NewApiKey {
  // 320 bits over 62^40: what is left of the remainder's bias is 2^-82.
  const bits = BigInt(`0x${Buffer.from(newSecret(40), 'base64url').toString('hex')}`);
  const random = base62(bits, randomCharacters);
  const key = prefix + random + checksum(random);
  return { key, hash: hashApiKey(key), hint: key.slice(-hintCharacters) };
}

/** What is stored of a key. A plain hash suffices: keys are long and random. */
export function hashApiKey(key: string): string {
  return sha256(key);
}

/** Says whether a text is a key that we may have made. */
export function hasKeyForm(text: string): boolean {
  const match = pattern.exec(text);
  return match?.[1] !== undefined && checksum(match[1]) === match[2];
}

function checksum(random: string): string {
  return base62(BigInt(crc32(random)), checksumCharacters);
}

function base62(value: bigint, length: number): string {
  let rest = value;
  let text = '';
  while (text.length < length) {
    text = alphabet.charAt(Number(rest % 62n)) + text;
    rest /= 62n;
  }
  return text;
}
