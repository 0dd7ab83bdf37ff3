// Which image of one panel shows what an image of another one shows. Pure; moves nothing.
import type { ViewedImage } from './image-facts.ts';
import { normalOf } from './sort-images.ts';

/** Images in their order, and the one that is meant. */
export interface Place {
  readonly images: readonly ViewedImage[];
  readonly index: number;
}
/** Two places that are taken for the same one: where both panels stood when they were linked. */
export interface Anchor {
  readonly from: number;
  readonly to: number;
}

/** Cosine of the angle up to which two stacks count as parallel, 25 degrees: a head is never laid down twice the same. */
const parallelMin = 0.9;

/**
 * The index in `to` that goes with the place `from`: the nearest plane in the patient where both are in one frame of
 * reference (PS3.3 C.7.4.1), else as many millimetres away as at the anchor, else as many images. Undefined where nothing
 * goes with it: stacks that cross.
 */
export function linkedIndex(from: Place, to: readonly ViewedImage[], anchor: Anchor): number | undefined {
  const image = from.images[from.index];
  const anchored = { from: from.images[anchor.from], to: to[anchor.to] };
  if (image === undefined || to.length === 0) return undefined;
  const direction = directionOf(image);
  const other = to[0] && directionOf(to[0]);
  if (direction === undefined || other === undefined)
    return cut(anchor.to + from.index - anchor.from, to.length);
  if (Math.abs(dot(direction, other)) < parallelMin) return undefined;
  const place = placeOf(image, direction);
  if (isSameFrame(image, to[0])) return nearest(to, place, direction);
  const start = anchored.from && placeOf(anchored.from, direction);
  const end = anchored.to && placeOf(anchored.to, direction);
  if (place === undefined || start === undefined || end === undefined)
    return cut(anchor.to + from.index - anchor.from, to.length);
  return nearest(to, place - start + end, direction);
}

/** Whether the coordinates of two images mean the same points of the patient. */
export function isSameFrame(one: ViewedImage | undefined, other: ViewedImage | undefined): boolean {
  return one?.frameOfReferenceUid !== undefined && one.frameOfReferenceUid === other?.frameOfReferenceUid;
}

function directionOf({ orientation }: ViewedImage): readonly number[] | undefined {
  return orientation === undefined ? undefined : normalOf(orientation);
}

/** Millimetres along a direction of the middle of an image: of a tilted one the corner lies elsewhere. */
function placeOf(image: ViewedImage, direction: readonly number[]): number | undefined {
  const { position, orientation = [], spacing = [1, 1], rows, columns } = image;
  if (position === undefined) return undefined;
  const right = ((columns - 1) / 2) * spacing[1];
  const down = ((rows - 1) / 2) * spacing[0];
  const middle = position.map(
    (value, axis) => value + (orientation[axis] ?? 0) * right + (orientation[axis + 3] ?? 0) * down,
  );
  return dot(middle, direction);
}

function nearest(
  images: readonly ViewedImage[],
  place: number | undefined,
  direction: readonly number[],
): number | undefined {
  let best: number | undefined;
  let distance = Number.POSITIVE_INFINITY;
  for (const [index, image] of images.entries()) {
    const own = placeOf(image, direction);
    if (own === undefined || place === undefined || Math.abs(own - place) >= distance) continue;
    distance = Math.abs(own - place);
    best = index;
  }
  return best;
}

function dot(one: readonly number[], other: readonly number[]): number {
  return one.reduce((sum, value, axis) => sum + value * (other[axis] ?? 0), 0);
}

function cut(index: number, count: number): number {
  return Math.max(0, Math.min(count - 1, index));
}
