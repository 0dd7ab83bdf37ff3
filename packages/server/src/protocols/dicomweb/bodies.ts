// Bodies of answers whose size is known before they are opened: one stored thing, several in a row, parts of a multipart
// answer. They come as they are read; nothing is held in memory but what a reader has not taken yet.
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { SizedBytes } from '../../archive/index.ts';
import type { Answer } from './handler.ts';
import { joinedBytes } from './joined-bytes.ts';
import { notAcceptable } from './media-types.ts';

/** A part of a multipart answer. */
export interface OutgoingPart {
  readonly contentType: string;
  readonly contentLocation?: string;
  readonly bytes: SizedBytes;
}

/** Bytes in memory as a body among others. */
export function memoryBytes(bytes: Uint8Array | string): SizedBytes {
  const buffer = typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
  return {
    sizeBytes: buffer.length,
    open: async () => Readable.from([buffer], { objectMode: false }),
    fill: async (start, target) => target.set(buffer.subarray(start, start + target.length)),
  };
}

/**
 * A multipart/related answer (RFC 2387, PS3.18 8.6.1.2) of parts of one type. Parts that are no list are gone through twice, for their
 * size and when they are sent, and none of them is kept.
 */
export function multipartAnswer(partType: string, parts: Iterable<OutgoingPart>): Answer {
  // Random, so that nobody can place it in the pixels.
  const boundary = randomUUID();
  const pieces = Array.isArray(parts)
    ? [...multipartPieces(boundary, parts)]
    : { [Symbol.iterator]: () => multipartPieces(boundary, parts) };
  return {
    headers: { 'Content-Type': `multipart/related; type="${partType}"; boundary=${boundary}` },
    body: joinedBytes(pieces),
  };
}

/** Parts for things of which there may be very many, each made when its turn comes. */
export function partsOf<T>(things: Iterable<T>, make: (thing: T) => OutgoingPart): Iterable<OutgoingPart> {
  return {
    *[Symbol.iterator]() {
      for (const thing of things) yield make(thing);
    },
  };
}

function* multipartPieces(
  boundary: string,
  parts: Iterable<OutgoingPart>,
): Generator<SizedBytes | Buffer, void, undefined> {
  let before = `--${boundary}\r\n`;
  for (const { contentType, contentLocation, bytes } of parts) {
    const location = contentLocation === undefined ? '' : `Content-Location: ${contentLocation}\r\n`;
    const head = `Content-Type: ${contentType}\r\nContent-Length: ${bytes.sizeBytes}\r\n${location}\r\n`;
    yield Buffer.from(before + head, 'latin1');
    yield bytes;
    before = `\r\n--${boundary}\r\n`;
  }
  yield Buffer.from(`\r\n--${boundary}--\r\n`, 'latin1');
}

/** A part that is made when its turn comes, so that nobody knows its size before. */
export interface MadePart {
  readonly contentType: string;
  readonly contentLocation?: string;
  readonly bytes: Readable;
}

/** Bytes that are opened by who reads them: a HEAD does not. */
export function openedWhenRead(bytes: SizedBytes): Readable {
  const opened = async function* () {
    yield* (await bytes.open()) as AsyncIterable<Uint8Array>;
  };
  return Readable.from(opened(), { objectMode: false });
}

/** Makes a part; `undefined` when it is to be left out. */
export type PartMaker = () => Promise<MadePart | undefined>;

/**
 * A multipart answer of parts that are made one after the other: the first one with the opening, which may still refuse.
 * When all are left out, it is refused with `ifNone`.
 */
export function madeMultipartAnswer(
  partType: string,
  makers: readonly PartMaker[],
  ifNone = 'There is nothing of it that can be had.',
): Answer {
  const boundary = randomUUID();
  return {
    headers: { 'Content-Type': `multipart/related; type="${partType}"; boundary=${boundary}` },
    body: {
      sizeBytes: undefined,
      open: async () => {
        const parts = made(makers);
        const first = (await parts.next()).value;
        if (first === undefined) throw notAcceptable(ifNone);
        return inTurn(boundary, { first, parts });
      },
    },
  };
}

/** A multipart answer of parts of several types: the first one, which gives it its type, and those that are made behind it. */
export function mixedMultipartAnswer(first: MadePart, parts: AsyncIterator<MadePart, undefined>): Answer {
  const boundary = randomUUID();
  const [type] = first.contentType.split(';');
  return {
    headers: { 'Content-Type': `multipart/related; type="${type}"; boundary=${boundary}` },
    body: { sizeBytes: undefined, open: async () => inTurn(boundary, { first, parts }) },
  };
}

function inTurn(boundary: string, parts: Parameters<typeof madeInTurn>[1]): Readable {
  const stream = Readable.from(madeInTurn(boundary, parts), { objectMode: false });
  stream.once('close', () => parts.first.bytes.destroy());
  return stream;
}

async function* made(makers: readonly PartMaker[]): AsyncGenerator<MadePart, undefined> {
  for (const make of makers) {
    const part = await make();
    if (part !== undefined) yield part;
  }
}

async function* madeInTurn(
  boundary: string,
  { first, parts }: { first: MadePart; parts: AsyncIterator<MadePart, undefined> },
): AsyncIterable<Uint8Array> {
  let before = `--${boundary}`;
  for (let part: MadePart | undefined = first; part !== undefined; part = (await parts.next()).value) {
    const location =
      part.contentLocation === undefined ? '' : `\r\nContent-Location: ${part.contentLocation}`;
    yield Buffer.from(`${before}\r\nContent-Type: ${part.contentType}${location}\r\n\r\n`, 'latin1');
    before = `\r\n--${boundary}`;
    yield* part.bytes;
  }
  yield Buffer.from(`${before}--\r\n`, 'latin1');
}

/** A single-part answer. */
export function singleAnswer(contentType: string, body: SizedBytes): Answer {
  return { headers: { 'Content-Type': contentType }, body: joinedBytes([body]) };
}

/** A single-part answer of the whole, or of the range that is asked for (RFC 9110 14): one range, else the whole. */
export function rangedAnswer(header: string | undefined, contentType: string, bytes: SizedBytes): Answer {
  const { sizeBytes } = bytes;
  const range = parseRange(header, sizeBytes);
  const headers = { 'Content-Type': contentType, 'Accept-Ranges': 'bytes' };
  if (range === 'unsatisfiable') {
    const refused = { 'Content-Type': 'application/json', 'Content-Range': `bytes */${sizeBytes}` };
    const message = `The range lies beyond the ${sizeBytes} bytes that there are.`;
    return { status: 416, headers: refused, body: JSON.stringify({ message }) };
  }
  if (range === undefined) return { headers, body: joinedBytes([bytes]) };
  const end = range.start + range.length - 1;
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': `bytes ${range.start}-${end}/${sizeBytes}` },
    body: { sizeBytes: range.length, open: () => bytes.open(range) },
  };
}

function parseRange(
  header: string | undefined,
  size: number,
): { start: number; length: number } | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/i.exec(header?.trim() ?? '');
  const [, first = '', last = ''] = match ?? [];
  if (match === null || (first === '' && last === '')) return undefined;
  if (first === '') {
    const length = Math.min(size, Number(last));
    return length === 0 ? 'unsatisfiable' : { start: size - length, length };
  }
  const start = Number(first);
  // A last byte before the first makes the header invalid, and invalid ones are passed over (RFC 9110 14.1.1).
  if (last !== '' && Number(last) < start) return undefined;
  if (start >= size) return 'unsatisfiable';
  const end = last === '' ? size - 1 : Math.min(size - 1, Number(last));
  return { start, length: end - start + 1 };
}
