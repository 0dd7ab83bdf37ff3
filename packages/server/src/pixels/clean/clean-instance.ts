// Blanks boxes in an instance's pixels (PS3.15 E.3.1): native ones where they lie, compressed ones by decoding, blanking and encoding
// without loss. Frames without a box stay bit for bit what they were, but for what is no picture in their codes; memory holds some frames.
import {
  type ElementInput,
  firstString,
  type HeaderResult,
  isFrameCountClear,
  readHeader,
  rewriteHead,
  tags,
} from '@lumenbox/dicom';
import {
  cleanedFrame,
  createPixelDataPassage,
  type PixelBox,
  rectanglesOfFrame,
} from '@lumenbox/dicom/deidentify';
import { type DescribedImage, describeImage } from '../image/image-description.ts';
import { PixelError } from '../pixel-error.ts';
import { isDeflated, type PixelSource, readFrame, readSourceHeader } from '../pixel-source.ts';
import { encapsulateFrames, type FramePlace } from '../transcode/encapsulate-frames.ts';
import type { PixelPool } from '../workers/pixel-pool.ts';
import type { FrameBlanks } from '../workers/pixel-tasks.ts';
import { type CleanSyntax, cleanSyntaxOf } from './clean-syntaxes.ts';
import { blanksOf } from './frame-blanks.ts';

/** What to blank in an instance. */
export interface CleanOptions {
  /** At least one; parts outside of the image are cut. */
  readonly boxes: readonly PixelBox[];
  /**
   * What stands in front instead of the file's own head, through to the header of the pixel data's value: that of the same image
   * without identity, as the engine gives it. Where pixels take another form it is written anew to say so.
   */
  readonly head?: Uint8Array;
  readonly signal?: AbortSignal | undefined;
}

