// What a header says of how a frame is to be shown: modality, VOI, presentation, palette. It reads, it applies nothing.
import {
  type DataSet,
  firstNumber,
  firstString,
  type LookupTable,
  numbers,
  type Palette,
  sequence,
  stringValues,
  type Tag,
  tags,
} from '@lumenbox/dicom';
import type { ImageDescription } from './image-description.ts';
import { firstNumberOf, readPaletteTables, readTable } from './lookup-tables.ts';

/** How a window maps values (PS3.3 C.11.2.1.2, C.11.2.1.3). */
export const voiFunctions = ['LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const;
export type VoiFunction = (typeof voiFunctions)[number];

/** A window on the values that come out of the modality transformation. */
export interface VoiWindow {
  readonly center: number;
  readonly width: number;
  readonly function: VoiFunction;
}

/** What a frame needs to be shown. */
export interface DisplayFacts {
  /** Modality transformation (PS3.3 C.11.1): a table, or slope and intercept. */
  readonly rescale: { readonly slope: number; readonly intercept: number };
  readonly modalityTable?: LookupTable;
  readonly window?: VoiWindow;
  readonly voiTable?: LookupTable;
  /** Small values are white: MONOCHROME1, or an inverse presentation LUT shape (PS3.3 C.11.6). */
  readonly isInverse: boolean;
  /** Stored values that show nothing (PS3.3 C.7.5.1.1.2). */
  readonly padding?: { readonly low: number; readonly high: number };
  readonly palette?: Palette;
  /** Height of a pixel by its width. */
  readonly pixelAspect: number;
}

/** @param frameIndex from 0 @throws PixelError when a lookup table is not what its descriptor says */
export function readDisplayFacts(
  dataSet: DataSet,
  image: ImageDescription,
  frameIndex: number,
): DisplayFacts {
  // What is said for a frame goes before what is said for all frames, and that before the image (PS3.3 C.7.6.16).
  const [shared] = sequence(dataSet, tags.SharedFunctionalGroupsSequence);
  const own = sequence(dataSet, tags.PerFrameFunctionalGroupsSequence)[frameIndex];
  const groups = [own, shared];
  const inGroup = (tag: number) => groups.map((group) => group && sequence(group, tag)[0]);
  const modality = [...inGroup(tags.PixelValueTransformationSequence), dataSet];
  const voi = [...inGroup(tags.FrameVOILUTSequence), dataSet];
  const slope = firstNumberOf(modality, tags.RescaleSlope) ?? 1;
  const intercept = firstNumberOf(modality, tags.RescaleIntercept) ?? 0;
  const isOfPalette = image.photometricInterpretation === 'PALETTE COLOR';
  const modalityTable = readFirstTable(dataSet, tags.ModalityLUTSequence, image.isSigned);
  // What comes out of a modality table is never negative, whatever goes into it (PS3.3 C.11.1.1.1).
  const isVoiSigned = modalityTable === undefined && (image.isSigned || intercept < 0);
  return {
    rescale: { slope: slope === 0 ? 1 : slope, intercept },
    ...optional('modalityTable', modalityTable),
    ...optional(
      'window',
      firstOf(voi, (from) => readWindow(from, image)),
    ),
    ...optional(
      'voiTable',
      firstOf(voi, (from) => readFirstTable(from, tags.VOILUTSequence, isVoiSigned)),
    ),
    isInverse:
      image.photometricInterpretation === 'MONOCHROME1' ||
      firstString(dataSet, tags.PresentationLUTShape) === 'INVERSE',
    ...optional('padding', readPadding(dataSet, image)),
    ...optional('palette', isOfPalette ? readPaletteTables(dataSet, image) : undefined),
    pixelAspect: readPixelAspect(dataSet, firstOf(inGroup(tags.PixelMeasuresSequence), spacingOf)),
  };
}

function optional<Name extends string, Value>(name: Name, value: Value | undefined) {
  return (value === undefined ? {} : { [name]: value }) as { [key in Name]?: Value };
}

function firstOf<Value>(
  dataSets: readonly (DataSet | undefined)[],
  read: (dataSet: DataSet) => Value | undefined,
): Value | undefined {
  for (const dataSet of dataSets) {
    const value = dataSet && read(dataSet);
    if (value !== undefined) return value;
  }
  return undefined;
}

/** The first window is the one that its maker prefers. A linear one is of whole numbers: of fractions it is taken to be exact. */
function readWindow(dataSet: DataSet, { sampleKind }: ImageDescription): VoiWindow | undefined {
  const center = firstNumber(dataSet, tags.WindowCenter);
  const width = firstNumber(dataSet, tags.WindowWidth);
  if (center === undefined || width === undefined) return undefined;
  const stated = firstString(dataSet, tags.VOILUTFunction);
  const named = voiFunctions.find((name) => name === stated) ?? 'LINEAR';
  const voiFunction = named === 'LINEAR' && sampleKind === 'float' ? 'LINEAR_EXACT' : named;
  return isWindow(width, voiFunction) ? { center, width, function: voiFunction } : undefined;
}

/** A linear window is at least 1 wide; the others only have to be wider than nothing (PS3.3 C.11.2.1.2). */
export function isWindow(width: number, voiFunction: VoiFunction): boolean {
  return voiFunction === 'LINEAR' ? width >= 1 : width > 0;
}

function readFirstTable(dataSet: DataSet, tag: number, isSigned: boolean): LookupTable | undefined {
  const [item] = sequence(dataSet, tag);
  if (item === undefined) return undefined;
  return readTable(item, { descriptor: tags.LUTDescriptor, data: tags.LUTData }, { isSigned });
}

function readPadding(dataSet: DataSet, image: ImageDescription): DisplayFacts['padding'] {
  const signed = (value: number) => (image.isSigned && value > 0x7fff ? value - 0x1_0000 : value);
  const [valueTag, limitTag] = paddingTags(image);
  const value = firstNumber(dataSet, valueTag);
  if (value === undefined) return undefined;
  const limit = firstNumber(dataSet, limitTag) ?? value;
  const ends = [signed(value), signed(limit)];
  return { low: Math.min(...ends), high: Math.max(...ends) };
}

/** Floats have padding of their own kind (PS3.3 C.7.6.24, C.7.6.25). */
function paddingTags({ sampleKind, bitsAllocated }: ImageDescription): readonly [Tag, Tag] {
  if (sampleKind === 'integer') return [tags.PixelPaddingValue, tags.PixelPaddingRangeLimit];
  return bitsAllocated === 64
    ? [tags.DoubleFloatPixelPaddingValue, tags.DoubleFloatPixelPaddingRangeLimit]
    : [tags.FloatPixelPaddingValue, tags.FloatPixelPaddingRangeLimit];
}

function spacingOf(dataSet: DataSet): readonly number[] | undefined {
  const spacing = numbers(dataSet, tags.PixelSpacing);
  return spacing.length === 2 ? spacing : undefined;
}

/** Vertical by horizontal size of a pixel, from its ratio or its spacing (PS3.3 C.7.6.3.1.7); 1 when that is absurd. */
function readPixelAspect(dataSet: DataSet, groupSpacing: readonly number[] | undefined): number {
  const ratio = stringValues(dataSet, tags.PixelAspectRatio).map(Number);
  const pairs = [ratio, groupSpacing, spacingOf(dataSet), numbers(dataSet, tags.ImagerPixelSpacing)];
  const [vertical = 1, horizontal = 1] = pairs.find((pair) => pair?.length === 2) ?? [];
  const aspect = vertical / horizontal;
  return aspect > 0.05 && aspect < 20 ? aspect : 1;
}
