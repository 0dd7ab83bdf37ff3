// What a blanked pixel holds: the value that shows black, or the image's own padding (PS3.3 C.7.6.3.1.2, C.7.5.1.1.2). Reads a
// header, touches no pixels.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, sequence, valueBytes } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';

/** How the samples lie that are to be blanked: those of the file, or of a decoded frame. */
export interface SampleLayout {
  readonly samplesPerPixel: number;
  /** 1, 8, 16, 32 or 64. */
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  /** High Bit + 1 - Bits Stored. */
  readonly bitShift: number;
  readonly isSigned: boolean;
  readonly isFloat: boolean;
  /** Of the samples as they are: decoders turn YBR_RCT into RGB, for instance. */
  readonly colourSpace: 'grey' | 'palette' | 'rgb' | 'ybr' | 'ybr-partial';
}

/** The bits of a blank pixel's samples as unsigned numbers; of floats the values themselves. */
export function blankSamples(dataSet: DataSet, layout: SampleLayout): number[] {
  switch (layout.colourSpace) {
    case 'rgb':
      return [0, 0, 0];
    case 'ybr':
    case 'ybr-partial': {
      const middle = 2 ** (layout.bitsStored - 1);
      // Black of the studio range is 16 of 256 (PS3.3 C.7.6.3.1.2).
      const black = layout.colourSpace === 'ybr' ? 0 : middle / 8;
      return [black, middle, middle].map((value) => raw(value, layout));
    }
    case 'palette':
      return [raw(darkestEntry(dataSet), layout)];
    case 'grey':
      return [greyBlank(dataSet, layout)];
  }
}

function greyBlank(dataSet: DataSet, layout: SampleLayout): number {
  if (layout.isFloat)
    return (
      firstNumber(dataSet, tags.FloatPixelPaddingValue) ??
      firstNumber(dataSet, tags.DoubleFloatPixelPaddingValue) ??
      0
    );
  const { bitsStored, isSigned } = layout;
  const lowest = isSigned ? -(2 ** (bitsStored - 1)) : 0;
  const highest = isSigned ? 2 ** (bitsStored - 1) - 1 : 2 ** bitsStored - 1;
  const padding = firstNumber(dataSet, tags.PixelPaddingValue);
  if (padding !== undefined) {
    const value = isSigned && padding > highest ? padding - 2 ** 16 : padding;
    if (value >= lowest && value <= highest) return raw(value, layout);
  }
  return raw(isLowWhite(dataSet) ? highest : lowest, layout);
}

/** Whether low values are shown white: by the interpretation, an inverse shape, or a falling rescale; two of them undo each other. */
function isLowWhite(dataSet: DataSet): boolean {
  const isInverse =
    firstString(dataSet, tags.PhotometricInterpretation) === 'MONOCHROME1' ||
    firstString(dataSet, tags.PresentationLUTShape) === 'INVERSE';
  const [shared] = sequence(dataSet, tags.SharedFunctionalGroupsSequence);
  const [transformation] =
    shared === undefined ? [] : sequence(shared, tags.PixelValueTransformationSequence);
  const slope = firstNumber(transformation ?? dataSet, tags.RescaleSlope) ?? 1;
  return isInverse !== slope < 0;
}

/** The first index whose colour is the darkest; where the palette cannot be read plainly, its first. */
function darkestEntry(dataSet: DataSet): number {
  const tables = [
    [tags.RedPaletteColorLookupTableDescriptor, tags.RedPaletteColorLookupTableData],
    [tags.GreenPaletteColorLookupTableDescriptor, tags.GreenPaletteColorLookupTableData],
    [tags.BluePaletteColorLookupTableDescriptor, tags.BluePaletteColorLookupTableData],
  ].map(([descriptor, data]) => paletteOf(dataSet, descriptor as number, data as number));
  const [red, green, blue] = tables;
  if (red === undefined || green === undefined || blue === undefined) return 0;
  let darkest = { index: 0, light: Number.POSITIVE_INFINITY };
  for (let index = 0; index < red.entries.length; index += 1) {
    const light =
      (red.entries[index] ?? 0) + (green.entries[index] ?? 0xffff) + (blue.entries[index] ?? 0xffff);
    if (light < darkest.light) darkest = { index, light };
  }
  return red.first + darkest.index;
}

function paletteOf(
  dataSet: DataSet,
  descriptorTag: number,
  dataTag: number,
): { first: number; entries: ArrayLike<number> } | undefined {
  const [descriptor, data] = [dataSet.elements.get(descriptorTag), dataSet.elements.get(dataTag)];
  if (descriptor === undefined || data === undefined || data.items !== undefined) return undefined;
  const [stated, first] = wordsOf(valueBytes(dataSet, descriptor), dataSet.bigEndian);
  if (stated === undefined || first === undefined) return undefined;
  const count = stated === 0 ? 65_536 : stated;
  const bytes = valueBytes(dataSet, data);
  // Entries of 8 bits may lie in bytes or in words (PS3.3 C.7.6.3.1.6).
  const entries = bytes.length >= 2 * count ? wordsOf(bytes, dataSet.bigEndian) : bytes;
  return entries.length >= count ? { first, entries: entries.subarray(0, count) } : undefined;
}

function wordsOf(bytes: Uint8Array, isBigEndian: boolean): Uint16Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Uint16Array.from({ length: bytes.length >> 1 }, (_, index) =>
    view.getUint16(2 * index, !isBigEndian),
  );
}

/** A stored value as bits of the allocated ones: its sign is carried to the top where nothing else is there. */
function raw(value: number, { bitsAllocated, bitsStored, bitShift }: SampleLayout): number {
  const bits = bitShift === 0 ? bitsAllocated : bitsStored;
  const unsigned = value < 0 ? value + 2 ** bits : value;
  return unsigned * 2 ** bitShift;
}
