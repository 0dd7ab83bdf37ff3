// Reads segmentations (PS3.3 A.51): which segments there are, where each frame lies, and the frame as one opacity a pixel.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, numbers, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { frameCount } from '../frames/image-geometry.ts';
import { type LookupTable, readPalette } from '../frames/lookup-tables.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import {
  type Colour,
  colourOfCielab,
  type FrameReference,
  type PatientPoint,
  pointOf,
  readReferences,
} from './referenced-frames.ts';

/** One segment (PS3.3 C.8.20.4). */
export interface Segment {
  readonly number: number;
  readonly label: string;
  /** Of the palette, where the pixels are colours of one (PS3.3 C.8.20.2); undefined where the file recommends none. */
  readonly colour: Colour | undefined;
}
/** One frame: one segment at one place, or the labels of all of them. */
export interface SegmentFrame {
  /** Undefined in a label map. */
  readonly segment: number | undefined;
  /** The images that it was made of. */
  readonly sources: readonly FrameReference[];
  readonly orientation: readonly number[] | undefined;
  readonly position: PatientPoint | undefined;
  /** Millimetres between rows, then between columns. */
  readonly spacing: readonly [number, number] | undefined;
  /** Millimetres across the plane: from one slice to the next where the file says, else of a slice (PS3.3 C.7.6.16.2.1). */
  readonly thickness: number | undefined;
}
/** A segmentation. */
export interface Segmentation {
  readonly label: string;
  readonly rows: number;
  readonly columns: number;
  readonly type: 'BINARY' | 'FRACTIONAL' | 'LABELMAP';
  readonly frameOfReferenceUid: string | undefined;
  readonly segments: readonly Segment[];
  readonly frames: readonly SegmentFrame[];
  /** How much of a pixel belongs to a segment, from 0 to 255, row by row. Throws `RangeError` for a frame that is not there. */
  maskOf(frame: number, segment: number): Uint8Array;
  /** The same of one pixel, without reading the others; 0 outside. */
  opacityAt(frame: number, segment: number, column: number, row: number): number;
}

/** SOP classes of segmentations, and of those as a label map (PS3.4 B.5). */
export const segmentationSopClasses = [
  '1.2.840.10008.5.1.4.1.1.66.4',
  '1.2.840.10008.5.1.4.1.1.66.7',
] as const;

/** A body has some hundred parts with names. */
const segmentsMax = 5000;
const framesMax = 100_000;
const sideMax = 16_384;
const textMax = 200;

/**
 * What a file says; undefined when it is no segmentation, or its native pixels are not all there. `bytes` is the whole file, of which frames
 * are cut when they are wanted.
 */
export function readSegmentation(
  bytes: Uint8Array,
  { dataSet, pixelData }: HeaderResult,
): Segmentation | undefined {
  const sopClass = firstString(dataSet, tags.SOPClassUID) ?? '';
  if (!(segmentationSopClasses as readonly string[]).includes(sopClass)) return undefined;
  const type = typeOf(dataSet);
  const [rows, columns] = [firstNumber(dataSet, tags.Rows) ?? 0, firstNumber(dataSet, tags.Columns) ?? 0];
  const isSized = rows > 0 && columns > 0 && rows <= sideMax && columns <= sideMax;
  if (type === undefined || pixelData?.length === undefined || !isSized) return undefined;
  const bits = firstNumber(dataSet, tags.BitsAllocated) ?? 1;
  const most = type === 'BINARY' ? 1 : (firstNumber(dataSet, tags.MaximumFractionalValue) ?? 255);
  const pixels = bytes.subarray(pixelData.offset, pixelData.offset + pixelData.length);
  const valueAt = sampleReader(pixels, bits);
  const frames = framesOf(dataSet, type);
  const palette = type === 'LABELMAP' ? paletteColours(dataSet) : undefined;
  if (valueAt === undefined || frames.length * rows * columns * bits > pixels.length * 8) return undefined;
  const opacityOf = (at: number, segment: number) => {
    const value = valueAt(at);
    return type === 'LABELMAP' ? (value === segment ? 255 : 0) : Math.min(255, (value / most) * 255);
  };
  return {
    label: textOf(dataSet, tags.ContentLabel),
    rows,
    columns,
    type,
    frameOfReferenceUid: firstString(dataSet, tags.FrameOfReferenceUID),
    segments: sequence(dataSet, tags.SegmentSequence)
      .slice(0, segmentsMax)
      .flatMap((item) => segmentOf(item, palette)),
    frames,
    maskOf: (frame, segment) => {
      const first = frame * rows * columns;
      if (frames[frame] === undefined) throw new RangeError('The segmentation has no such frame.');
      const mask = new Uint8Array(rows * columns);
      for (let at = 0; at < mask.length; at += 1) mask[at] = opacityOf(first + at, segment);
      return mask;
    },
    opacityAt: (frame, segment, column, row) => {
      const isInside = column >= 0 && row >= 0 && column < columns && row < rows;
      if (!isInside || frames[frame] === undefined) return 0;
      return opacityOf((frame * rows + row) * columns + column, segment);
    },
  };
}

