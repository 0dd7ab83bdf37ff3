// Blanks boxes in samples that no codec has touched: of a file as its pixel data streams by, or of a decoded frame (PS3.5 8.1, 8.2;
// PS3.15 E.3.1). Every sample outside of the boxes stays as it is, to the bit.
import { firstNumber, firstString } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { frameCount } from '../frames/image-geometry.ts';
import { DicomError } from '../part10/errors.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import { blankSamples, type SampleLayout } from './blank-samples.ts';
import { type ImageSize, type PixelBox, type PixelRectangle, rectanglesOfFrame } from './pixel-boxes.ts';

/** How frames lie one behind the other. */
export interface FrameLayout extends SampleLayout, ImageSize {
  /** All of a colour, then all of the next. */
  readonly isPlanar: boolean;
  /** Two luminances, then the chrominance of both (YBR_FULL_422). */
  readonly isHalved: boolean;
  /** `words`: bytes in big endian words, as they were written before 8-bit samples had a VR of their own. */
  readonly byteOrder: 'little' | 'big' | 'words';
}

/** Blanks the samples of one image where they lie. */
export interface Blanking {
  /**
   * Blanks what of the boxes lies in these bytes, and changes nothing else.
   *
   * @param start where in the value of the pixel data the bytes begin
   */
  blank(bytes: Uint8Array, start: number): void;
}

/** Of GE: implicit little endian, but for the pixel data, which is big endian. */
const bigEndianPixelsUid = '1.2.840.113619.5.2';

/**
 * How the native frames of a file lie; `undefined` when they cannot be blanked: bits in big endian words, chrominance that is
 * shared by rows or by an odd number of columns, attributes that are missing or contradict each other.
 */
export function nativeLayout({
  dataSet,
  pixelData,
  transferSyntaxUid,
}: HeaderResult): FrameLayout | undefined {
  if (pixelData === undefined || pixelData.length === undefined) return undefined;
  const isFloat = pixelData.tag !== tags.PixelData;
  const floatBits = pixelData.tag === tags.DoubleFloatPixelData ? 64 : 32;
  const bitsAllocated = isFloat ? floatBits : (firstNumber(dataSet, tags.BitsAllocated) ?? 0);
  const bitsStored = isFloat ? floatBits : (firstNumber(dataSet, tags.BitsStored) ?? bitsAllocated);
  const highBit = isFloat ? floatBits - 1 : (firstNumber(dataSet, tags.HighBit) ?? bitsStored - 1);
  const samplesPerPixel = firstNumber(dataSet, tags.SamplesPerPixel) ?? 1;
  const interpretation = firstString(dataSet, tags.PhotometricInterpretation) ?? '';
  const isBigEndian = dataSet.bigEndian || transferSyntaxUid === bigEndianPixelsUid;
  const layout: FrameLayout = {
    rows: firstNumber(dataSet, tags.Rows) ?? 0,
    columns: firstNumber(dataSet, tags.Columns) ?? 0,
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    bitShift: highBit + 1 - bitsStored,
    isSigned: !isFloat && firstNumber(dataSet, tags.PixelRepresentation) === 1,
    isFloat,
    colourSpace: colourSpaceOf(interpretation, samplesPerPixel),
    isPlanar: samplesPerPixel > 1 && firstNumber(dataSet, tags.PlanarConfiguration) === 1,
    isHalved: samplesPerPixel > 1 && /^YBR_(FULL|PARTIAL)_422$/.test(interpretation),
    byteOrder: !isBigEndian ? 'little' : bitsAllocated <= 8 && pixelData.vr === 'OW' ? 'words' : 'big',
  };
  return isSound(layout, interpretation) ? layout : undefined;
}

function colourSpaceOf(interpretation: string, samplesPerPixel: number): SampleLayout['colourSpace'] {
  if (samplesPerPixel === 1) return interpretation === 'PALETTE COLOR' ? 'palette' : 'grey';
  if (interpretation.startsWith('YBR_PARTIAL')) return 'ybr-partial';
  return interpretation.startsWith('YBR_FULL') ? 'ybr' : 'rgb';
}

