// Windows: the presets of CT, and the one that fits what is in a picture. Pure.
import type { ViewedImage, Window } from './image-facts.ts';

/** What CT is usually looked at with, in Hounsfield units, in the order of their keys. */
export const ctPresets = [
  { name: 'softTissue', center: 40, width: 400 },
  { name: 'lung', center: -600, width: 1500 },
  { name: 'bone', center: 480, width: 2500 },
  { name: 'brain', center: 40, width: 80 },
  { name: 'liver', center: 90, width: 150 },
  { name: 'mediastinum', center: 50, width: 350 },
  { name: 'angio', center: 300, width: 600 },
] as const satisfies readonly ({ name: string } & Window)[];
export type CtPresetName = (typeof ctPresets)[number]['name'];

/** Counts of a histogram: fine enough for 12 bits, small enough to be made at every key press. */
const binCount = 2048;
/** Part of the pixels that may be darker, or brighter, than the window: hot spots and noise. */
const outside = 0.005;

/** The window over what is in the picture, without what is padding and without extremes. */
export function autoWindow(values: ArrayLike<number>, padding?: number): Window {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (value === padding || !Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return { center: 0.5, width: 1 };
  if (low === high) return { center: low, width: 1 };
  const { from, to } = withoutExtremes(values, { low, high, padding });
  return { center: (from + to) / 2, width: Math.max(1e-6, to - from) };
}

function withoutExtremes(
  values: ArrayLike<number>,
  { low, high, padding }: { low: number; high: number; padding: number | undefined },
): { from: number; to: number } {
  const bins = new Uint32Array(binCount);
  const scale = (binCount - 1) / (high - low);
  let total = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] as number;
    if (value === padding || !Number.isFinite(value)) continue;
    const bin = Math.round((value - low) * scale);
    bins[bin] = (bins[bin] as number) + 1;
    total += 1;
  }
  const limit = total * outside;
  let first = 0;
  for (let count = bins[0] as number; count <= limit && first < binCount - 1; count += bins[first] as number)
    first += 1;
  let last = binCount - 1;
  for (let count = bins[last] as number; count <= limit && last > first; count += bins[last] as number)
    last -= 1;
  if (last <= first) return { from: low, to: high };
  return { from: low + first / scale, to: low + last / scale };
}

/** How the edges of a window are meant (PS3.3 C.11.2.1.2 and C.11.2.1.3). */
export type WindowFunction = 'LINEAR' | 'LINEAR_EXACT' | 'SIGMOID';

/**
 * How the windows of an image are meant. A plain one is of whole numbers, at least 1 wide and half of one aside: of fractions it is taken to
 * be exact, unless the file has a plain one that such integers can have become.
 */
export function windowFunctionOf(
  image: Pick<ViewedImage, 'voiFunction' | 'isFloat' | 'slope' | 'intercept' | 'window'>,
): WindowFunction {
  const { voiFunction, isFloat, slope, intercept, window } = image;
  if (voiFunction === 'SIGMOID' || voiFunction === 'LINEAR_EXACT') return voiFunction;
  const isOfFractions = !Number.isInteger(slope) || !Number.isInteger(intercept);
  const isPlain = window !== undefined && window.width >= 1;
  return isFloat || (isOfFractions && !isPlain) ? 'LINEAR_EXACT' : 'LINEAR';
}

/** The values between which a window goes from black to white. */
export function rangeOf(
  { center, width }: Window,
  windowFunction: WindowFunction = 'LINEAR',
): { lower: number; upper: number } {
  if (windowFunction === 'LINEAR_EXACT') return { lower: center - width / 2, upper: center + width / 2 };
  return { lower: center - 0.5 - (width - 1) / 2, upper: center - 0.5 + (width - 1) / 2 };
}

/** The window of two such values. */
export function windowOf(
  { lower, upper }: { lower: number; upper: number },
  windowFunction: WindowFunction = 'LINEAR',
): Window {
  const width = Math.abs(upper - lower);
  if (windowFunction === 'LINEAR_EXACT') return { center: (lower + upper) / 2, width };
  return { center: (lower + upper + 1) / 2, width: width + 1 };
}
