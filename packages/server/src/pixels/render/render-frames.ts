// Makes the picture file of decoded frames: pipeline, viewport, format. Runs in a worker thread.
import type { Codec } from '../codecs/codec-module.ts';
import type { DisplayFacts, VoiWindow } from '../image/display-facts.ts';
import type { DecodedFrame } from '../image/samples.ts';
import { PixelError } from '../pixel-error.ts';
import { renderColour } from './colour-pipeline.ts';
import { writeGif } from './gif-writing.ts';
import { renderGrey } from './grey-pipeline.ts';
import { writePng } from './png-writing.ts';
import type { Raster } from './raster.ts';
import { applyViewport, type Viewport } from './viewport.ts';

/** Formats of rendered images (PS3.18 8.7.4): GIF for animations too. */
export const renderedMediaTypes = ['image/jpeg', 'image/png', 'image/gif'] as const;
export type RenderedMediaType = (typeof renderedMediaTypes)[number];

/** How to render (PS3.18 8.3.5). */
export interface RenderOptions {
  readonly mediaType: RenderedMediaType;
  /** Of JPEG: 1 to 100, default 90; less than 25 is taken as that. */
  readonly quality?: number;
  readonly window?: VoiWindow;
  readonly viewport?: Viewport;
}

/** What libjpeg's users mean by good: no block is seen, and a file is a tenth of the frame. */
const defaultQuality = 90;
/** Below it libjpeg's quantisation takes sixteen bits, which is no baseline JPEG any more (PS3.18 8.7.4). */
const qualityMin = 25;
/** The picture of one frame. */
export function renderFrame(frame: DecodedFrame, facts: DisplayFacts, options: RenderOptions): Raster {
  const picture =
    frame.colourSpace === 'grey' ? renderGrey(frame, facts, options) : renderColour(frame, facts);
  const { viewport } = options;
  return viewport === undefined ? picture : applyViewport(picture, viewport, facts);
}

/** Pictures, each with the milliseconds for which it is shown where they make an animation. */
export type TimedPicture = { readonly picture: Raster; readonly timeMs: number };

/** The file of one picture, or of several: an animation. @throws PixelError `encode-failed` */
export function writePictures(
  codec: Codec,
  timed: readonly TimedPicture[],
  options: RenderOptions,
): Uint8Array {
  const pictures = timed.map(({ picture }) => picture);
  const [first] = pictures;
  if (first === undefined) throw new PixelError('no-such-frame');
  switch (options.mediaType) {
    case 'image/gif':
      return writeGif(pictures, { delaysMs: timed.map(({ timeMs }) => timeMs) });
    case 'image/png':
      return writePng(first);
    case 'image/jpeg':
      return writeJpeg(codec, first, Math.max(qualityMin, options.quality ?? defaultQuality));
  }
}

function writeJpeg(codec: Codec, { width, height, channels, data }: Raster, quality: number): Uint8Array {
  const image = {
    rows: height,
    columns: width,
    samplesPerPixel: channels,
    bitsAllocated: 8,
    bitsStored: 8,
    isSigned: false,
    photometricInterpretation: channels === 3 ? 'RGB' : 'MONOCHROME2',
  };
  try {
    return codec.encode('Jpeg', image, data, { isLossy: true, quality });
  } catch (error) {
    throw new PixelError('encode-failed', error instanceof Error ? error.message : undefined);
  }
}
