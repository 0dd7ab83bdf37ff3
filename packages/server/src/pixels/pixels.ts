// Pixels for the rest of the server: render, transcode, decode, each in threads that can be ended. Knows no database, no HTTP.
import { availableParallelism } from 'node:os';
import { readHeader } from '@lumenbox/dicom';
import { type CleanedInstance, type CleanOptions, cleanInstance } from './clean/clean-instance.ts';
import { compileCodecModule } from './codecs/codec-module.ts';
import { describeImage, type ImageDescription } from './image/image-description.ts';
import { PixelError } from './pixel-error.ts';
import {
  extentOf,
  isDeflated,
  type PixelSource,
  readFrame,
  readHeadAndFrame,
  readWhole,
} from './pixel-source.ts';
import { type FindTextOptions, findText, type TextFound } from './recognize/find-text.ts';
import { createTextReader } from './recognize/text-reader.ts';
import type { RenderedMediaType, RenderOptions } from './render/render-frames.ts';
import { RenderedCache } from './rendered-cache.ts';
import { canTranscode } from './transcode/transcodable.ts';
import {
  type TranscodedInstance,
  type TranscodeOptions,
  transcodeInstance,
} from './transcode/transcode-instance.ts';
import { PixelPool, type PixelPoolOptions } from './workers/pixel-pool.ts';
import type { FramesOfFile } from './workers/pixel-tasks.ts';

