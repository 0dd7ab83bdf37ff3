// Whether a series can be cut in other planes, and why not where it cannot. Pure.
import type { ViewedImage } from './image-facts.ts';
import { isSameOrientation, normalOf, placeAlong } from './sort-images.ts';

/** Why a series is no volume; each has a sentence in the catalogue. */
export const volumeObstacles = [
  'tooFew',
  'noPlace',
  'notParallel',
  'differentSizes',
  'colour',
  'samePlace',
  'unequalSpacing',
  'tilted',
  'tooLarge',
] as const;
export type VolumeObstacle = (typeof volumeObstacles)[number];

/** Fewer slices show nothing in another plane. */
const slicesMin = 5;
/** Part of the distance between slices by which one may be out of its place: rounding, not a gap. */
const spacingTolerance = 0.05;
/** Millimetres by which a slice may be shifted sideways against the line of the stack. */
const shearToleranceMm = 0.5;

/** What stands in the way; undefined when nothing does. `bytesMax` is what the volume may take. */
export function volumeObstacle(
  images: readonly ViewedImage[],
  bytesMax = Number.POSITIVE_INFINITY,
): VolumeObstacle | undefined {
  const [first] = images;
  if (first === undefined || images.length < slicesMin) return 'tooFew';
  if (images.some(({ kind }) => kind !== 'grey')) return 'colour';
  const { orientation, spacing } = first;
  if (orientation === undefined || spacing === undefined) return 'noPlace';
  for (const image of images) {
    if (image.orientation === undefined || image.position === undefined) return 'noPlace';
    if (!isSameOrientation(image.orientation, orientation)) return 'notParallel';
    const isSame =
      image.rows === first.rows &&
      image.columns === first.columns &&
      isSameOrientation(image.spacing ?? [], spacing);
    if (!isSame) return 'differentSizes';
  }
  return placesObstacle(images, orientation) ?? sizeObstacle(images, bytesMax);
}

function placesObstacle(
  images: readonly ViewedImage[],
  orientation: readonly number[],
): VolumeObstacle | undefined {
  const normal = normalOf(orientation);
  const sorted = images
    .map((image) => ({ image, place: placeAlong(image, normal) ?? 0 }))
    .sort((a, b) => a.place - b.place);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined) return 'tooFew';
  const isShared = sorted.some(
    ({ place }, index) => index > 0 && place - (sorted[index - 1]?.place ?? 0) < 1e-4,
  );
  if (isShared) return 'samePlace';
  const distance = (last.place - first.place) / (sorted.length - 1);
  for (const [index, { image, place }] of sorted.entries()) {
    if (Math.abs(place - first.place - index * distance) > spacingTolerance * distance)
      return 'unequalSpacing';
    const along = place - first.place;
    const shift = Math.hypot(
      ...[0, 1, 2].map(
        (axis) =>
          (image.position?.[axis] ?? 0) - (first.image.position?.[axis] ?? 0) - along * (normal[axis] ?? 0),
      ),
    );
    if (shift > shearToleranceMm) return 'tilted';
  }
  return undefined;
}

function sizeObstacle(images: readonly ViewedImage[], bytesMax: number): VolumeObstacle | undefined {
  const bytes = images.reduce((sum, { rows, columns }) => sum + rows * columns * 2, 0);
  return bytes > bytesMax ? 'tooLarge' : undefined;
}
