// The part of a picture that is asked for, at the size that is asked for (PS3.18 8.3.5.1.3). Pictures in, pictures out.
import { PixelError } from '../pixel-error.ts';
import type { Raster } from './raster.ts';

/** What to show of an image, and how large. All numbers of the source count its own pixels. */
export interface Viewport {
  /** The largest width and height of the picture; its proportions are the image's. */
  readonly width: number;
  readonly height: number;
  /** Default: the whole image. A negative width or height mirrors. */
  readonly source?: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

/** Pixels of a side of a picture at most: larger than any screen, and an enlargement that is still in memory at once. */
export const viewportSideMax = 4096;

/** The picture scaled to fit, every source pixel weighed by the part of it that a new pixel covers. */
export function applyViewport(
  picture: Raster,
  viewport: Viewport,
  options: { readonly pixelAspect: number },
): Raster {
  const source = viewport.source ?? { x: 0, y: 0, width: picture.width, height: picture.height };
  if (Math.max(viewport.width, viewport.height) > viewportSideMax) throw new PixelError('image-too-large');
  const sourceWidth = Math.abs(source.width);
  const sourceHeight = Math.abs(source.height);
  const scale = Math.min(
    viewport.width / sourceWidth,
    viewport.height / (sourceHeight * options.pixelAspect),
  );
  const across = weigh(picture.width, {
    start: source.x,
    extent: sourceWidth,
    count: sizeOf(sourceWidth * scale, viewport.width),
    isMirrored: source.width < 0,
  });
  const down = weigh(picture.height, {
    start: source.y,
    extent: sourceHeight,
    count: sizeOf(sourceHeight * options.pixelAspect * scale, viewport.height),
    isMirrored: source.height < 0,
  });
  return resample(picture, across, down);
}

function sizeOf(exact: number, max: number): number {
  return Math.min(max, Math.max(1, Math.round(exact)));
}

/** The source pixels that make one new pixel along one axis, and their weights, which sum to 1. */
interface Share {
  readonly first: number;
  readonly weights: readonly number[];
}

interface Axis {
  readonly start: number;
  readonly extent: number;
  readonly count: number;
  readonly isMirrored: boolean;
}

function weigh(size: number, { start, extent, count, isMirrored }: Axis): Share[] {
  const step = extent / count;
  const shares = Array.from({ length: count }, (_, index) => {
    const from = start + index * step;
    return step >= 1 ? covered(size, from, from + step) : interpolated(size, from + step / 2 - 0.5);
  });
  return isMirrored ? shares.reverse() : shares;
}

function covered(size: number, from: number, to: number): Share {
  const first = Math.min(Math.max(0, Math.floor(from)), size - 1);
  const last = Math.min(Math.max(first, Math.ceil(to) - 1), size - 1);
  const weights: number[] = [];
  for (let index = first; index <= last; index += 1) {
    weights.push(Math.max(0, Math.min(to, index + 1) - Math.max(from, index)));
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? { first, weights: weights.map((weight) => weight / sum) } : { first, weights: [1] };
}

function interpolated(size: number, center: number): Share {
  const inside = Math.min(Math.max(center, 0), size - 1);
  const first = Math.floor(inside);
  const part = inside - first;
  return part === 0 || first + 1 >= size ? { first, weights: [1] } : { first, weights: [1 - part, part] };
}

function resample(picture: Raster, across: readonly Share[], down: readonly Share[]): Raster {
  const { channels, height } = picture;
  const width = across.length;
  const narrowed = new Float32Array(width * height * channels);
  for (let row = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1) {
      const { first, weights } = across[column] as Share;
      for (let channel = 0; channel < channels; channel += 1) {
        let sum = 0;
        let at = (row * picture.width + first) * channels + channel;
        for (let index = 0; index < weights.length; index += 1, at += channels) {
          sum += (picture.data[at] as number) * (weights[index] as number);
        }
        narrowed[(row * width + column) * channels + channel] = sum;
      }
    }
  }
  return { width, height: down.length, channels, data: shortened(narrowed, width * channels, down) };
}

function shortened(rows: Float32Array, rowSize: number, down: readonly Share[]): Uint8Array {
  const data = new Uint8Array(rowSize * down.length);
  down.forEach(({ first, weights }, row) => {
    for (let column = 0; column < rowSize; column += 1) {
      let sum = 0;
      let at = first * rowSize + column;
      for (let index = 0; index < weights.length; index += 1, at += rowSize) {
        sum += (rows[at] as number) * (weights[index] as number);
      }
      data[row * rowSize + column] = sum + 0.5;
    }
  });
  return data;
}
