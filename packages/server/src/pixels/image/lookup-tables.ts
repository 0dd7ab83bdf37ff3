// Lookup tables as data sets hold them, with the failures of pixels. What a table is: packages/dicom.
import {
  type DataSet,
  firstNumber,
  type LookupTable,
  type Palette,
  readLookupTable,
  readPalette,
  type Tag,
} from '@lumenbox/dicom';
import { PixelError } from '../pixel-error.ts';

/** Reads a table. @throws PixelError `bad-image-attributes` when the bytes do not hold what the descriptor says */
export function readTable(...wanted: Parameters<typeof readLookupTable>): LookupTable | undefined {
  return orRefuse(() => readLookupTable(...wanted));
}

/** Reads a palette. @throws PixelError as {@link readTable} does */
export function readPaletteTables(...wanted: Parameters<typeof readPalette>): Palette | undefined {
  return orRefuse(() => readPalette(...wanted));
}

function orRefuse<Read>(read: () => Read): Read {
  try {
    return read();
  } catch (error) {
    if (error instanceof RangeError) throw new PixelError('bad-image-attributes', error.message);
    throw error;
  }
}

/** The value of the first element of these that is there. */
export function firstNumberOf(dataSets: readonly (DataSet | undefined)[], tag: Tag): number | undefined {
  for (const dataSet of dataSets) {
    const value = dataSet === undefined ? undefined : firstNumber(dataSet, tag);
    if (value !== undefined) return value;
  }
  return undefined;
}
