// Lets the pixel data of an instance pass behind its de-identified head (see deidentify-header.ts): the pixels themselves
// unchanged but for boxes that are blanked, and nothing else with them: no padding, no overlay in unused bits, no comments in
// codes, nothing behind them.
import { firstNumber } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { lookupTransferSyntax } from '../dictionary/transfer-syntaxes.ts';
import { frameCount, nativeFrameBits } from '../frames/image-geometry.ts';
import { undefinedLength } from '../part10/element-header.ts';
import { DicomError } from '../part10/errors.ts';
import type { HeaderResult, PixelDataPosition } from '../part10/header-result.ts';
import { Inflation } from '../part10/inflate.ts';
import { type Blanking, createNativeBlanking } from './blank-pixels.ts';
import { hasCodes, JpegComments } from './jpeg-comments.ts';
import type { PixelBox } from './pixel-boxes.ts';
import { hasEmbeddedOverlay } from './review.ts';

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
   * @throws DicomError `bad-fragments`, and those of inflating
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
 * where native pixels cannot be blanked
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
  private readonly length: number;
  private readonly imageBytes: number;
  private readonly mask: Uint8Array | undefined;
  private readonly blanking: Blanking | undefined;

  constructor(
    header: HeaderResult,
    { pixelData, blanking }: { pixelData: PixelDataPosition; blanking: Blanking | undefined },
  ) {
    this.blanking = blanking;
    this.length = pixelData.length ?? 0;
    const bits = nativeFrameBits(header.dataSet, pixelData);
    this.imageBytes = bits === undefined ? this.length : Math.ceil((bits * frameCount(header.dataSet)) / 8);
    this.mask = hasEmbeddedOverlay(header) ? storedBitsMask(header) : undefined;
  }

  push(chunk: Uint8Array): Uint8Array {
    const start = this.position;
    const passing = chunk.subarray(0, Math.max(0, this.length - start));
    this.position += passing.length;
    const imageEnd = Math.max(0, this.imageBytes - start);
    const { mask, blanking } = this;
    if (passing.length <= imageEnd && mask === undefined && blanking === undefined) return passing;
    const changed = Uint8Array.from(passing);
    changed.fill(0, imageEnd);
    if (mask !== undefined)
      for (let index = 0; index < changed.length; index += 1)
        changed[index] = (changed[index] ?? 0) & (mask[(start + index) % mask.length] ?? 0);
    blanking?.blank(changed, start);
    return changed;
  }

  end(): Uint8Array {
    if (this.position < this.length) throw new DicomError('truncated', { tag: tags.PixelData });
    return new Uint8Array(this.length % 2);
  }
}

/** The bits of each sample that belong to it, in the byte order of the file. */
function storedBitsMask({ dataSet }: HeaderResult): Uint8Array | undefined {
  const allocated = firstNumber(dataSet, tags.BitsAllocated) ?? 0;
  const stored = firstNumber(dataSet, tags.BitsStored) ?? 0;
  const highBit = firstNumber(dataSet, tags.HighBit) ?? stored - 1;
  if (allocated !== 8 && allocated !== 16) return undefined;
  const bits = (((1 << stored) - 1) << (highBit - stored + 1)) & 0xffff;
  if (allocated === 8) return Uint8Array.of(bits & 0xff);
  return dataSet.bigEndian ? Uint8Array.of(bits >> 8, bits & 0xff) : Uint8Array.of(bits & 0xff, bits >> 8);
}

/** The length of the value that passes, as its element says it (PS3.5 7.1.1): even, `undefined` for fragments. */
export function passedLength({ length }: PixelDataPosition): number | undefined {
  return length === undefined ? undefined : length + (length % 2);
}

const itemTag = 0xfffee000;
const sequenceDelimiterTag = 0xfffee0dd;
const itemHeaderBytes = 8;

/** Fragments up to their delimiter (PS3.5 A.4); their headers are written anew. */
class FragmentsPassage implements ValuePassage {
  private readonly head = new Uint8Array(itemHeaderBytes);
  private headLength = 0;
  private left = 0;
  private itemCount = 0;
  private isEnded = false;
  private readonly comments = new JpegComments();
  private readonly hasCodes: boolean;

  constructor({ transferSyntaxUid }: HeaderResult) {
    this.hasCodes = hasCodes(transferSyntaxUid);
  }

  push(chunk: Uint8Array): Uint8Array {
    const passed: Uint8Array[] = [];
    for (let at = 0; at < chunk.length && !this.isEnded; ) {
      if (this.left > 0) {
        const bytes = chunk.subarray(at, at + this.left);
        this.left -= bytes.length;
        at += bytes.length;
        passed.push(this.passFragment(bytes));
      } else {
        const count = Math.min(itemHeaderBytes - this.headLength, chunk.length - at);
        this.head.set(chunk.subarray(at, at + count), this.headLength);
        this.headLength += count;
        at += count;
        if (this.headLength === itemHeaderBytes) passed.push(this.takeHead());
      }
    }
    return joined(passed);
  }

  end(): Uint8Array {
    if (this.isEnded) return nothing;
    // A file that ends behind a whole fragment lacks nothing but its delimiter.
    const isWhole = this.left === 0 && this.headLength === 0 && this.itemCount > 1;
    if (!isWhole) throw new DicomError('truncated', { tag: tags.PixelData });
    this.isEnded = true;
    return delimiter();
  }

  private takeHead(): Uint8Array {
    const view = new DataView(this.head.buffer);
    const tag = view.getUint16(0, true) * 0x10000 + view.getUint16(2, true);
    const length = view.getUint32(4, true);
    this.headLength = 0;
    if (tag === sequenceDelimiterTag) {
      this.isEnded = true;
      return delimiter();
    }
    if (tag !== itemTag || length === undefinedLength)
      throw new DicomError('bad-fragments', { tag: tags.PixelData });
    this.left = length;
    this.itemCount += 1;
    if (this.itemCount > 1) this.comments.beginFragment();
    return this.head.slice();
  }

  private passFragment(bytes: Uint8Array): Uint8Array {
    if (!this.hasCodes || this.itemCount === 1) return bytes;
    // What passes may be changed, and the chunk belongs to whoever pushed it.
    const own = Uint8Array.from(bytes);
    this.comments.pass(own, this.left);
    return own;
  }
}

function delimiter(): Uint8Array {
  return Uint8Array.of(0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0] ?? nothing;
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}
