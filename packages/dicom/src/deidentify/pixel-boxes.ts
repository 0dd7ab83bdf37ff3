// Boxes in an image's frames: what is to be blanked, or looked at by a person. Rectangles alone, no pixels.

/** A rectangle of pixels of a frame or of all: its upper left corner counted from 0, frames from 1. */
export interface PixelBox {
  readonly frame: number | 'all';
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly source: 'device-region' | 'ultrasound-regions' | 'recognized-text' | 'reviewer';
}

/** A rectangle of pixels: its first column and row counted from 0, and its size. */
export type PixelRectangle = Pick<PixelBox, 'x' | 'y' | 'width' | 'height'>;

/** An image's extent. */
export interface ImageSize {
  readonly rows: number;
  readonly columns: number;
}

/** The part of a rectangle that lies in the image, in whole pixels; `undefined` when none does. */
export function clipped(
  { x, y, width, height }: PixelRectangle,
  size: ImageSize,
): PixelRectangle | undefined {
  const left = Math.max(0, Math.floor(x));
  const top = Math.max(0, Math.floor(y));
  const right = Math.min(size.columns, Math.ceil(x + width));
  const bottom = Math.min(size.rows, Math.ceil(y + height));
  return right > left && bottom > top
    ? { x: left, y: top, width: right - left, height: bottom - top }
    : undefined;
}

/** What boxes cover of one frame, clipped to the image. @param frame from 1 */
export function rectanglesOfFrame(
  boxes: readonly PixelBox[],
  { frame, size }: { readonly frame: number; readonly size: ImageSize },
): PixelRectangle[] {
  return boxes
    .filter((box) => box.frame === 'all' || box.frame === frame)
    .flatMap((box) => clipped(box, size) ?? []);
}

/** Whether others cover a rectangle between them. */
export function isCovered(one: PixelRectangle, others: readonly PixelRectangle[]): boolean {
  let open = [one];
  for (const other of others) open = open.flatMap((piece) => outside(piece, other));
  return open.length === 0;
}

/** What of a rectangle lies outside of another: above and below it, and beside it. */
function outside(one: PixelRectangle, other: PixelRectangle): PixelRectangle[] {
  const inside = intersection(one, other);
  if (inside === undefined) return [one];
  const { x, y, width, height } = inside;
  const pieces = [
    { ...one, height: y - one.y },
    { ...one, y: y + height, height: one.y + one.height - y - height },
    { x: one.x, y, width: x - one.x, height },
    { x: x + width, y, width: one.x + one.width - x - width, height },
  ];
  return pieces.filter((piece) => piece.width > 0 && piece.height > 0);
}

function intersection(one: PixelRectangle, other: PixelRectangle): PixelRectangle | undefined {
  const x = Math.max(one.x, other.x);
  const y = Math.max(one.y, other.y);
  const width = Math.min(one.x + one.width, other.x + other.width) - x;
  const height = Math.min(one.y + one.height, other.y + other.height) - y;
  return width > 0 && height > 0 ? { x, y, width, height } : undefined;
}

/** So much larger is a box than what it was made of, at most: words of a line, lines of a paragraph. */
const spareMax = 1.1;

/** A box around rectangles, and the least area that they cover between them. */
interface Joined {
  readonly box: PixelRectangle;
  readonly area: number;
}

/**
 * Fewer rectangles that cover the same and little more: what touches becomes one box around both, unless that would be larger
 * by a tenth than what was there. A chain of rectangles therefore never becomes a box around the whole image.
 */
export function joined(
  rectangles: readonly PixelRectangle[],
  mayJoin: (one: PixelRectangle, other: PixelRectangle) => boolean = () => true,
): PixelRectangle[] {
  const apart: Joined[] = [];
  for (const rectangle of rectangles) {
    let whole: Joined = { box: rectangle, area: areaOf(rectangle) };
    for (let at = 0; at < apart.length; ) {
      const other = apart[at] as Joined;
      const both = mayJoin(whole.box, other.box) ? join(whole, other) : undefined;
      if (both === undefined) at += 1;
      else {
        whole = both;
        apart.splice(at, 1);
        at = 0;
      }
    }
    apart.push(whole);
  }
  return apart.map(({ box }) => box);
}

/** `undefined` when they do not touch, or when the box around both would cover too much beside them. */
function join(one: Joined, other: Joined): Joined | undefined {
  if (!touch(one.box, other.box)) return undefined;
  const shared = intersection(one.box, other.box);
  const apartArea = one.area + other.area - (shared === undefined ? 0 : areaOf(shared));
  const area = Math.max(one.area, other.area, apartArea);
  const box = around(one.box, other.box);
  return areaOf(box) <= area * spareMax ? { box, area } : undefined;
}

function areaOf({ width, height }: PixelRectangle): number {
  return width * height;
}

function touch(one: PixelRectangle, other: PixelRectangle): boolean {
  return (
    one.x <= other.x + other.width &&
    other.x <= one.x + one.width &&
    one.y <= other.y + other.height &&
    other.y <= one.y + one.height
  );
}

function around(one: PixelRectangle, other: PixelRectangle): PixelRectangle {
  const x = Math.min(one.x, other.x);
  const y = Math.min(one.y, other.y);
  const right = Math.max(one.x + one.width, other.x + other.width);
  const bottom = Math.max(one.y + one.height, other.y + other.height);
  return { x, y, width: right - x, height: bottom - y };
}
