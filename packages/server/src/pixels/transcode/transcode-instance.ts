// Makes a whole instance of another transfer syntax, frame by frame: memory holds one frame, or some small ones.
import {
  type ElementInput,
  type HeaderResult,
  nativePixelDataHead,
  type RewriteOptions,
  readHeader,
  rewriteHead,
  tags,
  type VR,
} from '@lumenbox/dicom';
import { type DescribedImage, describeImage, type ImageDescription } from '../image/image-description.ts';
import { PixelError } from '../pixel-error.ts';
import { isDeflated, type PixelSource, readFrame, readHead, readWhole } from '../pixel-source.ts';
import type { PixelPool } from '../workers/pixel-pool.ts';
import type { PixelResult } from '../workers/pixel-tasks.ts';
import { frameAt } from '../workers/run-task.ts';
import { encapsulateFrames } from './encapsulate-frames.ts';
import { canTranscode, isCopied, isEncapsulated } from './transcodable.ts';

/** What to make of an instance. */
export interface TranscodeOptions {
  readonly transferSyntaxUid: string;
  /** Default `part10`. `data-set`: without preamble and meta information, as DIMSE sends it. */
  readonly form?: RewriteOptions['form'];
  readonly signal?: AbortSignal | undefined;
}

/** An instance as it is made: bytes to be read once. */
export interface TranscodedInstance {
  readonly transferSyntaxUid: string;
  readonly bytes: AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * The instance in another transfer syntax. When this resolves the first frame has been encoded: most images that cannot be
 * transcoded are refused before anything is sent.
 *
 * @throws PixelError
 */
export async function transcodeInstance(
  pool: PixelPool,
  source: PixelSource,
  options: TranscodeOptions,
): Promise<TranscodedInstance> {
  const { transferSyntaxUid } = options;
  if (!canTranscode(source.transferSyntaxUid, transferSyntaxUid)) {
    throw new PixelError('unsupported-transfer-syntax');
  }
  if (source.transferSyntaxUid === transferSyntaxUid && options.form !== 'data-set') {
    return { transferSyntaxUid, bytes: copied(await source.read()) };
  }
  const work = await openWork(pool, source, options);
  if (isCopied(source.transferSyntaxUid, transferSyntaxUid)) {
    return { transferSyntaxUid, bytes: withCopiedPixels(work) };
  }
  if (source.frameCount !== work.image.frameCount) {
    throw new PixelError('bad-image-attributes', 'frames are missing');
  }
  const first = await transcodeFrame(work, 0);
  return {
    transferSyntaxUid,
    bytes: isEncapsulated(transferSyntaxUid) ? encapsulated(work, first) : native(work, first),
  };
}

interface Work {
  readonly pool: PixelPool;
  readonly source: PixelSource;
  readonly options: TranscodeOptions;
  readonly header: HeaderResult;
  readonly image: DescribedImage;
  /** The data set of a deflated file. */
  readonly inflated?: Uint8Array;
}

async function openWork(pool: PixelPool, source: PixelSource, options: TranscodeOptions): Promise<Work> {
  if (!isDeflated(source)) {
    const header = readHeader(await readHead(source));
    return { pool, source, options, header, image: describeImage(header) };
  }
  const file = await readWhole(source);
  const header = readHeader(file, { maxHeaderBytes: headBytesMax });
  const { signal } = options;
  const { bytes } = await pool.run({ kind: 'inflate', file }, { transfer: [file.buffer], signal });
  return { pool, source, options, header, image: describeImage(header), inflated: bytes };
}

/** Headers of deflated files are inflated as they are when instances come in. */
const headBytesMax = 64 * 1024 * 1024;

async function transcodeFrame(work: Work, index: number): Promise<FrameMade> {
  const { pool, source, image, inflated } = work;
  const { transferSyntaxUid, signal } = work.options;
  const extent = source.frameAt(index);
  if (extent === undefined) throw new PixelError('no-such-frame');
  const { frame, buffers } =
    inflated === undefined
      ? await readFrame(source, index)
      : { frame: frameAt(inflated, extent), buffers: [] };
  const task = { kind: 'transcode', image, frame, transferSyntaxUid } as const;
  return made(await pool.run(task, { transfer: buffers, signal }));
}

interface FrameMade {
  readonly bytes: Uint8Array;
  readonly image: ImageDescription;
}

function made({ bytes, image }: PixelResult): FrameMade {
  if (image === undefined) throw new PixelError('encode-failed');
  return { bytes, image };
}

async function* copied(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* bytes;
}

async function* withCopiedPixels({
  source,
  header,
  options,
}: Work): AsyncGenerator<Uint8Array, void, undefined> {
  const { pixelData } = header;
  if (pixelData?.length === undefined) throw new PixelError('no-pixel-data');
  const { transferSyntaxUid, form = 'part10' } = options;
  const { tag, vr, offset, length } = pixelData;
  yield rewriteHead(header, { transferSyntaxUid, form });
  yield nativePixelDataHead({ tag, vr, length: length + (length % 2), transferSyntaxUid });
  yield* await source.read({ start: offset, length });
  if (length % 2 === 1) yield new Uint8Array(1);
}

async function* native(work: Work, first: FrameMade): AsyncGenerator<Uint8Array, void, undefined> {
  const { frameCount, bitsAllocated, rows, columns, samplesPerPixel } = work.image;
  const bits = rows * columns * samplesPerPixel * bitsAllocated * frameCount;
  const length = Math.ceil(bits / 8);
  if (length + 1 > 0xffff_fffe) throw new PixelError('image-too-large');
  const vr: VR = bitsAllocated <= 8 ? 'OB' : 'OW';
  const { transferSyntaxUid } = work.options;
  const tag = work.header.pixelData?.tag ?? tags.PixelData;
  yield headOf(work, first);
  yield nativePixelDataHead({ tag, vr: vrOf(tag, vr), length: length + (length % 2), transferSyntaxUid });
  yield first.bytes;
  for (let index = 1; index < frameCount; index += 1) yield (await nextFrame(work, first, index)).bytes;
  if (length % 2 === 1) yield new Uint8Array(1);
}

function vrOf(tag: number, vr: VR): VR {
  if (tag === tags.FloatPixelData) return 'OF';
  return tag === tags.DoubleFloatPixelData ? 'OD' : vr;
}

function encapsulated(work: Work, first: FrameMade): AsyncGenerator<Uint8Array, void, undefined> {
  return encapsulateFrames({
    frameCount: work.image.frameCount,
    frame: async (index) => (index === 0 ? first : await nextFrame(work, first, index)).bytes,
    head: () => ({ bytes: headOf(work, first), isTabled: false }),
  });
}

async function nextFrame(work: Work, first: FrameMade, index: number): Promise<FrameMade> {
  const frame = await transcodeFrame(work, index);
  if (frame.image.photometricInterpretation !== first.image.photometricInterpretation) {
    throw new PixelError('encode-failed', 'frames differ in their colours');
  }
  return frame;
}

/** What stands before the pixel data, with the attributes that pixels in another form need (PS3.5 8.2). */
function headOf({ header, options }: Work, { image }: FrameMade): Uint8Array {
  const { transferSyntaxUid, form = 'part10' } = options;
  const changes: ElementInput[] = [
    { tag: tags.PhotometricInterpretation, value: image.photometricInterpretation },
  ];
  if (image.samplesPerPixel > 1) changes.push({ tag: tags.PlanarConfiguration, value: [0] });
  const omit = [tags.ExtendedOffsetTable, tags.ExtendedOffsetTableLengths];
  return rewriteHead(header, { transferSyntaxUid, form, changes, omit });
}
