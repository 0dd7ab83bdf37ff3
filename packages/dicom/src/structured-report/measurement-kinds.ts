// What a measurement is, as it is written into a report and read from one. Types and codes.
import type { Code } from './content-items.ts';

/** What can be measured on an image. */
export const measurementKinds = [
  'length',
  'angle',
  'cobb',
  'bidirectional',
  'ellipse',
  'rectangle',
  'freehand',
  'arrow',
] as const;
export type MeasurementKind = (typeof measurementKinds)[number];

/** What a value of a measurement is. */
export const measuredQuantities = [
  'length',
  'angle',
  'long_axis',
  'short_axis',
  'area',
  'mean',
  'deviation',
] as const;
export type MeasuredQuantity = (typeof measuredQuantities)[number];

/** A value, in a unit of UCUM: `mm`, `{pixels}`, `deg`, `mm2`, `[hnsf'U]`; `1` when it has none. */
export interface MeasuredValue {
  readonly quantity: MeasuredQuantity;
  readonly value: number;
  readonly unit: string;
}

/**
 * A measurement on an image. Points are columns and rows in pixels from the upper left corner of the upper left pixel (PS3.3
 * C.18.6.1): both ends of a line; the ends and the vertex between them of an angle; two lines of a Cobb angle; the long axis and the
 * short one of a bidirectional one and of an ellipse, two points each; the corners of a rectangle, one row after the other; all of a
 * contour, which `isClosed` or not; tip and tail of an arrow.
 */
export interface ReportedMeasurement {
  /** Tracking Unique Identifier: the same in every report that tells of it. */
  readonly uid: string;
  readonly kind: MeasurementKind;
  /** What somebody called it; empty for nothing. */
  readonly label: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** From 1. */
  readonly frameNumber: number;
  readonly points: readonly (readonly [column: number, row: number])[];
  readonly isClosed: boolean;
  readonly values: readonly MeasuredValue[];
  /** Millimetres for a pixel, given by a person to an image without a scale; absent where the image has its own. */
  readonly millimetresPerPixel?: number;
}

/** How many points each kind has; the contour has any number. */
export const pointCounts: Readonly<Record<Exclude<MeasurementKind, 'freehand'>, number>> = {
  length: 2,
  angle: 3,
  cobb: 4,
  bidirectional: 4,
  ellipse: 4,
  rectangle: 4,
  arrow: 2,
};

/** Concepts of TID 1500, 1501 and 1410 (PS3.16). */
export const concepts = {
  report: ['126000', 'DCM', 'Imaging Measurement Report'],
  language: ['121049', 'DCM', 'Language of Content Item and Descendants'],
  observerType: ['121005', 'DCM', 'Observer Type'],
  person: ['121006', 'DCM', 'Person'],
  personName: ['121008', 'DCM', 'Person Observer Name'],
  device: ['121007', 'DCM', 'Device'],
  deviceUid: ['121012', 'DCM', 'Device Observer UID'],
  procedure: ['121058', 'DCM', 'Procedure reported'],
  measurements: ['126010', 'DCM', 'Imaging Measurements'],
  group: ['125007', 'DCM', 'Measurement Group'],
  trackingIdentifier: ['112039', 'DCM', 'Tracking Identifier'],
  trackingUid: ['112040', 'DCM', 'Tracking Unique Identifier'],
  region: ['111030', 'DCM', 'Image Region'],
  comment: ['121106', 'DCM', 'Comment'],
  method: ['370129005', 'SCT', 'Measurement Method'],
} as const satisfies Record<string, Code>;

/** Concepts of the values. */
export const quantityCodes: Readonly<Record<MeasuredQuantity, Code>> = {
  length: ['410668003', 'SCT', 'Length'],
  angle: ['1483009', 'SCT', 'Angle'],
  long_axis: ['103339001', 'SCT', 'Long Axis'],
  short_axis: ['103340004', 'SCT', 'Short Axis'],
  area: ['42798000', 'SCT', 'Area'],
  mean: ['373098007', 'SCT', 'Mean'],
  deviation: ['386136009', 'SCT', 'Standard Deviation'],
};

/** Units with their meanings (UCUM); others are their own meaning. */
const unitMeanings: Readonly<Record<string, string>> = {
  mm: 'millimeter',
  mm2: 'square millimeter',
  deg: 'degree',
  '1': 'no units',
  '{pixels}': 'pixels',
  '{pixels}2': 'square pixels',
  "[hnsf'U]": 'Hounsfield unit',
};

/** The code of a unit. */
export function unitCode(unit: string): Code {
  return [unit, 'UCUM', unitMeanings[unit] ?? unit];
}

/** The Measurement Method (TID 300) of values whose scale came from a line of known length: the standard has no code for it. */
export const calibratedByHand: Code = ['HAND_CALIBRATED', '99LUMENBOX', 'Calibrated by hand'];

/** The same for people, with the scale, as a comment of the group. */
export function calibrationComment(millimetresPerPixel: number): string {
  return `Calibrated by hand: ${millimetresPerPixel} mm per pixel`;
}

/** The other way round; undefined for every other comment. */
export function calibrationInComment(comment: string): number | undefined {
  const text = /^Calibrated by hand: (\d+(?:\.\d+)?(?:e-?\d+)?) mm per pixel$/.exec(comment)?.[1];
  const scale = Number(text);
  return scale > 0 && Number.isFinite(scale) ? scale : undefined;
}
