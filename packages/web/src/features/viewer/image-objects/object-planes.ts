// Which frames of a segmentation and which outlines of a structure set lie on an image, and where on it. Pure.
import { refersTo, type Segmentation, type SegmentFrame, type Structure } from '@lumenbox/dicom';
import type { ViewedImage } from '../image-facts.ts';
import { toImage, toWorld } from '../measurement-points.ts';
import type { Matrix } from '../placement.ts';
import { isSameOrientation, normalOf, placeAlong } from '../sort-images.ts';

/** A frame of a segmentation on an image; `matrix` goes from its pixels to those of the image. */
export interface PlacedFrame {
  readonly frame: number;
  /** Undefined in a label map. */
  readonly segment: number | undefined;
  readonly matrix: Matrix;
}

/** Millimetres from a plane within which something still lies on it, where slices have no thickness. */
const nearMillimetres = 0.5;

/** The frames that lie on an image, and how many of those that were made of it cannot be placed. */
export function framesOn(image: ViewedImage, segmentation: Segmentation): PlacedFrame[] {
  return segmentation.frames.flatMap((frame, index) => {
    const isHere =
      frame.sources.length > 0 ? refersTo(frame.sources, image) : isOnPlane(image, segmentation, frame);
    const matrix = isHere ? matrixOf(image, segmentation, frame) : undefined;
    return matrix === undefined ? [] : [{ frame: index, segment: frame.segment, matrix }];
  });
}

function isOnPlane(image: ViewedImage, { frameOfReferenceUid }: Segmentation, frame: SegmentFrame): boolean {
  const { orientation, position } = frame;
  if (orientation === undefined || position === undefined || image.orientation === undefined) return false;
  if (frameOfReferenceUid === undefined || frameOfReferenceUid !== image.frameOfReferenceUid) return false;
  return isSameOrientation(orientation, image.orientation) && isNear(image, position);
}

function isNear(image: ViewedImage, point: readonly [number, number, number]): boolean {
  const normal = normalOf(image.orientation ?? []);
  const own = placeAlong(image, normal);
  const other = placeAlong({ position: point }, normal);
  if (own === undefined || other === undefined) return false;
  const half = image.sliceThickness === undefined ? nearMillimetres : image.sliceThickness / 2;
  // One side of the slice is its own, the other its neighbour's.
  return other - own >= -half && other - own < half;
}

/** By the places of both in the patient; else pixel on pixel, where both have as many. */
function matrixOf(
  image: ViewedImage,
  { rows, columns }: Segmentation,
  frame: SegmentFrame,
): Matrix | undefined {
  const { orientation, position, spacing } = frame;
  const isPlaced =
    image.orientation !== undefined && image.position !== undefined && image.spacing !== undefined;
  if (isPlaced && orientation !== undefined && position !== undefined && spacing !== undefined) {
    const at = (column: number, row: number) =>
      toImage(image, toWorld({ orientation, position, spacing }, [column, row]));
    const [corner, right, down] = [at(0, 0), at(columns, 0), at(0, rows)];
    return [
      (right[0] - corner[0]) / columns,
      (right[1] - corner[1]) / columns,
      (down[0] - corner[0]) / rows,
      (down[1] - corner[1]) / rows,
      ...corner,
    ];
  }
  return image.rows === rows && image.columns === columns ? [1, 0, 0, 1, 0, 0] : undefined;
}

/** An outline on an image, in its columns and rows. */
export interface PlacedContour {
  readonly isClosed: boolean;
  readonly points: readonly (readonly [number, number])[];
}

/** The outlines of a structure that lie on an image of the same frame of reference. */
export function contoursOn(image: ViewedImage, structure: Structure): PlacedContour[] {
  const { orientation, position, frameOfReferenceUid } = image;
  if (orientation === undefined || position === undefined) return [];
  if (structure.frameOfReferenceUid === undefined || structure.frameOfReferenceUid !== frameOfReferenceUid)
    return [];
  return structure.contours
    .filter(({ points }) => points.every((point) => isNear(image, point)))
    .map(({ isClosed, points }) => ({ isClosed, points: points.map((point) => toImage(image, point)) }));
}
