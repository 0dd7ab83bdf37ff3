// What a plane through the patient cuts of segments and structures, in pixels of the panel that shows it. Pure.
import type { Segmentation, SegmentFrame, Structure } from '@lumenbox/dicom';
import type { PatientPlane } from '../placement.ts';
import { normalOf } from '../sort-images.ts';

type Vector = readonly [number, number, number];
/** Millimetres from a plane within which an outline lies on it. */
const nearMillimetres = 0.5;

/**
 * The opacity, from 0 to 255, of a segment at each pixel of a panel, row by row. Frames that say no place are on no plane.
 * `imagesApart` is how far the slices of the images lie from each other, in millimetres.
 */
export function cutSegment(
  plane: PatientPlane,
  {
    segmentation,
    segment,
    imagesApart,
  }: { segmentation: Segmentation; segment: number; imagesApart?: number },
): Uint8Array {
  const [width, height] = plane.size;
  const opacity = new Uint8Array(width * height);
  const layers = layersOf(segmentation, segment);
  const [top] = layers;
  if (top === undefined) return opacity;
  const half = thicknessOf(segmentation.frames, top.normal, imagesApart) / 2;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      // The middle of the pixel.
      const point = pointAt(plane, x + 0.5, y + 0.5);
      const layer = nearest(layers, dot(point, top.normal), half);
      if (layer === undefined) continue;
      const from = minus(point, layer.position);
      const column = Math.round(dot(from, layer.alongRow) / layer.spacing[1]);
      const row = Math.round(dot(from, layer.alongColumn) / layer.spacing[0]);
      opacity[y * width + x] = segmentation.opacityAt(layer.frame, segment, column, row);
    }
  return opacity;
}

/** A frame with its place along the normal of all of them. */
interface Layer {
  readonly frame: number;
  readonly along: number;
  readonly normal: Vector;
  readonly position: Vector;
  readonly alongRow: Vector;
  readonly alongColumn: Vector;
  readonly spacing: readonly [number, number];
}

function layersOf({ frames }: Segmentation, segment: number): Layer[] {
  const layers = frames.flatMap((frame, index): Layer[] => {
    const { orientation, position, spacing } = frame;
    const isOther = frame.segment !== undefined && frame.segment !== segment;
    if (isOther || orientation === undefined || position === undefined || spacing === undefined) return [];
    const normal = normalOf(orientation);
    const [alongRow, alongColumn] = [orientation.slice(0, 3), orientation.slice(3, 6)] as unknown as Vector[];
    if (alongRow === undefined || alongColumn === undefined) return [];
    return [{ frame: index, along: dot(position, normal), normal, position, alongRow, alongColumn, spacing }];
  });
  return layers.toSorted((one, other) => one.along - other.along);
}

/**
 * As thick as the file says, else as the images are apart: frames may be far from each other where nothing was found between them, and
 * where segments have gaps. But none reaches beyond the middle between two, and where neither is known frames fill what is between them.
 */
function thicknessOf(
  frames: readonly SegmentFrame[],
  normal: Vector,
  imagesApart: number | undefined,
): number {
  const places = frames
    .flatMap(({ position }) => (position === undefined ? [] : [dot(position, normal)]))
    .toSorted((one, other) => one - other);
  const gaps = places
    .slice(1)
    .map((place, index) => place - (places[index] ?? 0))
    .filter((gap) => gap > nearMillimetres / 10);
  const said = frames.find(({ thickness }) => thickness !== undefined)?.thickness ?? imagesApart;
  return Math.min(said ?? (gaps.length > 0 ? Number.POSITIVE_INFINITY : 2 * nearMillimetres), ...gaps);
}

function nearest(layers: readonly Layer[], along: number, half: number): Layer | undefined {
  let [low, high] = [0, layers.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((layers[middle]?.along ?? 0) < along) low = middle + 1;
    else high = middle;
  }
  const [before, after] = [layers[low - 1], layers[low]];
  const gapTo = (layer: Layer | undefined) =>
    layer === undefined ? Number.POSITIVE_INFINITY : Math.abs(layer.along - along);
  const found = gapTo(before) < gapTo(after) ? before : after;
  return gapTo(found) <= half ? found : undefined;
}

/** What a plane cuts of a structure, as a path of SVG: outlines that lie on it, and the points where it cuts others. */
export function cutStructure(plane: PatientPlane, { contours }: Pick<Structure, 'contours'>): string {
  const normal = unit(cross(plane.right, plane.down));
  const onPlane = (point: Vector) => {
    const from = minus(point, plane.corner);
    const [x, y] = [plane.right, plane.down].map((side) => dot(from, side) / dot(side, side));
    return `${(x ?? 0).toFixed(2)} ${(y ?? 0).toFixed(2)}`;
  };
  return contours
    .map(({ points, isClosed }) => {
      const heights = points.map((point) => dot(minus(point, plane.corner), normal));
      if (heights.every((height) => Math.abs(height) <= nearMillimetres))
        return `M${points.map(onPlane).join('L')}${isClosed ? 'Z' : ''}`;
      const ends = isClosed ? points.length : points.length - 1;
      return crossings(points, heights, ends)
        .map((point) => `M${onPlane(point)}h0.01`)
        .join('');
    })
    .join('');
}

function crossings(points: readonly Vector[], heights: readonly number[], ends: number): Vector[] {
  return points.slice(0, ends).flatMap((point, index): Vector[] => {
    const next = (index + 1) % points.length;
    const [from, to, end] = [heights[index] ?? 0, heights[next] ?? 0, points[next]];
    if (end === undefined || from < 0 === to < 0) return [];
    const part = from / (from - to);
    return [[0, 1, 2].map((axis) => mix(point, end, axis, part)) as unknown as Vector];
  });
}

function mix(from: Vector, to: Vector, axis: number, part: number): number {
  return (from[axis] ?? 0) + part * ((to[axis] ?? 0) - (from[axis] ?? 0));
}

function pointAt({ corner, right, down }: PatientPlane, x: number, y: number): Vector {
  return [
    corner[0] + x * right[0] + y * down[0],
    corner[1] + x * right[1] + y * down[1],
    corner[2] + x * right[2] + y * down[2],
  ];
}

function dot(one: Vector, other: Vector): number {
  return one[0] * other[0] + one[1] * other[1] + one[2] * other[2];
}

function minus(one: Vector, other: Vector): Vector {
  return [one[0] - other[0], one[1] - other[1], one[2] - other[2]];
}

function cross(one: Vector, other: Vector): Vector {
  return [
    one[1] * other[2] - one[2] * other[1],
    one[2] * other[0] - one[0] * other[2],
    one[0] * other[1] - one[1] * other[0],
  ];
}

function unit(vector: Vector): Vector {
  const length = Math.hypot(...vector);
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}