/** An instance as it is made: bytes to be read once. */
export interface CleanedInstance {
  readonly transferSyntaxUid: string;
  /** Fails with a PixelError when a later frame cannot be decoded or encoded: then nothing of it may be kept. */
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * The instance with boxes of its frames blanked, and nothing behind its pixel data. When this resolves, the first frame with a box
 * has been encoded: most images that cannot be cleaned are refused before anything is written.
 *
 * @throws PixelError; DicomError for a file that cannot be read, or native pixels that cannot be blanked
 */
export async function cleanInstance(
  pool: PixelPool,
  source: PixelSource,
  options: CleanOptions,
): Promise<CleanedInstance> {
  const header = await readSourceHeader(source);
  if (header.pixelData === undefined) throw new PixelError('no-pixel-data');
  if (header.pixelData.length !== undefined) return cleanNative(source, header, options);
  return cleanEncapsulated(pool, source, { header, options });
}

function cleanNative(
  source: PixelSource,
  header: HeaderResult,
  { boxes, head }: CleanOptions,
): CleanedInstance {
  // Deflated pixels come out as they are, behind a head that says so.
  if (head === undefined && isDeflated(source)) throw new PixelError('unsupported-transfer-syntax');
  const passage = createPixelDataPassage(header, { boxes });
  const start = passage.startOffset;
  const own = async function* bytes(): AsyncGenerator<Uint8Array, void, undefined> {
    if (head === undefined) yield* await source.read({ start: 0, length: start });
    else yield head;
    for await (const chunk of await source.read({ start, length: source.sizeBytes - start })) {
      const passed = passage.push(chunk);
      if (passed.length > 0) yield passed;
    }
    const end = passage.end();
    if (end.length > 0) yield end;
  };
  const { transferSyntaxUid } = head === undefined ? source : readHeader(head);
  return { transferSyntaxUid, bytes: own() };
}

interface Work {
  readonly pool: PixelPool;
  readonly source: PixelSource;
  readonly header: HeaderResult;
  readonly image: DescribedImage;
  readonly syntax: CleanSyntax;
  readonly rectanglesOf: (index: number) => FrameBlanks['rectangles'];
  readonly blanks: FrameBlanks['blanks'];
  readonly signal: AbortSignal | undefined;
}

async function cleanEncapsulated(
  pool: PixelPool,
  source: PixelSource,
  { header, options }: { header: HeaderResult; options: CleanOptions },
): Promise<CleanedInstance> {
  const image = describeImage(header);
  const syntax = cleanSyntaxOf(source.transferSyntaxUid);
  if (syntax === undefined) throw new PixelError('unsupported-transfer-syntax');
  if (source.frameCount !== image.frameCount || !isFrameCountClear(header.dataSet))
    throw new PixelError('bad-image-attributes', 'frames are missing');
  const { boxes, signal } = options;
  const rectanglesOf = (index: number) => rectanglesOfFrame(boxes, { frame: index + 1, size: image });
  const blanks = blanksOf(header.dataSet, image);
  const work: Work = { pool, source, header, image, syntax, rectanglesOf, blanks, signal };
  const first = await firstChanged(work);
  // One description has to fit all frames: where a changed one differs in its colours, none can stay as it is.
  const isFitting = first.interpretation === image.photometricInterpretation;
  const mixed = isFitting ? syntax.mixed : undefined;
  const isMixed = mixed !== undefined;
  const transferSyntaxUid = mixed ?? syntax.whole;
  const headHeader = options.head === undefined ? header : readHeader(options.head);
  const bytes = encapsulateFrames({
    frameCount: image.frameCount,
    frame: (index) => nextFrame(work, { index, first, isMixed }),
    head: (places) => headOf(headHeader, { work, first, transferSyntaxUid, places }),
  });
  return { transferSyntaxUid, bytes };
}

interface FrameMade {
  readonly index: number;
  readonly bytes: Uint8Array;
  readonly interpretation: string;
}

async function firstChanged(work: Work): Promise<FrameMade> {
  for (let index = 0; index < work.image.frameCount; index += 1)
    if (work.rectanglesOf(index).length > 0) return blankedFrame(work, index);
  throw new PixelError('no-such-frame', 'no box lies in the image');
}

async function blankedFrame(work: Work, index: number): Promise<FrameMade> {
  const { pool, source, image, syntax, blanks, signal } = work;
  const { frame, buffers } = await readFrame(source, index);
  const task = { kind: 'blank', image, frame, transferSyntaxUid: syntax.encodeAs } as const;
  const rectangles = work.rectanglesOf(index);
  const made = await pool.run({ ...task, rectangles, blanks }, { transfer: buffers, signal });
  if (made.image === undefined) throw new PixelError('encode-failed');
  return { index, bytes: made.bytes, interpretation: made.image.photometricInterpretation };
}

async function nextFrame(
  work: Work,
  { index, first, isMixed }: { index: number; first: FrameMade; isMixed: boolean },
): Promise<Uint8Array> {
  if (index === first.index) return first.bytes;
  if (isMixed && work.rectanglesOf(index).length === 0) {
    const { frame } = await readFrame(work.source, index);
    return cleanedFrame(frame.bytes, work.header);
  }
  const made = await blankedFrame(work, index);
  if (made.interpretation !== first.interpretation)
    throw new PixelError('encode-failed', 'frames differ in their colours');
  return made.bytes;
}

type Heading = {
  readonly work: Work;
  readonly first: FrameMade;
  readonly transferSyntaxUid: string;
  readonly places: readonly FramePlace[] | undefined;
};

/** The head as pixels in another form need it (PS3.5 8.2), with an Extended Offset Table where there was one (PS3.3 C.7.6.3.1.8). */
function headOf(
  header: HeaderResult,
  { work, first, transferSyntaxUid, places }: Heading,
): { bytes: Uint8Array; isTabled: boolean } {
  const { dataSet } = header;
  const isTabled = dataSet.elements.has(tags.ExtendedOffsetTable) && places !== undefined;
  const changes: ElementInput[] = [
    { tag: tags.PhotometricInterpretation, value: first.interpretation },
    ...(work.image.samplesPerPixel > 1 ? [{ tag: tags.PlanarConfiguration, value: [0] }] : []),
    ...(isTabled ? tableElements(places) : []),
    ...(work.syntax.isLossy && firstString(dataSet, tags.LossyImageCompression) !== '01'
      ? [{ tag: tags.LossyImageCompression, value: '01' }]
      : []),
  ];
  const omit = [tags.ExtendedOffsetTable, tags.ExtendedOffsetTableLengths];
  return { bytes: rewriteHead(header, { transferSyntaxUid, form: 'part10', changes, omit }), isTabled };
}

function tableElements(places: readonly FramePlace[]): ElementInput[] {
  return [
    { tag: tags.ExtendedOffsetTable, value: places.map(({ offset }) => offset) },
    { tag: tags.ExtendedOffsetTableLengths, value: places.map(({ length }) => length) },
  ];
}