function isSound(layout: FrameLayout, interpretation: string): boolean {
  const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, bitShift, isFloat } = layout;
  if (rows < 1 || columns < 1 || (samplesPerPixel !== 1 && samplesPerPixel !== 3)) return false;
  if (![1, 8, 16, 32, 64].includes(bitsAllocated) || (bitsAllocated === 64 && !isFloat)) return false;
  if (bitsStored < 1 || bitsStored > bitsAllocated || bitShift < 0 || bitShift + bitsStored > bitsAllocated)
    return false;
  if (bitsAllocated === 1) return samplesPerPixel === 1 && layout.byteOrder !== 'words';
  if (interpretation === 'YBR_PARTIAL_420') return false;
  return !layout.isHalved || (bitsAllocated === 8 && columns % 2 === 0);
}

/**
 * Blanks boxes in the native pixel data of a file.
 *
 * @throws DicomError `missing-image-attributes` where {@link nativeLayout} gives none
 */
export function createNativeBlanking(header: HeaderResult, boxes: readonly PixelBox[]): Blanking {
  const layout = nativeLayout(header);
  if (layout === undefined) throw new DicomError('missing-image-attributes', { tag: tags.PixelData });
  const count = frameCount(header.dataSet);
  return createBlanking(layout, {
    samples: blankSamples(header.dataSet, layout),
    frameCount: count,
    rectanglesOf: (frame) => rectanglesOfFrame(boxes, { frame: frame + 1, size: layout }),
  });
}

/**
 * Blanks rectangles of one frame that a codec has decoded: samples by pixel, little endian, single bits as bytes.
 *
 * @param blank.samples from {@link blankSamples}
 */
export function blankDecodedFrame(
  bytes: Uint8Array,
  image: ImageSize & Pick<SampleLayout, 'bitsAllocated' | 'isFloat'>,
  blank: { readonly samples: readonly number[]; readonly rectangles: readonly PixelRectangle[] },
): void {
  const bitsAllocated = Math.max(8, image.bitsAllocated);
  createBlanking(
    { ...image, bitsAllocated, isPlanar: false, isHalved: false, byteOrder: 'little' },
    { samples: blank.samples, frameCount: 1, rectanglesOf: () => blank.rectangles },
  ).blank(bytes, 0);
}

type Image = {
  readonly samples: readonly number[];
  readonly frameCount: number;
  /** @param frame from 0 */
  readonly rectanglesOf: (frame: number) => readonly PixelRectangle[];
};

/** What lies in a row one behind the other: the pixels of a plane, each of so many bits. */
type Plane = { readonly start: number; readonly unitBits: number; readonly pattern: Uint8Array };

type PlaneLayout = ImageSize &
  Pick<FrameLayout, 'bitsAllocated' | 'isFloat' | 'isPlanar' | 'isHalved' | 'byteOrder'>;

function createBlanking(layout: PlaneLayout, { samples, frameCount, rectanglesOf }: Image): Blanking {
  const { rows, columns } = layout;
  const planes = planesOf(layout, samples);
  // A unit is a pixel, or two that share their chrominance.
  const unitPixels = layout.isHalved ? 2 : 1;
  const unitsInRow = columns / unitPixels;
  const frameBits = planes.reduce((sum, { unitBits }) => sum + unitBits * unitsInRow * rows, 0);
  const blankRows = (
    target: Target,
    plane: Plane,
    { frame, box }: { frame: number; box: PixelRectangle },
  ) => {
    const { unitBits } = plane;
    const rowBits = unitBits * unitsInRow;
    const base = frame * frameBits + plane.start;
    const first = Math.max(box.y, Math.floor((target.start * 8 - 16 - base) / rowBits));
    const last = Math.min(box.y + box.height, Math.ceil((target.end * 8 + 16 - base) / rowBits));
    const left = Math.floor(box.x / unitPixels);
    const right = Math.ceil((box.x + box.width) / unitPixels);
    for (let row = first; row < last; row += 1) {
      const start = base + row * rowBits;
      fill(target, plane, { from: start + left * unitBits, to: start + right * unitBits });
    }
  };
  return {
    blank(bytes, start) {
      const target = { bytes, start, end: start + bytes.length, isSwapped: layout.byteOrder === 'words' };
      const from = Math.max(0, Math.floor((start * 8 - 16) / frameBits));
      const to = Math.min(frameCount, Math.ceil((target.end * 8 + 16) / frameBits));
      for (let frame = from; frame < to; frame += 1)
        for (const box of rectanglesOf(frame))
          for (const plane of planes) blankRows(target, plane, { frame, box });
    },
  };
}

