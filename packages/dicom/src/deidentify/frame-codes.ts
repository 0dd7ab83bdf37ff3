// What cleans the codes of compressed frames, by transfer syntax: nothing that is no picture leaves with them.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { lookupTransferSyntax, transferSyntaxUids } from '../dictionary/transfer-syntaxes.ts';
import { frameCount } from '../frames/image-geometry.ts';
import { JpegComments } from './jpeg-comments.ts';
import { type RleImage, RlePadding } from './rle-padding.ts';

/** Cleans the frames of one file as their fragments pass. */
export interface FrameCodes {
  /** A fragment begins with these bytes, which `pass` gets too: {@link fragmentStartBytes}, or all that it has. */
  beginFragment(start: Uint8Array): void;
  /** Changes the next bytes of a fragment where they lie; as many are still to come of it. */
  pass(bytes: Uint8Array, restBytes: number): void;
}

/** So much of a fragment tells what it is: the header of an RLE frame (PS3.5 G.5). */
export const fragmentStartBytes = 64;

/** `undefined` where no codes are known: videos, syntaxes of others, RLE of an image that does not say its size. */
export function frameCodesOf(dataSet: DataSet, transferSyntaxUid: string): FrameCodes | undefined {
  if (transferSyntaxUid === transferSyntaxUids.rleLossless) {
    const image = rleImageOf(dataSet);
    return image === undefined ? undefined : new RlePadding(image);
  }
  return hasJpegCodes(transferSyntaxUid) ? new JpegComments(frameCount(dataSet)) : undefined;
}

/** A copy of one frame's code, fragments joined, with nothing in it but the picture; of codes that are not known the frame itself. */
export function cleanedFrame(
  frame: Uint8Array,
  { dataSet, transferSyntaxUid }: { dataSet: DataSet; transferSyntaxUid: string },
): Uint8Array {
  const codes = frameCodesOf(dataSet, transferSyntaxUid);
  if (codes === undefined) return frame;
  const own = Uint8Array.from(frame);
  codes.beginFragment(own.subarray(0, fragmentStartBytes));
  codes.pass(own, 0);
  return own;
}

/** All JPEG families and nothing else are numbered below 4; videos have no codes of frames. */
function hasJpegCodes(transferSyntaxUid: string): boolean {
  return (
    transferSyntaxUid.startsWith('1.2.840.10008.1.2.4.') &&
    lookupTransferSyntax(transferSyntaxUid)?.video !== true
  );
}

function rleImageOf(dataSet: DataSet): RleImage | undefined {
  const pixels = (firstNumber(dataSet, tags.Rows) ?? 0) * (firstNumber(dataSet, tags.Columns) ?? 0);
  const bits =
    (firstNumber(dataSet, tags.BitsAllocated) ?? 0) * (firstNumber(dataSet, tags.SamplesPerPixel) ?? 1);
  if (pixels <= 0 || bits <= 0 || bits % 8 !== 0) return undefined;
  return { frameCount: frameCount(dataSet), segmentBytes: pixels, segmentCount: bits / 8 };
}
