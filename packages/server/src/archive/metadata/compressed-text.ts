// Texts that are kept compressed and sent on as they are: raw deflate that ends on a byte and can be joined with others
// into one gzip member (RFC 1951, RFC 1952), without being inflated again.
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, inflateRaw } from 'node:zlib';

/** A compressed text. */
export interface CompressedText {
  /** Raw deflate blocks, none of them the last, up to a byte boundary. */
  readonly deflated: Buffer;
  /** Bytes of the text, and their CRC-32. */
  readonly textBytes: number;
  readonly textCrc: number;
}

const deflate = promisify(deflateRaw) as (bytes: Uint8Array, options: object) => Promise<Buffer>;
const inflate = promisify(inflateRaw) as (bytes: Uint8Array, options: object) => Promise<Buffer>;

/** Compresses a text; on a thread of its own. */
export async function compressText(text: string): Promise<CompressedText> {
  const bytes = Buffer.from(text);
  // A full flush ends on a byte, and nothing behind it refers to what stands before it.
  const deflated = await deflate(bytes, { finishFlush: constants.Z_FULL_FLUSH });
  return { deflated, textBytes: bytes.length, textCrc: crc32(bytes) };
}

/** Bytes. */
const roomLeftOver = 64;

/** The text again, as bytes. */
export function inflateText({
  deflated,
  textBytes,
}: Pick<CompressedText, 'deflated' | 'textBytes'>): Promise<Buffer> {
  // In one piece, with room left over: each piece of the result takes a trip to a thread, and so does finding that a full one was the last.
  return inflate(deflated, { finishFlush: constants.Z_SYNC_FLUSH, chunkSize: textBytes + roomLeftOver });
}

/** Texts one behind the other as one gzip member; plain ones are stored blocks, for what joins the others. */
export function gzipOf(pieces: readonly (CompressedText | string)[]): Buffer[] {
  const out: Buffer[] = [gzipHeader];
  let crc = 0;
  let size = 0;
  for (const piece of pieces) {
    const text = typeof piece === 'string' ? storedText(piece) : piece;
    out.push(text.deflated);
    crc = combineCrc(crc, text.textCrc, text.textBytes);
    size += text.textBytes;
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc, 0);
  trailer.writeUInt32LE(size >>> 0, 4);
  out.push(lastBlock, trailer);
  return out;
}

const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
/** An empty stored block that is the last. */
const lastBlock = Buffer.from([1, 0, 0, 0xff, 0xff]);
const storedBytesMax = 0xffff; // what the two bytes of a stored block's length hold

function storedText(text: string): CompressedText {
  const bytes = Buffer.from(text);
  if (bytes.length > storedBytesMax) throw new RangeError('A plain piece is too long.');
  const head = Buffer.from([0, 0, 0, 0, 0]);
  head.writeUInt16LE(bytes.length, 1);
  head.writeUInt16LE(bytes.length ^ 0xffff, 3);
  return { deflated: Buffer.concat([head, bytes]), textBytes: bytes.length, textCrc: crc32(bytes) };
}

const polynomial = 0xedb88320;

/** The CRC-32 of two texts one behind the other, from theirs: the first times x to the power of 8 a byte of the second. */
function combineCrc(first: number, second: number, secondBytes: number): number {
  return (multiply(powerOfX(secondBytes * 8), first) ^ second) >>> 0;
}

/** Polynomials over two elements, the highest bit being the lowest power, modulo that of CRC-32. */
function multiply(one: number, other: number): number {
  let product = 0;
  let factor = other;
  for (let bit = 0x80000000; bit !== 0; bit >>>= 1) {
    if ((one & bit) !== 0) product ^= factor;
    factor = (factor & 1) === 0 ? factor >>> 1 : (factor >>> 1) ^ polynomial;
  }
  return product >>> 0;
}

function powerOfX(exponent: number): number {
  let result = 0x80000000; // 1
  let square = 0x40000000; // x
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result = multiply(square, result);
    square = multiply(square, square);
  }
  return result;
}
