// What reading a Part 10 file's header gives (PS3.10 7). Types alone.
import type { DataSet } from '../data-set/data-set.ts';
import type { Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import type { DicomWarning } from './errors.ts';

/** Where the top level's pixel data lies. Positions are those of the inflated stream when the file is deflated. */
export type PixelDataPosition = {
  /** PixelData, FloatPixelData or DoubleFloatPixelData. */
  readonly tag: Tag;
  readonly vr: VR;
  /** Where the value starts. */
  readonly offset: number;
  /** Bytes that the header claims; `undefined`: encapsulated in fragments (PS3.5 A.4). */
  readonly length: number | undefined;
};

/** Group 0002, the data set in front of the pixel data, and where things lie. */
export type HeaderResult = {
  /** File meta information (PS3.10 7.1); empty when the file has none. */
  readonly meta: DataSet;
  /** Everything before the top level's pixel data; all when there is none. */
  readonly dataSet: DataSet;
  /** As named by the file, or the one that the bytes are in where it names none or a wrong one. */
  readonly transferSyntaxUid: string;
  readonly preamble: 'zero' | 'tiff' | 'other' | 'absent';
  /** Where the data set starts in the file. */
  readonly dataSetOffset: number;
  readonly pixelData?: PixelDataPosition;
  readonly warnings: readonly DicomWarning[];
};

/** Limits of reading; every one has a default. */
export type ReadOptions = {
  /** Bytes up to the pixel data (inflated ones too). Default 64 MiB. */
  readonly maxHeaderBytes?: number;
  /** Levels of sequences inside sequences. Default 100. */
  readonly maxDepth?: number;
  /** Elements and items altogether. Default 1,000,000. */
  readonly maxElements?: number;
  /** Inflated bytes for one deflated byte, judged beyond the first 16 MiB. Default 250. */
  readonly maxInflatedRatio?: number;
  /** Bytes that a whole deflated data set may have, `readFile` only. Default 1 GiB. */
  readonly maxInflatedBytes?: number;
};
