// Where things lie inside an object, as the JSON kept in its row: a frame is then a range read, without parsing again.
import type { FrameExtent, HeaderResult, PixelDataScan } from '@lumenbox/dicom';

/** Frames of one size, one behind the other: `[offset of the first, bytes of each, count]`. */
type EvenFrames = { readonly even: readonly [offset: number, length: number, count: number] };
/** One entry a frame: its pieces as pairs of offset and length, and the first bit's number where it is not 0. */
type ListedFrames = { readonly list: readonly ListedFrame[] };
type ListedFrame = { readonly at: readonly number[]; readonly bit?: number };

/** The layout of an object. Positions are those of the inflated data set when the transfer syntax is deflated. */
export interface InstanceLayout {
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
  const { pixelData, dataSetOffset } = header;
  if (pixelData === undefined) return { dataSet: dataSetOffset };
  const { tag, vr, offset, length } = pixelData;
  const frames = evenFrames(scan.frames) ?? { list: scan.frames.map(listedFrame) };
  return { dataSet: dataSetOffset, pixels: { tag, vr, offset, length: length ?? null, frames } };
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
