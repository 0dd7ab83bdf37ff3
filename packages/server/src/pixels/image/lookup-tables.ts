// Lookup tables as data sets hold them, with the failures of pixels. What a table is: packages/dicom.
import { type DataSet, firstNumber, type LookupTable, readLookupTable, type Tag } from '@lumenbox/dicom';
import { PixelError } from '../pixel-error.ts';

/** Reads a table. @throws PixelError `bad-image-attributes` when the bytes do not hold what the descriptor says */
export function readTable(...wanted: Parameters<typeof readLookupTable>): LookupTable | undefined {
  try {
    return readLookupTable(...wanted);
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