function typeOf(dataSet: DataSet): Segmentation['type'] | undefined {
  const type = firstString(dataSet, tags.SegmentationType);
  return type === 'BINARY' || type === 'FRACTIONAL' || type === 'LABELMAP' ? type : undefined;
}

/** Bits lie one behind the other, the lowest of a byte first (PS3.5 8.1.1). */
function sampleReader(pixels: Uint8Array, bits: number): ((at: number) => number) | undefined {
  if (bits === 1) return (at) => ((pixels[at >> 3] ?? 0) >> (at & 7)) & 1;
  if (bits === 8) return (at) => pixels[at] ?? 0;
  if (bits === 16) return (at) => (pixels[2 * at] ?? 0) | ((pixels[2 * at + 1] ?? 0) << 8);
  return undefined;
}

function textOf(dataSet: DataSet, tag: number): string {
  return (firstString(dataSet, tag) ?? '').slice(0, textMax);
}

function segmentOf(item: DataSet, palette: ColourOfLabel | undefined): Segment[] {
  const number = firstNumber(item, tags.SegmentNumber);
  if (number === undefined) return [];
  const colour = palette?.(number) ?? colourOfCielab(item);
  return [{ number, label: textOf(item, tags.SegmentLabel), colour }];
}

/** The colour of a label. */
type ColourOfLabel = (label: number) => Colour;

/** By the palette of a label map whose pixels are colours of one; undefined where there is none, or it cannot be read. */
function paletteColours(dataSet: DataSet): ColourOfLabel | undefined {
  if (firstString(dataSet, tags.PhotometricInterpretation) !== 'PALETTE COLOR') return undefined;
  try {
    const palette = readPalette(dataSet, { isSigned: false });
    if (palette === undefined) return undefined;
    const { red, green, blue } = palette;
    return (label) => [partOf(red, label), partOf(green, label), partOf(blue, label)];
  } catch {
    return undefined;
  }
}

/** Of a colour, from 0 to 255. */
function partOf({ first, bits, entries }: LookupTable, label: number): number {
  const index = Math.min(Math.max(label - first, 0), entries.length - 1);
  return Math.min(255, Math.round((255 * (entries[index] ?? 0)) / (2 ** bits - 1)));
}

function framesOf(dataSet: DataSet, type: Segmentation['type']): SegmentFrame[] {
  const [shared] = sequence(dataSet, tags.SharedFunctionalGroupsSequence);
  const perFrame = sequence(dataSet, tags.PerFrameFunctionalGroupsSequence);
  const count = Math.min(frameCount(dataSet), framesMax, Math.max(perFrame.length, 1));
  return Array.from({ length: count }, (_, index) => frameOf([perFrame[index], shared], type));
}

/** What is said of the frame goes before what is said of all (PS3.3 C.7.6.16). */
function frameOf(groups: readonly (DataSet | undefined)[], type: Segmentation['type']): SegmentFrame {
  const within = (tag: number) =>
    groups.flatMap((group) => (group === undefined ? [] : sequence(group, tag).slice(0, 1)))[0];
  const numbersIn = (group: number, tag: number) => {
    const item = within(group);
    return item === undefined ? [] : numbers(item, tag);
  };
  const orientation = numbersIn(tags.PlaneOrientationSequence, tags.ImageOrientationPatient);
  const [between, across] = numbersIn(tags.PixelMeasuresSequence, tags.PixelSpacing);
  const [ofSlice = 0] = numbersIn(tags.PixelMeasuresSequence, tags.SliceThickness);
  const [apart = 0] = numbersIn(tags.PixelMeasuresSequence, tags.SpacingBetweenSlices);
  const thickness = apart > 0 ? apart : ofSlice;
  const identification = within(tags.SegmentIdentificationSequence);
  const derivation = groups.flatMap((group) =>
    group === undefined ? [] : [...sequence(group, tags.DerivationImageSequence)],
  );
  return {
    segment:
      type === 'LABELMAP' || identification === undefined
        ? undefined
        : firstNumber(identification, tags.ReferencedSegmentNumber),
    sources: derivation.flatMap((item) => readReferences(sequence(item, tags.SourceImageSequence))),
    orientation: orientation.length === 6 ? orientation : undefined,
    position: pointOf(numbersIn(tags.PlanePositionSequence, tags.ImagePositionPatient)),
    spacing:
      between !== undefined && across !== undefined && between > 0 && across > 0
        ? [between, across]
        : undefined,
    thickness: thickness > 0 ? thickness : undefined,
  };
}
