// Where things lie inside an object, as the JSON kept in its row: a frame is then a range read, without parsing again.
import type { FrameExtent, HeaderResult, PixelDataScan } from '@lumenbox/dicom';

/** Frames of one size, one behind the other: `[offset of the first, bytes of each, count]`. */
type EvenFrames = { readonly even: readonly [offset: number, length: number, count: number] };
/** One entry a frame: its pieces as pairs of offset and length, and the first bit's number where it is not 0. */
type ListedFrames = { readonly list: readonly ListedFrame[] };
type ListedFrame = { readonly at: readonly number[]; readonly bit?: number };

/** The layout of an object. Positions are those of the inflated data set when the transfer syntax is deflated. */
export interface InstanceLayout {
  /**
   * The object is no Part 10 file (PS3.10 7.1): preamble, prefix or meta information are missing, or name a transfer syntax that the data
   * set is not in. Stands first in the JSON, where queries look for it.
   */
  readonly bare?: true;
  /** Where the data set begins in the object: what stands before it are preamble and meta information. */
  readonly dataSet: number;
  /** The pixel data's value; absent where there is none. `length` is null when it is encapsulated. */
  readonly pixels?: {
    readonly tag: number;
    readonly vr: string;
    readonly offset: number;
    readonly length: number | null;
    readonly frames: EvenFrames | ListedFrames;
  };
}

/** Derives the layout of an object from what was read while it streamed by. */
export function instanceLayout(header: HeaderResult, scan: PixelDataScan): InstanceLayout {
  const { pixelData, dataSetOffset, preamble, meta, warnings } = header;
  const isMislabelled = warnings.some(({ name }) => name === 'transfer-syntax-wrong');
  const isBare = preamble === 'absent' || meta.elements.size === 0 || isMislabelled;
  const start = { ...(isBare ? { bare: true as const } : {}), dataSet: dataSetOffset };
  if (pixelData === undefined) return start;
  const { tag, vr, offset, length } = pixelData;
  const frames = evenFrames(scan.frames) ?? { list: scan.frames.map(listedFrame) };
  return { ...start, pixels: { tag, vr, offset, length: length ?? null, frames } };
}

function evenFrames(frames: readonly FrameExtent[]): EvenFrames | undefined {
  const [first] = frames;
  if (first === undefined) return undefined;
  const isEven = frames.every(
    (frame, index) =>
      frame.length === first.length &&
      frame.offset === first.offset + index * first.length &&
      frame.fragments === undefined &&
      frame.bitOffset === undefined,
  );
  return isEven ? { even: [first.offset, first.length, frames.length] } : undefined;
}

function listedFrame(frame: FrameExtent): ListedFrame {
  const pieces = frame.fragments ?? [frame];
  const at = pieces.flatMap((piece) => [piece.offset, piece.length]);
  return frame.bitOffset === undefined ? { at } : { at, bit: frame.bitOffset };
}

/** The layout in a row. */
export function parseLayout(text: string): InstanceLayout {
  return JSON.parse(text) as InstanceLayout;
}

/** How many frames there are: they have the numbers from 1 to this. */
export function frameCountOf({ pixels }: InstanceLayout): number {
  if (pixels === undefined) return 0;
  const { frames } = pixels;
  return 'even' in frames ? frames.even[2] : frames.list.length;
}

/** Where the bytes of one frame lie. */
export interface FrameLocation {
  /** Its pieces, ascending; between them lie item headers. */
  readonly pieces: readonly { readonly start: number; readonly length: number }[];
  /** Of frames that are packed without gaps and end inside a byte (PS3.5 8.1.1): first bit, 0 to 7, and number of bits. */
  readonly bits?: { readonly first: number; readonly count: number };
}

/** Locates a frame by its number, from 1; `undefined` when there is none of that number. */
export function locateFrame({ pixels }: InstanceLayout, frameNumber: number): FrameLocation | undefined {
  if (pixels === undefined || !Number.isSafeInteger(frameNumber) || frameNumber < 1) return undefined;
  const { frames, length } = pixels;
  if ('even' in frames) {
    const [offset, frameBytes, count] = frames.even;
    if (frameNumber > count) return undefined;
    return { pieces: [{ start: offset + (frameNumber - 1) * frameBytes, length: frameBytes }] };
  }
  const frame = frames.list[frameNumber - 1];
  if (frame === undefined) return undefined;
  const pieces = [];
  for (let at = 0; at + 1 < frame.at.length; at += 2)
    pieces.push({ start: frame.at[at] as number, length: frame.at[at + 1] as number });
  // Native frames are only listed when they do not end with a byte; the second one shows after how many bits.
  const [, second] = frames.list;
  if (length === null || second === undefined) return { pieces };
  const count = ((second.at[0] as number) - (frames.list[0]?.at[0] as number)) * 8 + (second.bit ?? 0);
  return { pieces, bits: { first: frame.bit ?? 0, count } };
}
