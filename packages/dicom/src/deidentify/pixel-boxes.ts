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

/** Whether a rectangle lies wholly in one of others. */
export function isCovered(one: PixelRectangle, others: readonly PixelRectangle[]): boolean {
  return others.some(
    ({ x, y, width, height }) =>
      one.x >= x && one.y >= y && one.x + one.width <= x + width && one.y + one.height <= y + height,
  );
}

/** Rectangles that touch become one around both, until none touch. */
export function merged(rectangles: readonly PixelRectangle[]): PixelRectangle[] {
  const apart: PixelRectangle[] = [];
  for (const one of rectangles) {
    let whole = one;
    for (let at = apart.findIndex((other) => touch(other, whole)); at >= 0; ) {
      whole = around(whole, ...apart.splice(at, 1));
      at = apart.findIndex((other) => touch(other, whole));
    }
    apart.push(whole);
  }
  return apart;
}

function touch(one: PixelRectangle, other: PixelRectangle): boolean {
  return (
    one.x <= other.x + other.width &&
    other.x <= one.x + one.width &&
    one.y <= other.y + other.height &&
    other.y <= one.y + one.height
  );
}

function around(one: PixelRectangle, ...others: readonly PixelRectangle[]): PixelRectangle {
  const all = [one, ...others];
  const x = Math.min(...all.map((each) => each.x));
  const y = Math.min(...all.map((each) => each.y));
  const right = Math.max(...all.map((each) => each.x + each.width));
  const bottom = Math.max(...all.map((each) => each.y + each.height));
  return { x, y, width: right - x, height: bottom - y };
}
