// What a scan of pixel data finds. Types alone.
import type { Extent } from '../data-set/data-set.ts';
import type { DicomProblem, DicomWarning } from '../part10/errors.ts';

/** Where one frame lies, in the file (in the inflated data set, when that is deflated). */
export type FrameExtent = Extent & {
  /** The pieces of an encapsulated frame that spans several fragments; between them lie item headers. */
  readonly fragments?: readonly Extent[];
  /** Of single-bit frames that begin inside a byte: the first bit's number, 1 to 7 (PS3.5 8.1.1). */
  readonly bitOffset?: number;
};

/** What became of a file's pixel data. */
export type PixelDataScan = {
  /** The frames that are wholly present. A video is one (PS3.5 8.2.5). */
  readonly frames: readonly FrameExtent[];
  /** Everything that lengths and delimiters claim is there, to the end of the data set. */
  readonly complete: boolean;
  readonly problem?: DicomProblem;
  readonly warnings: readonly DicomWarning[];
};

/** Limits of scanning pixel data. */
export type ScanOptions = {
  /** Default 1,000,000. */
  readonly maxFrames?: number;
  /** Default 2,000,000. */
  readonly maxFragments?: number;
  /** Of deflated data sets; default 8 GiB. They are inflated but never kept. */
  readonly maxInflatedBytes?: number;
  /** Default 250, judged beyond the first 16 MiB. */
  readonly maxInflatedRatio?: number;
};
