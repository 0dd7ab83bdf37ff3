// Decodes frames of RLE Lossless (PS3.5 Annex G). Whatever the bytes are, it ends: with a frame or a named error.
import { DicomError } from '../part10/errors.ts';
import type { FrameLayout } from './rle-encoding.ts';

/** Fifteen places for offsets stand in the header of a frame (PS3.5 G.5). */
const segmentsMax = 15;
const headerSize = 64;

/**
 * One frame of native little endian samples, colours by pixel, out of its RLE fragment. A segment that ends too early
 * is an error; what stands behind the last pixel is padding.
 *
 * @throws DicomError `bad-fragments`
 */
export function decodeRleFrame(fragment: Uint8Array, layout: FrameLayout): Uint8Array {
  const bytesPerSample = layout.bitsAllocated / 8;
  const segmentCount = bytesPerSample * layout.samplesPerPixel;
  const starts = segmentStarts(fragment, segmentCount);
  const frame = new Uint8Array(layout.pixels * segmentCount);
  for (let index = 0; index < segmentCount; index += 1) {
    const sample = Math.floor(index / bytesPerSample);
    // Segments go from the most significant byte to the least (PS3.5 G.2).
    const byte = bytesPerSample - 1 - (index % bytesPerSample);
    const segment = fragment.subarray(starts[index], starts[index + 1]);
    const isWhole = unpackBits(segment, {
      frame,
      first: sample * bytesPerSample + byte,
      stride: segmentCount,
    });
    if (!isWhole) throw new DicomError('bad-fragments', { about: 'an RLE segment ends too early' });
  }
  return frame;
}

/** Where segments begin, and where the last one ends. */
function segmentStarts(fragment: Uint8Array, segmentCount: number): number[] {
  const isTooShort = fragment.length < headerSize;
  const view = new DataView(fragment.buffer, fragment.byteOffset, fragment.byteLength);
  if (isTooShort || segmentCount > segmentsMax || view.getUint32(0, true) !== segmentCount) {
    throw new DicomError('bad-fragments', { about: 'the RLE header does not fit the image' });
  }
  const starts: number[] = [];
  for (let index = 0; index < segmentCount; index += 1) {
    const start = view.getUint32(4 + 4 * index, true);
    if (start < (starts.at(-1) ?? headerSize) || start > fragment.length) {
      throw new DicomError('bad-fragments', { about: 'the offsets of RLE segments do not ascend' });
    }
    starts.push(start);
  }
  return [...starts, fragment.length];
}

type Target = { readonly frame: Uint8Array; readonly first: number; readonly stride: number };

/** PackBits (PS3.5 G.3.2) into every `stride`th byte; false when the segment has too few. */
function unpackBits(segment: Uint8Array, { frame, first, stride }: Target): boolean {
  let from = 0;
  let at = first;
  while (at < frame.length) {
    if (from >= segment.length) return false;
    const control = segment[from++] as number;
    if (control === 128) continue;
    if (control > 128) {
      if (from >= segment.length) return false;
      const value = segment[from++] as number;
      const end = Math.min(frame.length, at + (257 - control) * stride);
      for (; at < end; at += stride) frame[at] = value;
      continue;
    }
    const end = Math.min(frame.length, at + (control + 1) * stride);
    if (from + Math.ceil((end - at) / stride) > segment.length) return false;
    for (; at < end; at += stride) frame[at] = segment[from++] as number;
  }
  return true;
}