function planesOf(layout: PlaneLayout, samples: readonly number[]): Plane[] {
  const { rows, columns, bitsAllocated, isPlanar, isHalved } = layout;
  if (bitsAllocated === 1)
    return [{ start: 0, unitBits: 1, pattern: Uint8Array.of((samples[0] ?? 0) === 0 ? 0 : 0xff) }];
  const bytesOf = (values: readonly number[]) =>
    Uint8Array.from(values.flatMap((value) => [...sampleBytes(value, layout)]));
  if (isPlanar)
    return samples.map((value, plane) => ({
      start: plane * rows * columns * bitsAllocated,
      unitBits: bitsAllocated,
      pattern: bytesOf([value]),
    }));
  const [first = 0, ...chrominance] = samples;
  const pattern = bytesOf(isHalved ? [first, first, ...chrominance] : samples);
  return [{ start: 0, unitBits: pattern.length * 8, pattern }];
}

function sampleBytes(value: number, { bitsAllocated, isFloat, byteOrder }: PlaneLayout): Uint8Array {
  const bytes = new Uint8Array(bitsAllocated / 8);
  const view = new DataView(bytes.buffer);
  const isLittle = byteOrder !== 'big';
  if (isFloat && bitsAllocated === 64) view.setFloat64(0, value, isLittle);
  else if (isFloat) view.setFloat32(0, value, isLittle);
  else if (bitsAllocated === 8) view.setUint8(0, value);
  else if (bitsAllocated === 16) view.setUint16(0, value, isLittle);
  else view.setUint32(0, value, isLittle);
  return bytes;
}

type Target = {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly isSwapped: boolean;
};

/** Fills a run, whose ends are bits of the value, with the pattern, as far as the target reaches. */
function fill(
  target: Target,
  { unitBits, pattern }: Plane,
  { from, to }: { from: number; to: number },
): void {
  if (unitBits === 1) fillBits(target, pattern[0] !== 0, { from, to });
  else fillBytes(target, pattern, { from: from / 8, to: to / 8 });
}

function fillBytes(
  { bytes, start, end, isSwapped }: Target,
  pattern: Uint8Array,
  { from, to }: { from: number; to: number },
): void {
  if (!isSwapped && pattern.every((byte) => byte === pattern[0])) {
    if (to > start && from < end) bytes.fill(pattern[0] ?? 0, Math.max(0, from - start), to - start);
    return;
  }
  const reach = isSwapped ? 1 : 0;
  const last = Math.min(to, end + reach);
  for (let at = Math.max(from, start - reach); at < last; at += 1) {
    const place = (isSwapped ? at ^ 1 : at) - start;
    if (place >= 0 && place < bytes.length) bytes[place] = pattern[(at - from) % pattern.length] ?? 0;
  }
}

/** The first pixel is the lowest bit (PS3.5 8.1.1). */
function fillBits(
  { bytes, start, end }: Target,
  isSet: boolean,
  { from, to }: { from: number; to: number },
): void {
  for (let bit = Math.max(from, start * 8); bit < Math.min(to, end * 8); bit += 1) {
    const place = Math.floor(bit / 8) - start;
    const mask = 1 << (bit % 8);
    bytes[place] = isSet ? (bytes[place] ?? 0) | mask : (bytes[place] ?? 0) & ~mask;
  }
}
