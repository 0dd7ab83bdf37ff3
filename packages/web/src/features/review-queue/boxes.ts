// Boxes as somebody draws, moves and resizes them on a picture. Whole pixels, always inside of the image. Pure.
import type { PixelBox } from '@lumenbox/contract';

/** A box on the screen: the same one, whatever becomes of it. */
export interface DrawnBox extends PixelBox {
  readonly key: string;
}
/** A place in an image, in pixels from its upper left corner. */
export interface Point {
  readonly x: number;
  readonly y: number;
}
/** The image's extent. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}
type Rectangle = Pick<PixelBox, 'x' | 'y' | 'width' | 'height'>;

let boxesMade = 0;

/** Gives a box its name on the screen. */
export function drawn(box: PixelBox): DrawnBox {
  boxesMade += 1;
  return { ...box, key: `box-${boxesMade}` };
}

/** The box as it is sent. */
export function sent({ key: _key, ...box }: DrawnBox): PixelBox {
  return box;
}

/** The rectangle between two corners, however they lie to each other; at least a pixel. */
export function between(one: Point, other: Point, size: Size): Rectangle {
  const left = clamp(Math.floor(Math.min(one.x, other.x)), 0, size.columns - 1);
  const top = clamp(Math.floor(Math.min(one.y, other.y)), 0, size.rows - 1);
  const right = clamp(Math.ceil(Math.max(one.x, other.x)), left + 1, size.columns);
  const bottom = clamp(Math.ceil(Math.max(one.y, other.y)), top + 1, size.rows);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

/** A box at another place; it stops at the edges. Whoever moves it answers for it. */
export function moved<B extends PixelBox>(box: B, by: Point, size: Size): B {
  const x = clamp(Math.round(box.x + by.x), 0, size.columns - box.width);
  const y = clamp(Math.round(box.y + by.y), 0, size.rows - box.height);
  return changed(box, { ...box, x, y });
}

/** A box whose lower right corner was moved; it stays at least a pixel, and inside. */
export function resized<B extends PixelBox>(box: B, by: Point, size: Size): B {
  const width = clamp(Math.round(box.width + by.x), 1, size.columns - box.x);
  const height = clamp(Math.round(box.height + by.y), 1, size.rows - box.y);
  return changed(box, { ...box, width, height });
}

function changed<B extends PixelBox>(before: B, after: B): B {
  const isSame =
    before.x === after.x &&
    before.y === after.y &&
    before.width === after.width &&
    before.height === after.height;
  return isSame ? before : { ...after, source: 'reviewer' };
}

/** The boxes that a frame has, by its number from 1. */
export function boxesOfFrame<B extends PixelBox>(boxes: readonly B[], frame: number): B[] {
  return boxes.filter((box) => box.frame === 'all' || box.frame === frame);
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(max, value));
}
