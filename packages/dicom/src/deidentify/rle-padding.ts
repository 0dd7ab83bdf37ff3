// Finds what stands in RLE frames beside the picture (PS3.5 Annex G): behind the last pixel of a segment, in offsets and segments that
// the image does not have, behind its last frame. Sets it to zero as it passes; never touches what a decoder reads.

/** What of an image says how its RLE frames are made. */
export interface RleImage {
  readonly frameCount: number;
  /** Bytes that each segment decodes to: rows times columns. */
  readonly segmentBytes: number;
  /** Bytes of a pixel. */
  readonly segmentCount: number;
}

type Place =
  | 'outside' // no frame has begun
  | 'header'
  | 'segments'
  | 'padding' // a fragment of no frame
  | 'opaque'; // no frame that the image can have

type Expected = 'control' | 'literal' | 'repeated';

const headerBytes = 64;
/** The header has no room for more offsets (PS3.5 G.5). */
const segmentsMax = 15;

/** Cleans the RLE frames of one file's fragments as they pass. */
export class RlePadding {
  private place: Place = 'outside';
  private framesLeft: number;
  private readonly image: RleImage;
  private position = 0;
  /** Where segments begin; behind them infinity. */
  private starts: readonly number[] = [];
  private segment = -1;
  /** Bytes that the segment has still to decode to. */
  private bytesLeft = 0;
  private expected: Expected = 'control';
  private runLeft = 0;

  constructor(image: RleImage) {
    this.image = image;
    this.framesLeft = image.frameCount;
  }

  /**
   * A fragment begins: a frame, as each has one fragment (PS3.5 A.4.2). What does not begin like one passes as it is, as it may be the rest
   * of a frame that somebody has cut, unless all frames have passed whole.
   *
   * @param start its first 64 bytes, or all that it has
   */
  beginFragment(start: Uint8Array): void {
    const starts = segmentStarts(start, this.image.segmentCount);
    const isWhole = this.place === 'padding' || this.isFrameWhole();
    if (this.framesLeft === 0 && (isWhole || starts !== undefined)) this.place = 'padding';
    else if (starts === undefined) this.place = 'opaque';
    else {
      this.framesLeft -= 1;
      this.place = 'header';
      this.starts = [...starts, Number.POSITIVE_INFINITY];
      this.position = 0;
      this.segment = -1;
      this.bytesLeft = 0;
    }
  }

  /** Takes the next bytes of a fragment and changes them where they lie. */
  pass(bytes: Uint8Array): void {
    if (this.place === 'padding') bytes.fill(0);
    if (this.place !== 'header' && this.place !== 'segments') return;
    for (let index = 0; index < bytes.length; ) {
      if (this.position < headerBytes) {
        // The count, the offsets that it says, and nothing behind them.
        if (this.position >> 2 > this.image.segmentCount) bytes[index] = 0;
        this.position += 1;
        index += 1;
      } else index = this.passSegment(bytes, index);
    }
  }

  private isFrameWhole(): boolean {
    return this.place === 'segments' && this.segment === this.image.segmentCount - 1 && this.bytesLeft === 0;
  }

  private passSegment(bytes: Uint8Array, from: number): number {
    this.place = 'segments';
    if (this.position === this.starts[this.segment + 1]) this.beginSegment();
    const next = this.starts[this.segment + 1] ?? 0;
    const end = Math.min(bytes.length, from + next - this.position);
    let index = from;
    while (index < end && this.bytesLeft > 0) index = this.unpack(bytes, { index, end });
    // All that it decodes to is there: what follows is padding, or the end of a run that nobody needs.
    bytes.fill(0, index, end);
    this.position += end - from;
    return end;
  }

  private beginSegment(): void {
    this.segment += 1;
    this.bytesLeft = this.image.segmentBytes;
    this.expected = 'control';
  }

  /** PackBits (PS3.5 G.3.2): counts what comes out. */
  private unpack(bytes: Uint8Array, { index, end }: { index: number; end: number }): number {
    if (this.expected === 'control') {
      const control = bytes[index] ?? 0;
      if (control !== 128) this.expected = control < 128 ? 'literal' : 'repeated';
      this.runLeft = control < 128 ? control + 1 : 257 - control;
      return index + 1;
    }
    if (this.expected === 'repeated') {
      this.expected = 'control';
      this.bytesLeft = Math.max(0, this.bytesLeft - this.runLeft);
      return index + 1;
    }
    const count = Math.min(this.runLeft, this.bytesLeft, end - index);
    this.runLeft -= count;
    this.bytesLeft -= count;
    if (this.runLeft === 0) this.expected = 'control';
    return index + count;
  }
}

/** Where the segments of a frame begin (PS3.5 G.5); `undefined` for what is no frame of such an image. */
function segmentStarts(start: Uint8Array, segmentCount: number): number[] | undefined {
  if (start.length < headerBytes || segmentCount > segmentsMax) return undefined;
  const view = new DataView(start.buffer, start.byteOffset, start.byteLength);
  if (view.getUint32(0, true) !== segmentCount) return undefined;
  const starts = Array.from({ length: segmentCount }, (_, index) => view.getUint32(4 + 4 * index, true));
  const isAscending = starts.every((offset, index) => offset > (starts[index - 1] ?? headerBytes - 1));
  return isAscending ? starts : undefined;
}
