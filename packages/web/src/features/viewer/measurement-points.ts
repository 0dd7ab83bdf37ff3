// Where a measurement is, in the patient as Cornerstone draws it and on the image as it is saved; and its values and id in both forms. Pure.
import type { Measurement } from '@lumenbox/contract';
import type { PlaneFacts } from './image-facts.ts';
import type { MeasuringTool } from './tool-names.ts';

/** Millimetres in the patient's coordinates. */
export type WorldPoint = [number, number, number];
/** Columns and rows from the upper left corner of the upper left pixel (PS3.3 C.18.6.1). */
export type ImagePoint = [number, number];
type Value = Measurement['values'][number];

/** Where the image says nothing, its pixels are the millimetres: image-metadata.ts tells Cornerstone the same. */
function planeOf({ orientation, position, spacing }: PlaneFacts) {
  return {
    alongRow: vector(orientation?.slice(0, 3), [1, 0, 0]),
    alongColumn: vector(orientation?.slice(3, 6), [0, 1, 0]),
    origin: vector(position, [0, 0, 0]),
    betweenRows: spacing?.[0] ?? 1,
    betweenColumns: spacing?.[1] ?? 1,
  };
}

function vector(values: readonly number[] | undefined, otherwise: WorldPoint): WorldPoint {
  const [x, y, z] = values ?? [];
  return x === undefined || y === undefined || z === undefined ? otherwise : [x, y, z];
}

/** A point of the image in the patient. The position is the middle of the first pixel (PS3.3 C.7.6.2.1.1). */
export function toWorld(plane: PlaneFacts, [column, row]: ImagePoint): WorldPoint {
  const { alongRow, alongColumn, origin, betweenRows, betweenColumns } = planeOf(plane);
  const [right, down] = [(column - 0.5) * betweenColumns, (row - 0.5) * betweenRows];
  return [0, 1, 2].map(
    (axis) => (origin[axis] ?? 0) + (alongRow[axis] ?? 0) * right + (alongColumn[axis] ?? 0) * down,
  ) as WorldPoint;
}

/** A point in the patient on the image, to a ten-thousandth of a pixel: what is drawn again is the same to the last digit. */
export function toImage(plane: PlaneFacts, world: readonly number[]): ImagePoint {
  const { alongRow, alongColumn, origin, betweenRows, betweenColumns } = planeOf(plane);
  const along = (direction: WorldPoint) =>
    direction.reduce((sum, part, axis) => sum + part * ((world[axis] ?? 0) - (origin[axis] ?? 0)), 0);
  return [kept(along(alongRow) / betweenColumns + 0.5), kept(along(alongColumn) / betweenRows + 0.5)];
}

/** As the 32 bits that a report has for it (PS3.3 C.18.6.1.2). */
function kept(pixels: number): number {
  return Math.fround(Math.round(pixels * 10_000) / 10_000) + 0;
}

/** The normal of the image's plane, and the direction that is up on it. */
export function directionsOf(plane: PlaneFacts): { normal: WorldPoint; up: WorldPoint } {
  const {
    alongRow: [a, b, c],
    alongColumn,
  } = planeOf(plane);
  const [d, e, f] = alongColumn;
  return { normal: [b * f - c * e, c * d - a * f, a * e - b * d], up: [-d, -e, -f] };
}

/** Cornerstone's four points of an ellipse (first row, last row, left, right) as the ends of its long axis and of its short one. */
export function axesOf(points: readonly ImagePoint[]): ImagePoint[] {
  const [bottom, top, left, right] = points;
  if (!bottom || !top || !left || !right) return [...points];
  return distance(bottom, top) >= distance(left, right)
    ? [bottom, top, left, right]
    : [left, right, bottom, top];
}

/** The other way round. */
export function handlesOf(axes: readonly ImagePoint[]): ImagePoint[] {
  const [first, second, third, fourth] = axes;
  if (!first || !second || !third || !fourth) return [...axes];
  const isUpright = Math.abs(first[1] - second[1]) >= Math.abs(third[1] - fourth[1]);
  const [upright, level] = isUpright
    ? [[first, second] as const, [third, fourth] as const]
    : [[third, fourth] as const, [first, second] as const];
  const [bottom, top] = upright[0][1] <= upright[1][1] ? upright : [upright[1], upright[0]];
  const [left, right] = level[0][0] <= level[1][0] ? level : [level[1], level[0]];
  return [bottom, top, left, right];
}

function distance([column, row]: ImagePoint, other: ImagePoint): number {
  return Math.hypot(column - other[0], row - other[1]);
}

/** What Cornerstone has reckoned, as values with units of UCUM. */
export function valuesOf(tool: MeasuringTool, stats: Readonly<Record<string, unknown>>): Value[] {
  const value = (quantity: Value['quantity'], number: unknown, unit: string): Value[] => {
    const one: unknown = Array.isArray(number) ? number[0] : number;
    return typeof one === 'number' && Number.isFinite(one) ? [{ quantity, value: one, unit }] : [];
  };
  const unit = unitOf(stats.unit);
  switch (tool) {
    case 'length':
      return value('length', stats.length, unit);
    case 'angle':
    case 'cobb':
      return value('angle', stats.angle, 'deg');
    case 'bidirectional':
      return [...value('long_axis', stats.length, unit), ...value('short_axis', stats.width, unit)];
    case 'ellipse':
    case 'rectangle':
    case 'freehand': {
      const greyUnit = unitOf(stats.modalityUnit);
      return [
        ...value('area', stats.area, unitOf(stats.areaUnit)),
        ...value('mean', stats.mean, greyUnit),
        ...value('deviation', stats.stdDev, greyUnit),
      ];
    }
    case 'arrow':
      return [];
  }
}

/** What Cornerstone writes behind a unit says where the scale comes from. */
const units: Readonly<Record<string, string>> = {
  mm: 'mm',
  'mm²': 'mm2',
  px: '{pixels}',
  'px²': '{pixels}',
  HU: "[hnsf'U]",
};

function unitOf(text: unknown): string {
  return typeof text === 'string' ? (units[text.replace(/ (Proj|US Region|User)$/, '')] ?? '1') : '1';
}

/** The id that Cornerstone gives, a UUID, as a UID (PS3.5 B.2). One that came out of a report is a UID already. */
export function uidOfAnnotation(id: string): string {
  return uuid.test(id) ? `2.25.${BigInt(`0x${id.replaceAll('-', '')}`)}` : id;
}

/** The other way round; a UID that was not made of a UUID stays. */
export function annotationOfUid(uid: string): string {
  const number = /^2\.25\.(0|[1-9]\d{0,38})$/.exec(uid)?.[1];
  const digits = number === undefined ? '' : BigInt(number).toString(16).padStart(32, '0');
  if (digits.length !== 32) return uid;
  return [8, 12, 16, 20, 32].map((end, index, ends) => digits.slice(ends[index - 1] ?? 0, end)).join('-');
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether two say the same of a place on an image, by the same scale; values follow from it. */
export function isSameDrawing(one: Measurement, other: Measurement): boolean {
  const drawn = ({ kind, label, sop_instance_uid, frame_number, points, is_closed, ...rest }: Measurement) =>
    JSON.stringify([
      kind,
      label,
      sop_instance_uid,
      frame_number,
      points,
      is_closed,
      rest.millimetres_per_pixel ?? null,
    ]);
  return drawn(one) === drawn(other);
}