/** Which frames to render, and how (PS3.18 8.3.5, 10.4.1.1.3). */
export interface RenderRequest extends RenderOptions {
  /** From 0. Several make an animation, which GIF alone can hold. */
  readonly frames: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

/** A picture, or an animation. */
export interface RenderedImage {
  readonly bytes: Uint8Array;
  readonly mediaType: RenderedMediaType;
}

/** A frame that was decoded, or encoded anew. */
export interface FrameBytes {
  readonly bytes: Uint8Array;
  /** How the bytes are to be read: bits, colours, planes. */
  readonly image: ImageDescription;
}

/** Work on pixels. Everything throws PixelError. */
export interface Pixels {
  /** A picture of an instance; the same one again comes from memory. */
  render(source: PixelSource, request: RenderRequest): Promise<RenderedImage>;
  /** One frame in another transfer syntax, without loss. @param options.frame from 0 */
  transcodeFrame(
    source: PixelSource,
    options: { readonly frame: number; readonly transferSyntaxUid: string; readonly signal?: AbortSignal },
  ): Promise<FrameBytes>;
  /** A whole instance in another transfer syntax, without loss. */
  transcodeInstance(source: PixelSource, options: TranscodeOptions): Promise<TranscodedInstance>;
  /** A whole instance with boxes blanked; frames without one stay as they are. */
  cleanInstance(source: PixelSource, options: CleanOptions): Promise<CleanedInstance>;
  /** Where text stands in the frames of an instance, what it has of boxes being blank. */
  findText(source: PixelSource, options: FindTextOptions): Promise<TextFound>;
  /** Ends the threads. */
  close(): Promise<void>;
}

/** Frames of an animation at most: twenty seconds of angiography; all are in memory at once, as pictures. */
export const animationFramesMax = 300;
/** Pixels of all frames of an animation: as many bytes of pictures are in memory. */
const animationPixelsMax = 128 * 1024 * 1024;

/** The frames that make an animation of all: every one, or every second, third, so that there are not too many. */
export function animationFrames(image: {
  readonly frameCount: number;
  readonly rows: number;
  readonly columns: number;
}): number[] {
  const { frameCount, rows, columns } = image;
  const framesMax = Math.min(animationFramesMax, Math.floor(animationPixelsMax / (rows * columns)));
  const step = Math.max(1, Math.ceil(frameCount / Math.max(1, framesMax)));
  return Array.from({ length: Math.ceil(frameCount / step) }, (_, place) => place * step);
}

/** Names how pictures are made: raised when the same frame and the same wishes give other bytes than before. */
export const renderingVersion = 2;

/**
 * The slowest frame that was measured, JPEG 2000 of 60 megapixels, takes 15 seconds on a slow machine. What takes four times
 * as long does not end.
 */
const deadlineMs = 60_000;
/** A header of the largest size that is read needs a quarter of this. */
const heapMegabytes = 512;
/** A codec needs about three times the frame: its samples as 32 bit numbers and the result. */
const codecMemoryBytesMax = 1024 * 1024 * 1024;
/** More threads do not help: the bytes come from one disk. */
const threadsMax = 8;
/** What waits holds its frame in memory; at 10 ms each, the last one of these waits some seconds. */
const waitingMax = 256;
/** About two thousand pictures of 512 x 512 pixels. */
const cacheBytesMax = 64 * 1024 * 1024;

/** Each thread that reads text takes some 200 megabytes. */
const readingThreadsMax = 4;
/** Starting such a thread again takes a second. */
const readingIdleMs = 60_000;

/** What of the pool may be another: its threads' program, their number and their time. */
export type PixelOptions = Partial<Pick<PixelPoolOptions, 'worker' | 'threadsMax' | 'deadlineMs'>>;

/** Opens the pool; threads start with the first task. */
export function createPixels(options: PixelOptions = {}): Pixels {
  const pool = new PixelPool({
    threadsMax: Math.min(availableParallelism(), threadsMax),
    waitingMax,
    deadlineMs,
    heapMegabytes,
    worker: new URL('./workers/pixel-worker.ts', import.meta.url),
    settings: () => ({ codecModule: compileCodecModule(), codecMemoryBytesMax }),
    ...options,
  });
  const reader = createTextReader({
    threadsMax: Math.min(availableParallelism(), readingThreadsMax),
    deadlineMs,
    idleMs: readingIdleMs,
    waitingMax,
  });
  const cache = new RenderedCache<RenderedImage>({ bytesMax: cacheBytesMax });
  return {
    render: async (source, request) => {
      const key = cacheKey(source, request);
      const kept = cache.get(key);
      if (kept !== undefined) return kept;
      const rendered = await render(pool, source, request);
      cache.set(key, rendered);
      return rendered;
    },
    transcodeFrame: (source, options) => transcodeOneFrame(pool, source, options),
    transcodeInstance: (source, options) => transcodeInstance(pool, source, options),
    cleanInstance: (source, options) => cleanInstance(pool, source, options),
    findText: (source, options) => findText({ pool, reader }, source, options),
    close: async () => {
      await Promise.all([pool.close(), reader.close()]);
    },
  };
}

function cacheKey({ key }: PixelSource, request: RenderRequest): string {
  return `${key} ${JSON.stringify({ ...request, signal: undefined })}`;
}

async function render(
  pool: PixelPool,
  source: PixelSource,
  { frames, signal, ...options }: RenderRequest,
): Promise<RenderedImage> {
  if (frames.length > 1 && options.mediaType !== 'image/gif') throw new PixelError('unsupported-image');
  if (frames.length > animationFramesMax) throw new PixelError('image-too-large');
  const { file, buffers } = await readFrames(source, frames);
  const { bytes } = await pool.run({ kind: 'render', file, options }, { transfer: buffers, signal });
  return { bytes, mediaType: options.mediaType };
}

async function readFrames(
  source: PixelSource,
  indexes: readonly number[],
): Promise<{ file: FramesOfFile; buffers: ArrayBuffer[] }> {
  const [first, ...others] = indexes;
  if (first === undefined) throw new PixelError('no-such-frame');
  if (isDeflated(source)) {
    const extents = indexes.map((index) => ({ index, ...extentOf(source, index) }));
    const deflatedFile = await readWhole(source);
    return { file: { deflatedFile, extents }, buffers: [deflatedFile.buffer] };
  }
  const { head, frame, buffers } = await readHeadAndFrame(source, first);
  if (others.length > 0) checkAnimation(head, indexes.length);
  const frames = [{ index: first, ...frame }];
  for (const index of others) {
    const next = await readFrame(source, index);
    frames.push({ index, ...next.frame });
    buffers.push(...next.buffers);
  }
  return { file: { head, frames }, buffers };
}

function checkAnimation(head: Uint8Array, count: number): void {
  const { rows, columns } = describeImage(readHeader(head));
  if (rows * columns * count > animationPixelsMax) throw new PixelError('image-too-large');
}

async function transcodeOneFrame(
  pool: PixelPool,
  source: PixelSource,
  options: { readonly frame: number; readonly transferSyntaxUid: string; readonly signal?: AbortSignal },
): Promise<FrameBytes> {
  const { transferSyntaxUid, signal } = options;
  if (!canTranscode(source.transferSyntaxUid, transferSyntaxUid)) {
    throw new PixelError('unsupported-transfer-syntax');
  }
  const { image, frame, buffers } = await readOneFrame(pool, source, options);
  const task = { kind: 'transcode', image, frame, transferSyntaxUid } as const;
  const result = await pool.run(task, { transfer: buffers, signal });
  return { bytes: result.bytes, image: result.image ?? image };
}

async function readOneFrame(
  pool: PixelPool,
  source: PixelSource,
  options: { readonly frame: number; readonly signal?: AbortSignal },
) {
  if (!isDeflated(source)) {
    const { head, frame, buffers } = await readHeadAndFrame(source, options.frame);
    return { image: describeImage(readHeader(head)), frame, buffers };
  }
  const extent = extentOf(source, options.frame);
  const file = await readWhole(source);
  const image = describeImage(readHeader(file));
  const { bytes } = await pool.run(
    { kind: 'inflate', file },
    { transfer: [file.buffer], signal: options.signal },
  );
  const frame = { bytes: bytes.slice(extent.offset, extent.offset + extent.length) };
  return { image, frame, buffers: [frame.bytes.buffer] };
}
