// What a presentation state draws on an image, as paths of SVG in columns and rows, and texts at their places. Pure.
import {
  type Colour,
  type DisplayedArea,
  type FrameReference,
  type GraphicObject,
  type PlacedPoints,
  type PresentationState,
  refersTo,
  type Shutter,
} from '@lumenbox/dicom';
import type { ViewedImage } from '../image-facts.ts';

type Point = readonly [number, number];

/** A line or an area. */
export interface DrawnPath {
  readonly path: string;
  readonly isFilled: boolean;
  /** Undefined where its layer recommends none. */
  readonly colour: Colour | undefined;
}
/** A text; of a box its upper left corner. */
export interface DrawnText {
  readonly text: string;
  readonly at: Point;
  readonly colour: Colour | undefined;
}

/** Whether something is meant for an image: without images of its own it is for all that the state refers to. */
export function isFor(
  { images }: { readonly images: readonly FrameReference[] },
  state: PresentationState,
  image: ViewedImage,
): boolean {
  return refersTo(images.length === 0 ? state.images : images, image);
}

/** Lines and texts for an image. */
export function drawingsFor(
  state: PresentationState,
  image: ViewedImage,
): { paths: DrawnPath[]; texts: DrawnText[] } {
  const place = placer(state, image);
  const annotations = state.annotations.filter((one) => isFor(one, state, image));
  return {
    paths: annotations.flatMap(({ graphics, colour }) =>
      graphics.map((graphic) => ({
        path: pathOf(graphic, place(graphic)),
        isFilled: graphic.isFilled,
        colour,
      })),
    ),
    texts: annotations.flatMap(({ texts, colour }) =>
      texts.map((text) => ({ text: text.text, at: cornerOf(place(text)), colour })),
    ),
  };
}

/** The area of an image that is to be seen, from corner to corner of pixels; all of it where the state says nothing. */
export function areaFor(state: PresentationState, image: ViewedImage): { from: Point; to: Point } {
  const area: DisplayedArea | undefined = state.areas.find((one) => isFor(one, state, image));
  if (area === undefined) return { from: [0, 0], to: [image.columns, image.rows] };
  const [left, top] = area.topLeft;
  return { from: [left - 1, top - 1], to: area.bottomRight };
}

/** Parts of the displayed area become columns and rows. */
function placer(state: PresentationState, image: ViewedImage): (placed: PlacedPoints) => readonly Point[] {
  const { from, to } = areaFor(state, image);
  const inArea = ([x, y]: Point): Point => [from[0] + x * (to[0] - from[0]), from[1] + y * (to[1] - from[1])];
  return ({ units, points }) => (units === 'display' ? points.map(inArea) : points);
}

function cornerOf(points: readonly Point[]): Point {
  return [Math.min(...points.map(([x]) => x)), Math.min(...points.map(([, y]) => y))];
}

function pathOf({ type, isFilled }: GraphicObject, points: readonly Point[]): string {
  const [first, second, third, fourth] = points;
  if (first === undefined) return '';
  if (type === 'POINT') return crossAt(first);
  if (second === undefined) return '';
  if (type === 'CIRCLE') return circlePath(first, Math.hypot(second[0] - first[0], second[1] - first[1]));
  if (type === 'ELLIPSE' && third !== undefined && fourth !== undefined)
    return ellipsePath([first, second], [third, fourth]);
  return linePath(points, isFilled);
}

/** Points through which lines go; a curve through them (INTERPOLATED) is drawn as straight pieces. */
export function linePath(points: readonly Point[], isClosed: boolean): string {
  return (
    points.map(([x, y], index) => `${index === 0 ? 'M' : 'L'}${x} ${y}`).join('') + (isClosed ? 'Z' : '')
  );
}

/** A point is seen as a cross of four pixels. */
function crossAt([x, y]: Point): string {
  return `M${x - 2} ${y}L${x + 2} ${y}M${x} ${y - 2}L${x} ${y + 2}`;
}

function circlePath([x, y]: Point, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0Z`;
}

/** Given by the ends of its axes, the long one first. */
function ellipsePath(long: readonly [Point, Point], short: readonly [Point, Point]): string {
  const [[x1, y1], [x2, y2]] = long;
  const half = Math.hypot(x2 - x1, y2 - y1) / 2;
  const other = Math.hypot(short[1][0] - short[0][0], short[1][1] - short[0][1]) / 2;
  const degrees = (Math.atan2(y2 - y1, x2 - x1) * 180) / Math.PI;
  const arc = `A${half} ${other} ${degrees} 1 0`;
  return `M${x1} ${y1}${arc} ${x2} ${y2}${arc} ${x1} ${y1}Z`;
}

/** Farther than any image reaches: what a shutter shuts away. */
const outside = 'M-100000 -100000H200000V200000H-100000Z';

/** What each shutter shuts away, as a path with a hole (to be filled by the rule of even and odd). */
export function shutterPaths(shutters: readonly Shutter[]): string[] {
  return shutters.map((shutter) => outside + openingOf(shutter));
}

function openingOf(shutter: Shutter): string {
  if (shutter.shape === 'circle')
    return circlePath([shutter.column - 0.5, shutter.row - 0.5], shutter.radius);
  if (shutter.shape === 'polygon')
    return linePath(
      shutter.points.map(([column, row]) => [column - 0.5, row - 0.5]),
      true,
    );
  const { left, right, upper, lower } = shutter;
  return `M${left - 1} ${upper - 1}H${right}V${lower}H${left - 1}Z`;
}
