// Lets the pixel data of an instance pass behind its de-identified head (see deidentify-header.ts): the pixels themselves
// unchanged but for boxes that are blanked, and nothing else with them: no padding, nothing in unused bits, no comments in codes,
// nothing behind them.
import { tags } from '../dictionary/attributes.generated.ts';
import { lookupTransferSyntax } from '../dictionary/transfer-syntaxes.ts';
import { frameCount, isFrameCountClear, nativeFrameBits } from '../frames/image-geometry.ts';
import { DicomError } from '../part10/errors.ts';
import type { HeaderResult, PixelDataPosition } from '../part10/header-result.ts';
import { Inflation } from '../part10/inflate.ts';
import { type Blanking, createNativeBlanking } from './blank-pixels.ts';
import { FragmentsPassage } from './fragments-passage.ts';
import { joined } from './joined-bytes.ts';
import type { PixelBox } from './pixel-boxes.ts';
import { type StoredBits, storedBitsOf } from './stored-bits.ts';

/** Takes the original's bytes from the pixel data on and gives those of the result. */
export interface PixelDataPassage {
  /**
   * The original file's offset of the first byte that `push` expects: where the pixel data's value begins, or the data set
   * when it is deflated. `HeaderReader.unread` gives what has already been read from there on.
   */
  readonly startOffset: number;
  /**
   * Takes the next bytes; gives what follows in the result, empty when nothing does. The result may share memory with the
   * chunk, which is never written to.
   *
   * @throws DicomError `bad-fragments`, `frames-unclear`, and those of inflating
   */
  push(chunk: Uint8Array): Uint8Array;
  /**
   * No more bytes come: what is still to be written.
   *
   * @throws DicomError `truncated` when pixel data is missing
   */
  end(): Uint8Array;
}

const nothing = new Uint8Array(0);
/** What a deflated data set may become, as the reader has it. */
const inflatedBytesMax = 8 * 1024 ** 3;
const inflatedRatioMax = 250;

/**
 * A passage for the pixel data of the file with this (original) header; without pixel data nothing passes.
 *
 * @param options.boxes what is blanked on the way, in native pixel data alone
 * @throws RangeError for boxes in fragments, whose frames a codec has to decode first; DicomError `missing-image-attributes`
 * where native pixels cannot be blanked, `frames-unclear` where it is not known how much of them is the image
 */
export function createPixelDataPassage(
  header: HeaderResult,
  { boxes = [] }: { readonly boxes?: readonly PixelBox[] } = {},
): PixelDataPassage {
  const { pixelData } = header;
  if (pixelData === undefined) return { startOffset: 0, push: () => nothing, end: () => nothing };
  if (pixelData.length === undefined && boxes.length > 0)
    throw new RangeError('Boxes in compressed frames are blanked by whoever decodes them.');
  const blanking = boxes.length === 0 ? undefined : createNativeBlanking(header, boxes);
  const passage: ValuePassage =
    pixelData.length === undefined
      ? new FragmentsPassage(header)
      : new NativePassage(header, { pixelData, blanking });
  if (lookupTransferSyntax(header.transferSyntaxUid)?.deflated === true)
    return inflating(header.dataSetOffset, pixelData.offset, passage);
  return {
    startOffset: pixelData.offset,
    push: (chunk) => passage.push(chunk),
    end: () => passage.end(),
  };
}

type ValuePassage = { push(chunk: Uint8Array): Uint8Array; end(): Uint8Array };

function inflating(startOffset: number, valueOffset: number, passage: ValuePassage): PixelDataPassage {
  const inflation = new Inflation({ maxBytes: inflatedBytesMax, maxRatio: inflatedRatioMax }, []);
  let position = 0;
  const gather = (work: (take: (bytes: Uint8Array) => boolean) => void): Uint8Array => {
    const passed: Uint8Array[] = [];
    work((bytes) => {
      const start = Math.min(bytes.length, Math.max(0, valueOffset - position));
      position += bytes.length;
      passed.push(passage.push(bytes.subarray(start)));
      return true;
    });
    return joined(passed);
  };
  return {
    startOffset,
    push: (chunk) => gather((take) => void inflation.push(chunk, take)),
    end() {
      const last = gather((take) => inflation.end(take));
      return joined([last, passage.end()]);
    },
  };
}

/** A value of known length, made even: the image, then zeros for what the length claims beyond it. */
class NativePassage implements ValuePassage {
  private position = 0;
  /** Of a sample whose end is still to come. */
  private begun = nothing;
  private readonly length: number;
  private readonly imageBytes: number;
  private readonly storedBits: StoredBits | undefined;
  private readonly blanking: Blanking | undefined;

  constructor(
    header: HeaderResult,
    { pixelData, blanking }: { pixelData: PixelDataPosition; blanking: Blanking | undefined },
  ) {
    this.blanking = blanking;
    this.length = pixelData.length ?? 0;
    const bits = nativeFrameBits(header.dataSet, pixelData);
    this.imageBytes = bits === undefined ? this.length : Math.ceil((bits * frameCount(header.dataSet)) / 8);
    if (this.length > this.imageBytes + 1 && !isFrameCountClear(header.dataSet))
      throw new DicomError('frames-unclear', { tag: tags.NumberOfFrames });
    this.storedBits = storedBitsOf(header);
  }

  push(chunk: Uint8Array): Uint8Array {
    const left = Math.max(0, this.length - this.position - this.begun.length);
    const coming = chunk.subarray(0, left);
    const whole = this.begun.length === 0 ? coming : joined([this.begun, coming]);
    const isLast = coming.length === left;
    const size = this.storedBits?.bytesPerSample ?? 1;
    const passing = whole.subarray(0, isLast ? whole.length : whole.length - (whole.length % size));
    this.begun = whole.slice(passing.length);
    return this.pass(passing);
  }

  end(): Uint8Array {
    if (this.position < this.length) throw new DicomError('truncated', { tag: tags.PixelData });
    return new Uint8Array(this.length % 2);
  }

  private pass(passing: Uint8Array): Uint8Array {
    const start = this.position;
    this.position += passing.length;
    const imageEnd = Math.max(0, this.imageBytes - start);
    const { storedBits, blanking } = this;
    if (passing.length <= imageEnd && storedBits === undefined && blanking === undefined) return passing;
    const changed = Uint8Array.from(passing);
    changed.fill(0, imageEnd);
    storedBits?.clean(changed.subarray(0, imageEnd));
    blanking?.blank(changed, start);
    return changed;
  }
}

/** The length of the value that passes, as its element says it (PS3.5 7.1.1): even, `undefined` for fragments. */
export function passedLength({ length }: PixelDataPosition): number | undefined {
  return length === undefined ? undefined : length + (length % 2);
}
