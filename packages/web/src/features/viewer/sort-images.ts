// The order of a series' images: along the line on which the slices lie, else by their numbers. Pure.
import type { PlaneFacts, ViewedImage } from './image-facts.ts';

/** The direction in which slices follow one another: perpendicular to the rows and the columns. */
export function normalOf(orientation: readonly number[]): [number, number, number] {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = orientation;
  return [b * f - c * e, c * d - a * f, a * e - b * d];
}

/** Millimetres along the normal; undefined where the file does not say where the image is. */
export function placeAlong(image: PlaneFacts, normal: readonly number[]): number | undefined {
  if (image.position === undefined) return undefined;
  return image.position.reduce((sum, value, axis) => sum + value * (normal[axis] ?? 0), 0);
}

/** Whether two orientations are the same but for rounding. */
export function isSameOrientation(one: readonly number[], other: readonly number[]): boolean {
  return (
    one.length === other.length && one.every((value, index) => Math.abs(value - (other[index] ?? 0)) < 1e-3)
  );
}

/**
 * Sorted by place when all of them are parallel and no two share a place; by instance and frame number otherwise: a
 * localizer, a film, several phases at one place.
 */
export function sortImages(images: readonly ViewedImage[]): ViewedImage[] {
  const byNumber = images.toSorted(
    (a, b) =>
      a.instanceNumber - b.instanceNumber ||
      a.sopInstanceUid.localeCompare(b.sopInstanceUid, 'en') ||
      a.frame - b.frame,
  );
  const orientation = images[0]?.orientation;
  if (orientation === undefined) return byNumber;
  const normal = normalOf(orientation);
  const places = new Map<ViewedImage, number>();
  for (const image of images) {
    const place = placeAlong(image, normal);
    if (place === undefined || !isSameOrientation(image.orientation ?? [], orientation)) return byNumber;
    places.set(image, place);
  }
  const sorted = byNumber.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
  const isDistinct = sorted.every(
    (image, index) =>
      index === 0 || (places.get(image) ?? 0) - (places.get(sorted[index - 1] as ViewedImage) ?? 0) > 1e-4,
  );
  if (!isDistinct) return byNumber;
  // Head first, as films are hung; numbers that run the other way tell of a maker's own wish.
  return isHeadFirst(normal) ? sorted.toReversed() : sorted;
}

/** Slices along the length of the body whose normal points to the head. */
function isHeadFirst([x, y, z]: readonly [number, number, number]): boolean {
  return z > Math.abs(x) && z > Math.abs(y);
}

/** Millimetres from one slice to the next, of slices that lie equally far apart; undefined where they do not say where they lie. */
export function distanceBetween(images: readonly ViewedImage[]): number | undefined {
  const [first] = images;
  const last = images.at(-1);
  if (first?.orientation === undefined || last === undefined || images.length < 2) return undefined;
  const normal = normalOf(first.orientation);
  const [from, to] = [placeAlong(first, normal), placeAlong(last, normal)];
  return from === undefined || to === undefined ? undefined : Math.abs(to - from) / (images.length - 1);
}
