// Reads stored instances: the object, a frame by its range, the header without the pixels. Nothing is decoded here.
import { Readable } from 'node:stream';
import { createInflate, createInflateRaw } from 'node:zlib';
import {
  createHeaderReader,
  encodeFileMeta,
  type HeaderResult,
  lookupTransferSyntax,
  readHeader,
} from '@lumenbox/dicom';
import type { Archive } from './archive.ts';
import { type FrameLocation, type InstanceLayout, locateFrame, parseLayout } from './instance-layout.ts';
import type { ByteRange } from './objects/object-store.ts';
import type { BareLayout, StoredInstance } from './stored-instances.store.ts';

/** What of an instance's row reading it takes. */
export type ReadableInstance = Pick<
  StoredInstance,
  'object_key' | 'size_bytes' | 'transfer_syntax_uid' | 'layout'
>;

/** Bytes whose number is known before they are opened. */
export interface SizedBytes {
  readonly sizeBytes: number;
  /** Opens them, or a part of them; whoever does must read or destroy the stream. Throws `ObjectMissingError`. */
  open(part?: ByteRange): Promise<Readable>;
  /** Fills memory with them from a position on, where that is one step and takes no stream. Throws `ObjectMissingError`, `RangeError`. */
  readonly fill?: (start: number, target: Uint8Array) => Promise<void>;
}

/** What of an instance's row handing out its file takes. */
export type FileOfInstance = BareLayout &
  Pick<
    StoredInstance,
    'object_key' | 'size_bytes' | 'sop_class_uid' | 'sop_instance_uid' | 'transfer_syntax_uid'
  >;

/** An object as a Part 10 file (PS3.10 7.1): as it came, or behind a beginning of ours when it came without one. */
export function objectBytes(archive: Archive, instance: FileOfInstance): SizedBytes {
  const { object_key, size_bytes, bare_layout } = instance;
  if (bare_layout !== null) return headedBytes(archive, instance, parseLayout(bare_layout));
  return {
    sizeBytes: size_bytes,
    open: (part) => archive.open(object_key, part),
    fill: (start, target) => archive.fill(object_key, start, target),
  };
}

/** A data set behind a file meta information made of what its row says; what came in its place is left out. */
function headedBytes(archive: Archive, instance: FileOfInstance, { dataSet }: InstanceLayout): SizedBytes {
  const { object_key } = instance;
  const head = encodeFileMeta({
    sopClassUid: instance.sop_class_uid,
    sopInstanceUid: instance.sop_instance_uid,
    transferSyntaxUid: instance.transfer_syntax_uid,
  });
  const sizeBytes = head.length + instance.size_bytes - dataSet;
  return {
    sizeBytes,
    open: async ({ start, length } = { start: 0, length: sizeBytes }) => {
      const own = head.subarray(start, start + length);
      if (own.length === length) return Readable.from([own], { objectMode: false });
      const range = { start: dataSet + Math.max(0, start - head.length), length: length - own.length };
      const stored = await archive.open(object_key, range);
      return transformed(stored, behind(own, stored));
    },
    fill: async (start, target) => {
      const own = head.subarray(start, start + target.length);
      target.set(own);
      const rest = target.subarray(own.length);
      if (rest.length > 0) await archive.fill(object_key, dataSet + Math.max(0, start - head.length), rest);
    },
  };
}

async function* behind(head: Uint8Array, stored: Readable): AsyncIterable<Uint8Array> {
  yield head;
  yield* stored as AsyncIterable<Uint8Array>;
}

/**
 * A frame by its number, from 1, in the instance's layout, as it is stored: the bytes of its fragments one behind the other, or its native bytes
 * in the byte order of the transfer syntax; single bits begin with the first byte's lowest. A video is one frame.
 * `undefined` when the instance has no such frame.
 */
export function frameBytes(
  archive: Archive,
  instance: ReadableInstance,
  { layout, number }: { layout: InstanceLayout; number: number },
): SizedBytes | undefined {
  const location = locateFrame(layout, number);
  return location === undefined ? undefined : locatedBytes(archive, instance, { layout, location });
}

/** The whole native pixel data, in the byte order of the transfer syntax; `undefined` where it is none. */
export function pixelBytes(
  archive: Archive,
  instance: ReadableInstance,
  layout: InstanceLayout,
): SizedBytes | undefined {
  const { offset = 0, length = null } = layout.pixels ?? {};
  if (length === null) return undefined;
  return locatedBytes(archive, instance, { layout, location: { pieces: [{ start: offset, length }] } });
}

function locatedBytes(
  archive: Archive,
  instance: ReadableInstance,
  { layout, location }: { layout: InstanceLayout; location: FrameLocation },
): SizedBytes {
  const { pieces, bits } = location;
  const sum = pieces.reduce((size, piece) => size + piece.length, 0);
  const open = async (those: FrameLocation['pieces']): Promise<Readable> => {
    const [first] = those;
    const last = those.at(-1);
    if (first === undefined || last === undefined) return Readable.from([], { objectMode: false });
    const span = { start: first.start, length: last.start + last.length - first.start };
    const bytes = isDeflated(instance)
      ? await openInflated(archive, instance, layout, span)
      : await archive.open(instance.object_key, span);
    return those.length === 1 ? bytes : transformed(bytes, joined(bytes, those));
  };
  const [only] = pieces;
  if (bits === undefined)
    return {
      sizeBytes: sum,
      open: (part) => open(clipped(pieces, part)),
      ...(only !== undefined && pieces.length === 1 && !isDeflated(instance)
        ? { fill: (start, target) => archive.fill(instance.object_key, only.start + start, target) }
        : {}),
    };
  return {
    sizeBytes: Math.ceil(bits.count / 8),
    open: async (part) => {
      const bytes = await open(pieces);
      const whole = transformed(bytes, unpacked(bytes, bits));
      return part === undefined ? whole : transformed(whole, sliced(whole, part));
    },
  };
}

