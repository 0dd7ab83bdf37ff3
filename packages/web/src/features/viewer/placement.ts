// How an image lies in its panel: the one matrix that what is drawn above it needs.
import type { Types } from '@cornerstonejs/core';
import type { PlaneFacts } from './image-facts.ts';
import { toWorld } from './measurement-points.ts';

/** As CSS has it: from columns and rows, counted from the corner of the first pixel, to pixels of the panel. */
export type Matrix = readonly [number, number, number, number, number, number];
/** Where an image lies in its panel, and how large that is. */
export interface Placement {
  readonly matrix: Matrix;
  readonly size: readonly [width: number, height: number];
}

/** As the camera of a viewport has it now. */
export function placementOf(
  viewport: Types.IStackViewport,
  image: PlaneFacts & { readonly rows: number; readonly columns: number },
): Placement {
  const at = (column: number, row: number) => viewport.worldToCanvas(toWorld(image, [column, row]));
  const { columns, rows } = image;
  const [corner, right, down] = [at(0, 0), at(columns, 0), at(0, rows)];
  const { clientWidth, clientHeight } = viewport.element;
  return {
    matrix: [
      (right[0] - corner[0]) / columns,
      (right[1] - corner[1]) / columns,
      (down[0] - corner[0]) / rows,
      (down[1] - corner[1]) / rows,
      corner[0],
      corner[1],
    ],
    size: [clientWidth, clientHeight],
  };
}

/** A point of the image on the panel. */
export function onPanel(
  [a, b, c, d, e, f]: Matrix,
  [column, row]: readonly [number, number],
): [number, number] {
  return [a * column + c * row + e, b * column + d * row + f];
}

/** Where a panel lies in the patient: millimetres in the patient's coordinates. */
export interface PatientPlane {
  /** The panel's upper left corner. */
  readonly corner: readonly [number, number, number];
  /** From one pixel of the page to the next. */
  readonly right: readonly [number, number, number];
  readonly down: readonly [number, number, number];
  readonly size: readonly [width: number, height: number];
}

/** As the camera of a plane has it now. */
export function patientPlaneOf(viewport: Types.IVolumeViewport): PatientPlane {
  const { clientWidth, clientHeight } = viewport.element;
  const corner = viewport.canvasToWorld([0, 0]);
  const along = (point: [number, number]) => {
    const [x, y, z] = viewport.canvasToWorld(point);
    return [x - corner[0], y - corner[1], z - corner[2]] as const;
  };
  return {
    corner: [corner[0], corner[1], corner[2]],
    right: along([1, 0]),
    down: along([0, 1]),
    size: [clientWidth, clientHeight],
  };
}
