// Values as octets: little endian, whatever the instance is (PS3.18 8.7.3.3.1).
import { Readable } from 'node:stream';
import { lookupTransferSyntax } from '@lumenbox/dicom';
import type { InstanceLayout, SizedBytes, StoredInstance } from '../../archive/index.ts';

/** Bytes that change places together when the byte order does (PS3.5 7.3). */
const wordBytes: Readonly<Record<string, number>> = { OW: 2, OL: 4, OF: 4, OD: 8, OV: 8 };
/** Of GE: little endian but for the pixels. */
const bigEndianPixelsUid = '1.2.840.113619.5.2';

/** The pixels of an instance with this layout, or some of them, in little endian. */
export function littleEndianPixels(
  instance: StoredInstance,
  { layout, bytes }: { layout: InstanceLayout; bytes: SizedBytes },
): SizedBytes {
  const uid = instance.transfer_syntax_uid;
  if (uid !== bigEndianPixelsUid && lookupTransferSyntax(uid)?.bigEndian !== true) return bytes;
  const size = wordBytes[layout.pixels?.vr ?? ''] ?? 1;
  if (size === 1) return bytes;
  return {
    sizeBytes: bytes.sizeBytes,
    // Parts begin and end with words of the whole, so that any of them can be turned by itself.
    open: async (part) => {
      if (part === undefined) return Readable.from(turned(await bytes.open(), size), { objectMode: false });
      const start = part.start - (part.start % size);
      const end = Math.min(bytes.sizeBytes, Math.ceil((part.start + part.length) / size) * size);
      const words = turned(await bytes.open({ start, length: end - start }), size);
      return Readable.from(cut(words, part.start - start, part.length), { objectMode: false });
    },
  };
}

/** A value in memory, turned when it is big endian. */
export function littleEndianValue(
  bytes: Uint8Array,
  { vr, bigEndian }: { vr: string; bigEndian: boolean },
): Buffer {
  const size = bigEndian ? (wordBytes[vr] ?? 1) : 1;
  const whole = bytes.length - (bytes.length % size);
  if (size === 1) return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return Buffer.concat([turnWords(Buffer.from(bytes.subarray(0, whole)), size), bytes.subarray(whole)]);
}

async function* turned(stream: Readable, size: number): AsyncIterable<Uint8Array> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const bytes = rest.length === 0 ? Buffer.from(chunk) : Buffer.concat([rest, chunk]);
    const whole = bytes.length - (bytes.length % size);
    if (whole > 0) yield turnWords(bytes.subarray(0, whole), size);
    rest = bytes.subarray(whole);
  }
  if (rest.length > 0) yield rest;
}

/** Turns words in their place. */
function turnWords(words: Buffer, size: number): Buffer {
  if (size === 2) return words.swap16();
  return size === 4 ? words.swap32() : words.swap64();
}

async function* cut(
  bytes: AsyncIterable<Uint8Array>,
  skip: number,
  length: number,
): AsyncIterable<Uint8Array> {
  let before = skip;
  let left = length;
  for await (const chunk of bytes) {
    const piece = chunk.subarray(Math.min(before, chunk.length)).subarray(0, left);
    before -= Math.min(before, chunk.length);
    left -= piece.length;
    if (piece.length > 0) yield piece;
    if (left === 0) return;
  }
}