/** What of pieces lies in a part of what they make together. */
function clipped(pieces: FrameLocation['pieces'], part: ByteRange | undefined): FrameLocation['pieces'] {
  if (part === undefined) return pieces;
  const those: ByteRange[] = [];
  let position = 0;
  for (const { start, length } of pieces) {
    const from = Math.max(0, part.start - position);
    const to = Math.min(length, part.start + part.length - position);
    if (to > from) those.push({ start: start + from, length: to - from });
    position += length;
  }
  return those;
}

/** Ends the source with its reader. */
function transformed(source: Readable, bytes: AsyncIterable<Uint8Array>): Readable {
  const stream = Readable.from(bytes, { objectMode: false });
  stream.once('close', () => source.destroy());
  return stream;
}

/** The pieces of a span, without what lies between them. */
async function* joined(span: Readable, pieces: FrameLocation['pieces']): AsyncIterable<Uint8Array> {
  let position = pieces[0]?.start ?? 0;
  let index = 0;
  for await (const chunk of span as AsyncIterable<Uint8Array>) {
    const end = position + chunk.length;
    for (let piece = pieces[index]; piece !== undefined && piece.start < end; piece = pieces[index]) {
      const from = Math.max(0, piece.start - position);
      const to = Math.min(chunk.length, piece.start + piece.length - position);
      if (to > from) yield chunk.subarray(from, to);
      if (piece.start + piece.length > end) break;
      index += 1;
    }
    position = end;
  }
}

/** Bits moved down to begin with the first byte's lowest; what belongs to the next frame becomes 0. */
async function* unpacked(
  span: Readable,
  { first, count }: { first: number; count: number },
): AsyncIterable<Uint8Array> {
  let left = Math.ceil(count / 8);
  const lastMask = count % 8 === 0 ? 0xff : (1 << (count % 8)) - 1;
  let carried: number | undefined;
  for await (const chunk of span as AsyncIterable<Uint8Array>) {
    const bytes = carried === undefined ? chunk : Buffer.concat([Uint8Array.of(carried), chunk]);
    carried = bytes.at(-1);
    const whole = Math.min(left, bytes.length - 1);
    if (whole > 0) yield masked(shifted(bytes, first, whole), left === whole ? lastMask : 0xff);
    left -= Math.max(0, whole);
  }
  if (left > 0 && carried !== undefined) yield masked(shifted(Uint8Array.of(carried, 0), first, 1), lastMask);
}

function shifted(bytes: Uint8Array, first: number, count: number): Uint8Array {
  const moved = new Uint8Array(count);
  for (let at = 0; at < count; at++)
    moved[at] = ((bytes[at] as number) >> first) | ((bytes[at + 1] as number) << (8 - first));
  return moved;
}

function masked(bytes: Uint8Array, mask: number): Uint8Array {
  const last = bytes.length - 1;
  bytes[last] = (bytes[last] as number) & mask;
  return bytes;
}

/**
 * What stands before the pixels, read without them; of a deflated data set everything up to there, inflated. An instance
 * without pixels is all header, which the way in has limited.
 */
export async function readStoredHeader(
  archive: Pick<Archive, 'open'>,
  instance: ReadableInstance,
): Promise<HeaderResult> {
  const { pixels } = parseLayout(instance.layout);
  if (isDeflated(instance)) return readDeflated(archive, instance);
  const length = pixels?.offset ?? instance.size_bytes;
  return readHeader(await readAll(await archive.open(instance.object_key, { start: 0, length })));
}

/** All bytes of a stream, in one piece. */
export async function readAll(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

async function readDeflated(
  archive: Pick<Archive, 'open'>,
  instance: ReadableInstance,
): Promise<HeaderResult> {
  const reader = createHeaderReader();
  const stream = await archive.open(instance.object_key);
  for await (const chunk of stream) if (reader.push(chunk as Uint8Array) === 'done') return reader.result();
  reader.end();
  return reader.result();
}

/** Whether positions in an instance are those of its inflated data set (PS3.5 A.5). */
function isDeflated({ transfer_syntax_uid }: Pick<ReadableInstance, 'transfer_syntax_uid'>): boolean {
  return lookupTransferSyntax(transfer_syntax_uid)?.deflated === true;
}

/** A range of the inflated data set. The way in has seen how large that is, and refused what grows without bound. */
async function openInflated(
  archive: Archive,
  instance: ReadableInstance,
  layout: InstanceLayout,
  span: ByteRange,
): Promise<Readable> {
  const { dataSet } = layout;
  const range = { start: dataSet, length: instance.size_bytes - dataSet };
  const head = await readAll(await archive.open(instance.object_key, { start: dataSet, length: 2 }));
  const source = await archive.open(instance.object_key, range);
  const inflated = source.pipe(isZlib(head) ? createInflate() : createInflateRaw());
  source.on('error', (error) => inflated.destroy(error));
  inflated.on('close', () => source.destroy());
  return transformed(inflated, sliced(inflated, span));
}

/** Several writers put the header of zlib in front, which PS3.5 A.5 does not want. */
function isZlib(head: Buffer): boolean {
  return head.length === 2 && (head.readUInt8(0) & 0x0f) === 8 && head.readUInt16BE(0) % 31 === 0;
}

async function* sliced(stream: Readable, { start, length }: ByteRange): AsyncIterable<Uint8Array> {
  let position = 0;
  const end = start + length;
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    const from = Math.max(0, start - position);
    const to = Math.min(chunk.length, end - position);
    if (to > from) yield chunk.subarray(from, to);
    position += chunk.length;
    if (position >= end) return;
  }
}
