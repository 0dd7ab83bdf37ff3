// How many frames an image has and how large a native one is (PS3.3 C.7.6.3, PS3.5 8.1), in safe integers only.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, stringValues } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import type { PixelDataPosition } from '../part10/header-result.ts';
import type { FrameExtent } from './frame-extents.ts';

/** Number of Frames (0028,0008), 1 when absent or unreadable. */
export function frameCount(dataSet: DataSet): number {
  const count = firstNumber(dataSet, tags.NumberOfFrames);
  return isCount(count) ? count : 1;
}

/**
 * Whether a header says how many frames there are: by one whole number above zero, or by none, as single frames do. Where it does not,
 * the count of 1 is a guess, and so is what stands behind the first frame.
 */
export function isFrameCountClear(dataSet: DataSet): boolean {
  if (!dataSet.elements.has(tags.NumberOfFrames)) return true;
  const { length } = stringValues(dataSet, tags.NumberOfFrames);
  return length === 1 && isCount(firstNumber(dataSet, tags.NumberOfFrames));
}

function isCount(count: number | undefined): count is number {
  return count !== undefined && Number.isSafeInteger(count) && count > 0;
}

/**
 * Bits of one native frame; `undefined` when attributes are missing, zero, or too large to be true. Chrominance of
 * YBR_FULL_422 and YBR_PARTIAL_422 is halved, of YBR_PARTIAL_420 quartered (PS3.3 C.7.6.3.1.2).
 */
export function nativeFrameBits(dataSet: DataSet, { tag }: PixelDataPosition): number | undefined {
  const rows = firstNumber(dataSet, tags.Rows);
  const columns = firstNumber(dataSet, tags.Columns);
  const bitsAllocated = firstNumber(dataSet, tags.BitsAllocated) ?? bitsOfFloat(tag);
  const samples = samplesPerPixel(dataSet);
  if (rows === undefined || columns === undefined || bitsAllocated === undefined) return undefined;
  const bits = rows * columns * samples * bitsAllocated;
  return Number.isSafeInteger(bits) && bits > 0 ? bits : undefined;
}

function bitsOfFloat(tag: number): number | undefined {
  if (tag === tags.FloatPixelData) return 32;
  return tag === tags.DoubleFloatPixelData ? 64 : undefined;
}

function samplesPerPixel(dataSet: DataSet): number {
  const interpretation = firstString(dataSet, tags.PhotometricInterpretation);
  if (interpretation === 'YBR_FULL_422' || interpretation === 'YBR_PARTIAL_422') return 2;
  if (interpretation === 'YBR_PARTIAL_420') return 1.5;
  return firstNumber(dataSet, tags.SamplesPerPixel) ?? 1;
}

/** The extents of native frames that lie one behind the other, bits packed without gaps (PS3.5 8.1.1). */
export function nativeFrames(
  offset: number,
  { bits, count }: { bits: number; count: number },
): FrameExtent[] {
  const frames: FrameExtent[] = [];
  for (let index = 0; index < count; index += 1) {
    const firstBit = index * bits;
    const start = Math.floor(firstBit / 8);
    const extent = { offset: offset + start, length: Math.ceil((firstBit + bits) / 8) - start };
    const bitOffset = firstBit % 8;
    frames.push(bitOffset === 0 ? extent : { ...extent, bitOffset });
  }
  return frames;
}
