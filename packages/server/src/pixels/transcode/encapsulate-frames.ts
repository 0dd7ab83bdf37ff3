// Encapsulated pixel data out of frames, one fragment each, with the offset table of its kind (PS3.5 A.4). Knows no codec.
import { encapsulatedPixelDataEnd, encapsulatedPixelDataHead, fragmentHead } from '@lumenbox/dicom';

/** Where a frame begins, counted from the first fragment's item, and its bytes. */
export interface FramePlace {
  readonly offset: number;
  readonly length: number;
}

/** Frames to be encapsulated. */
export interface EncapsulationOptions {
  readonly frameCount: number;
  /** Asked for each frame once, in their order. */
  readonly frame: (index: number) => Promise<Uint8Array>;
  /**
   * What stands before the pixel data. `places` are those of all frames, when they could be gathered. `isTabled`: they stand in
   * it (Extended Offset Table), and the Basic Offset Table stays empty.
   */
  readonly head: (places: readonly FramePlace[] | undefined) => {
    readonly bytes: Uint8Array;
    readonly isTabled: boolean;
  };
}

/**
 * Frames are gathered up to this size, so that most instances get an offset table; behind it they are handed on as they
 * come, and the table is empty, which the standard allows (PS3.5 A.4).
 */
const gatheredBytesMax = 32 * 1024 * 1024;

/** A whole file: head, offset table, a fragment for each frame. */
export async function* encapsulateFrames({
  frameCount,
  frame,
  head,
}: EncapsulationOptions): AsyncGenerator<Uint8Array, void, undefined> {
  const gathered: Uint8Array[] = [];
  let gatheredBytes = 0;
  while (gathered.length < frameCount && gatheredBytes <= gatheredBytesMax) {
    const bytes = even(await frame(gathered.length));
    gathered.push(bytes);
    gatheredBytes += bytes.length;
  }
  const gatheredCount = gathered.length;
  const places = gatheredCount === frameCount ? placesOf(gathered) : undefined;
  const start = head(places);
  yield start.bytes;
  const offsets = places === undefined || start.isTabled ? [] : places.map(({ offset }) => offset);
  yield encapsulatedPixelDataHead(offsets);
  for (let bytes = gathered.shift(); bytes !== undefined; bytes = gathered.shift()) yield* fragment(bytes);
  for (let index = gatheredCount; index < frameCount; index += 1) yield* fragment(even(await frame(index)));
  yield encapsulatedPixelDataEnd();
}

function* fragment(bytes: Uint8Array): Generator<Uint8Array> {
  yield fragmentHead(bytes.length);
  yield bytes;
}

function even(bytes: Uint8Array): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const padded = new Uint8Array(bytes.length + 1);
  padded.set(bytes);
  return padded;
}

function placesOf(frames: readonly Uint8Array[]): FramePlace[] {
  let next = 0;
  return frames.map(({ length }) => {
    const offset = next;
    next += 8 + length;
    return { offset, length };
  });
}
