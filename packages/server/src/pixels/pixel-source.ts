// Where pixels come from: an instance's bytes and the places of its frames in them. Who keeps the bytes is not known here.
import {
  createHeaderReader,
  createInstanceReader,
  type FrameExtent,
  type HeaderResult,
  lookupTransferSyntax,
  type PixelDataScan,
} from '@lumenbox/dicom';
import type { EncodedFrame } from './codecs/decode-frame.ts';
import { frameBytesMax } from './image/image-description.ts';
import { PixelError } from './pixel-error.ts';

/** An instance that is kept somewhere. */
export interface PixelSource {
  /** Names the bytes for the cache: the same name, the same bytes, for ever. */
  readonly key: string;
  readonly sizeBytes: number;
  readonly transferSyntaxUid: string;
  /** Where the value of the pixel data begins; in the inflated data set, when the transfer syntax is deflated. */
  readonly pixelDataOffset: number | undefined;
  readonly frameCount: number;
  /** The place of a frame, from 0; in the inflated data set, when the transfer syntax is deflated. */
  frameAt(index: number): FrameExtent | undefined;
  /** All bytes, or a range of them. */
  read(range?: { readonly start: number; readonly length: number }): Promise<AsyncIterable<Uint8Array>>;
}

/** A header is read to at most this size, as it is when instances come in. */
const headBytesMax = 64 * 1024 * 1024;
/** Deflated files are read as a whole; they inflate to at most as much as a thread takes. */
const deflatedBytesMax = 256 * 1024 * 1024;
/** What lies between two wanted ranges is read along when it is shorter than what another read costs. */
const gapBytesMax = 64 * 1024;

/** Whether the source's positions are those of an inflated data set. */
export function isDeflated(source: PixelSource): boolean {
  return lookupTransferSyntax(source.transferSyntaxUid)?.deflated === true;
}

/** A file's bytes up to its pixel data, and one frame. @throws PixelError `no-pixel-data`, `no-such-frame`, `image-too-large` */
export async function readHeadAndFrame(
  source: PixelSource,
  index: number,
): Promise<{ head: Uint8Array; frame: EncodedFrame; buffers: ArrayBuffer[] }> {
  const headLength = headLengthOf(source);
  const extent = extentOf(source, index);
  const end = extent.offset + extent.length;
  if (extent.offset - headLength <= gapBytesMax) {
    const bytes = await readRange(source, { start: 0, length: end });
    const frame = frameFrom(source, extent, { bytes, start: 0 });
    return { head: bytes.subarray(0, headLength), frame, buffers: [bytes.buffer] };
  }
  const head = await readHead(source);
  const { frame, buffers } = await readFrame(source, index);
  return { head, frame, buffers: [head.buffer, ...buffers] };
}

/** A file's bytes up to its pixel data. @throws PixelError `no-pixel-data`, `image-too-large` */
export function readHead(source: PixelSource): Promise<Uint8Array<ArrayBuffer>> {
  return readRange(source, { start: 0, length: headLengthOf(source) });
}

function headLengthOf(source: PixelSource): number {
  const { pixelDataOffset } = source;
  if (pixelDataOffset === undefined) throw new PixelError('no-pixel-data');
  if (pixelDataOffset > headBytesMax) throw new PixelError('image-too-large');
  return pixelDataOffset;
}

/** What a source's file says of itself, deflated or not. @throws DicomError */
export async function readSourceHeader(source: PixelSource): Promise<HeaderResult> {
  const reader = createHeaderReader();
  for await (const chunk of await source.read()) if (reader.push(chunk) === 'done') return reader.result();
  reader.end();
  return reader.result();
}

/** One frame as it lies in the file. @throws PixelError `no-such-frame`, `image-too-large` */
export async function readFrame(
  source: PixelSource,
  index: number,
): Promise<{ frame: EncodedFrame; buffers: ArrayBuffer[] }> {
  const extent = extentOf(source, index);
  const bytes = await readRange(source, { start: extent.offset, length: extent.length });
  return { frame: frameFrom(source, extent, { bytes, start: extent.offset }), buffers: [bytes.buffer] };
}

/** The place of a frame. @throws PixelError `no-pixel-data`, `no-such-frame`, `image-too-large` */
export function extentOf(source: PixelSource, index: number): FrameExtent {
  if (source.pixelDataOffset === undefined) throw new PixelError('no-pixel-data');
  const extent = source.frameAt(index);
  if (extent === undefined) throw new PixelError('no-such-frame');
  if (extent.length > frameBytesMax) throw new PixelError('image-too-large');
  return extent;
}

/** The whole of a deflated file. @throws PixelError `image-too-large` */
export function readWhole(source: PixelSource): Promise<Uint8Array<ArrayBuffer>> {
  if (source.sizeBytes > deflatedBytesMax) throw new PixelError('image-too-large');
  return readRange(source, { start: 0, length: source.sizeBytes });
}

function frameFrom(
  source: PixelSource,
  extent: FrameExtent,
  { bytes, start }: { readonly bytes: Uint8Array; readonly start: number },
): EncodedFrame {
  const piece = ({ offset, length }: { offset: number; length: number }) =>
    bytes.subarray(offset - start, offset - start + length);
  const pieces = (extent.fragments ?? [extent]).map(piece);
  return {
    bytes: pieces.length === 1 ? (pieces[0] as Uint8Array) : Buffer.concat(pieces),
    ...(extent.bitOffset === undefined ? {} : { bitOffset: extent.bitOffset }),
    startsOdd: (extent.offset - (source.pixelDataOffset ?? 0)) % 2 === 1,
  };
}

/** A range of a file that is known to be there, in a buffer of its own. */
async function readRange(
  source: PixelSource,
  range: { readonly start: number; readonly length: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = new Uint8Array(Math.min(range.length, Math.max(0, source.sizeBytes - range.start)));
  let filled = 0;
  for await (const chunk of await source.read({ start: range.start, length: bytes.length })) {
    if (filled + chunk.length > bytes.length)
      throw new PixelError('bad-image-attributes', 'the file has grown');
    bytes.set(chunk, filled);
    filled += chunk.length;
  }
  if (filled < bytes.length || bytes.length < range.length) {
    throw new PixelError('bad-image-attributes', 'the file is shorter than its layout says');
  }
  return bytes;
}

/** A source over bytes whose header and frames have been read; `read` gives those from one position up to, and without, another. */
export function sourceOf(
  { header, pixels }: { header: HeaderResult; pixels: PixelDataScan },
  bytes: {
    readonly key: string;
    readonly sizeBytes: number;
    read(start: number, end: number): AsyncIterable<Uint8Array>;
  },
): PixelSource {
  const { key, sizeBytes } = bytes;
  return {
    key,
    sizeBytes,
    transferSyntaxUid: header.transferSyntaxUid,
    pixelDataOffset: header.pixelData?.offset,
    frameCount: pixels.frames.length,
    frameAt: (index) => pixels.frames[index],
    read: async (range = { start: 0, length: sizeBytes }) =>
      bytes.read(range.start, range.start + range.length),
  };
}

/** A source over a file in memory: frames are looked for now. @throws DicomError when it is no DICOM file */
export function sourceInMemory(file: Uint8Array, key: string): PixelSource {
  const reader = createInstanceReader();
  reader.push(file);
  return sourceOf(reader.end(), {
    key,
    sizeBytes: file.length,
    read: async function* read(start, end) {
      yield file.subarray(start, end);
    },
  });
}
