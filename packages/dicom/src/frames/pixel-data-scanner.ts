// Scans pixel data as it streams by: is it whole, and where does each frame lie? Keeps positions, never pixels.
import { numbers } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { lookupTransferSyntax } from '../dictionary/transfer-syntaxes.ts';
import { DicomError, type DicomProblem, type DicomReason, type DicomWarning } from '../part10/errors.ts';
import type { HeaderResult, PixelDataPosition } from '../part10/header-result.ts';
import { Inflation } from '../part10/inflate.ts';
import { findFrames } from './encapsulated-frames.ts';
import type { FrameExtent, PixelDataScan, ScanOptions } from './frame-extents.ts';
import { frameCount, nativeFrameBits, nativeFrames } from './image-geometry.ts';
import { PixelDataWalker } from './pixel-data-walker.ts';

/** Takes the bytes behind a header and tells about the pixel data in them. */
export type PixelDataScanner = {
  /**
   * The file's offset of the first byte that `push` expects: the pixel data's value, or the start of the data set
   * when that is deflated. `HeaderReader.unread` gives what has already been read from there on.
   */
  readonly startOffset: number;
  /** Takes the next bytes of the file. Never throws: what is wrong is in the scan. */
  push(chunk: Uint8Array): void;
  /** No more bytes come: what was found. */
  end(): PixelDataScan;
};

const defaults = {
  maxFrames: 1_000_000,
  maxFragments: 2_000_000,
  maxInflatedBytes: 8 * 1024 ** 3,
  maxInflatedRatio: 250,
} as const;

/** A scanner for the file with this header; without pixel data it finds nothing and nothing wrong. */
export function createPixelDataScanner(header: HeaderResult, options: ScanOptions = {}): PixelDataScanner {
  const limits = { ...defaults, ...options };
  const { pixelData } = header;
  if (pixelData === undefined) {
    return { startOffset: 0, push: () => {}, end: () => ({ frames: [], complete: true, warnings: [] }) };
  }
  const walker = new PixelDataWalker(header, limits);
  const end = (): PixelDataScan => conclude({ header, pixelData, walker, maxFrames: limits.maxFrames });
  if (lookupTransferSyntax(header.transferSyntaxUid)?.deflated === true) {
    return inflatingScanner({ header, pixelData, walker, limits, end });
  }
  return {
    startOffset: pixelData.offset,
    push: (chunk) => walker.push(chunk),
    end: () => {
      walker.end();
      return end();
    },
  };
}

/** Scans a file that is wholly in memory. */
export function scanPixelData(
  bytes: Uint8Array,
  header: HeaderResult,
  options: ScanOptions = {},
): PixelDataScan {
  const scanner = createPixelDataScanner(header, options);
  if (header.pixelData !== undefined) scanner.push(bytes.subarray(scanner.startOffset));
  return scanner.end();
}

type Inflating = {
  header: HeaderResult;
  pixelData: PixelDataPosition;
  walker: PixelDataWalker;
  limits: Required<ScanOptions>;
  end: () => PixelDataScan;
};

function inflatingScanner({ header, pixelData, walker, limits, end }: Inflating): PixelDataScanner {
  const { maxInflatedBytes: maxBytes, maxInflatedRatio: maxRatio } = limits;
  const inflation = new Inflation({ maxBytes, maxRatio }, []);
  let position = 0;
  const take = (bytes: Uint8Array): boolean => {
    // The header was read before: only what lies behind it is of interest.
    const start = Math.min(bytes.length, Math.max(0, pixelData.offset - position));
    position += bytes.length;
    walker.push(bytes.subarray(start));
    return walker.problem === undefined;
  };
  const guarded = (work: () => void): void => {
    if (walker.problem !== undefined) return;
    try {
      work();
    } catch (error) {
      if (!(error instanceof DicomError)) throw error;
      walker.fail(error.reason);
    }
  };
  return {
    startOffset: header.dataSetOffset,
    push: (chunk) => guarded(() => inflation.push(chunk, take)),
    end: () => {
      guarded(() => inflation.end(take));
      walker.end();
      return end();
    },
  };
}

type Conclusion = {
  header: HeaderResult;
  pixelData: PixelDataPosition;
  walker: PixelDataWalker;
  maxFrames: number;
};

function conclude(conclusion: Conclusion): PixelDataScan {
  const { header, pixelData, walker, maxFrames } = conclusion;
  if (frameCount(header.dataSet) > maxFrames) walker.fail('too-many-frames');
  if (walker.problem?.reason === 'too-many-frames') return scanOf(walker, { frames: [] });
  return pixelData.length === undefined
    ? concludeEncapsulated(conclusion)
    : concludeNative(conclusion, pixelData.length);
}

function concludeNative({ header, pixelData, walker }: Conclusion, length: number): PixelDataScan {
  const bits = nativeFrameBits(header.dataSet, pixelData);
  const expected = frameCount(header.dataSet);
  if (bits === undefined)
    return scanOf(walker, { frames: [], reason: 'missing-image-attributes', at: pixelData });
  const present = Math.min(walker.nativeBytes, length);
  const count = Math.min(expected, Math.floor((present * 8) / bits));
  const frames = nativeFrames(pixelData.offset, { bits, count });
  const needed = Math.ceil((bits * expected) / 8);
  if (length < needed) return scanOf(walker, { frames, reason: 'pixel-data-too-short', at: pixelData });
  if (length > needed + 1)
    walker.warnings.push({ name: 'pixel-data-padded', offset: pixelData.offset, tag: pixelData.tag });
  return scanOf(walker, { frames });
}

function concludeEncapsulated({ header, pixelData, walker }: Conclusion): PixelDataScan {
  const { fragments } = walker;
  if (walker.problem !== undefined) return scanOf(walker, { frames: [] });
  const found = findFrames({
    fragments,
    frameCount: frameCount(header.dataSet),
    isVideo: lookupTransferSyntax(header.transferSyntaxUid)?.video === true,
    basicOffsets: walker.basicOffsets,
    extendedOffsets: numbers(header.dataSet, tags.ExtendedOffsetTable),
  });
  const { offset, tag } = pixelData;
  if (found.isTableWrong) walker.warnings.push({ name: 'offset-table-wrong', offset, tag });
  if (walker.isDelimiterMissing) {
    // Only a code's own end marker shows that nothing else is missing.
    if (fragments.ends.at(-1) !== true || found.problem !== undefined) walker.fail('truncated');
    else walker.warnings.push({ name: 'sequence-delimiter-missing', offset, tag });
  }
  const { frames, problem } = found;
  return scanOf(walker, problem === undefined ? { frames } : { frames, reason: problem, at: pixelData });
}

type Outcome = { frames: FrameExtent[]; reason?: DicomReason; at?: PixelDataPosition };

/** A problem of the structure outweighs one of the frames. */
function scanOf(walker: PixelDataWalker, { frames, reason, at }: Outcome): PixelDataScan {
  const warnings: DicomWarning[] = walker.warnings;
  const complete = walker.problem === undefined;
  const ofFrames: DicomProblem | undefined =
    reason === undefined || at === undefined ? undefined : { reason, offset: at.offset, tag: at.tag };
  const problem = walker.problem ?? ofFrames;
  return problem === undefined ? { frames, complete, warnings } : { frames, complete, problem, warnings };
}
