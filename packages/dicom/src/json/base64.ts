// Base64 (RFC 4648 4) of bytes, without the platform's help: browsers and Node name theirs differently.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const codes = Uint8Array.from(alphabet, (character) => character.charCodeAt(0));
const padding = 0x3d;
const notInAlphabet = 0xff;

/** What `Uint8Array` has on platforms newer than those that we must run on. */
type Base64Bytes = Uint8Array & { toBase64?: () => string };

/** The bytes in Base64, padded, on one line. */
export function encodeBase64(bytes: Uint8Array): string {
  const native = (bytes as Base64Bytes).toBase64;
  if (native !== undefined) return native.call(bytes);
  const text = new Uint8Array(Math.ceil(bytes.length / 3) * 4);
  let at = 0;
  for (let i = 0; i < bytes.length; i += 3) {
    const triple = ((bytes[i] as number) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    text[at++] = codes[triple >> 18] as number;
    text[at++] = codes[(triple >> 12) & 63] as number;
    text[at++] = codes[(triple >> 6) & 63] as number;
    text[at++] = codes[triple & 63] as number;
  }
  if (bytes.length % 3 > 0) text[at - 1] = padding;
  if (bytes.length % 3 === 1) text[at - 2] = padding;
  return new TextDecoder().decode(text);
}

let sextets: Uint8Array | undefined;

/** The bytes of a Base64 text, padding optional, white space ignored; `undefined` when it is no Base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  sextets ??= readSextets();
  const compact = text.replace(/\s+/g, '').replace(/={1,2}$/, '');
  if (compact.length % 4 === 1) return undefined;
  const bytes = new Uint8Array(Math.floor((compact.length * 3) / 4));
  let at = 0;
  let bits = 0;
  for (let i = 0; i < compact.length; i++) {
    const sextet = sextets[compact.charCodeAt(i)] ?? notInAlphabet;
    if (sextet === notInAlphabet) return undefined;
    bits = ((bits << 6) | sextet) & 0xffffff;
    const phase = i % 4;
    if (phase > 0) bytes[at++] = (bits >> (6 - 2 * phase)) & 0xff;
  }
  return bytes;
}

function readSextets(): Uint8Array {
  const table = new Uint8Array(128).fill(notInAlphabet);
  codes.forEach((code, sextet) => {
    table[code] = sextet;
  });
  return table;
}
