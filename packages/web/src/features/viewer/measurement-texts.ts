// What a measurement says: lengths, angles, areas and values, with their units. Pure.

import type { Measurement as Saved } from '@lumenbox/contract';
import type { TFunction } from 'i18next';
import { formatMeasure } from '../../shared/format/format.ts';
import { type MeasuringTool, measuringTools } from './tool-names.ts';

/** A value with its unit, and what it is where that is not plain. */
export interface MeasurementFact {
  readonly what?: 'area' | 'mean' | 'deviation';
  readonly text: string;
  /** Where the scale comes from, where that is not the patient: the detector, a region that a sonograph marked, or somebody's hand. */
  readonly source?: 'detector' | 'region' | 'hand';
}

/** What Cornerstone calls the tools. */
export const cornerstoneNames: Readonly<Record<MeasuringTool, string>> = {
  length: 'Length',
  angle: 'Angle',
  cobb: 'CobbAngle',
  bidirectional: 'Bidirectional',
  ellipse: 'EllipticalROI',
  rectangle: 'RectangleROI',
  freehand: 'PlanarFreehandROI',
  arrow: 'ArrowAnnotate',
};

/** Our name of one of Cornerstone's tools. */
export function toolOf(cornerstoneName: string): MeasuringTool | undefined {
  return measuringTools.find((tool) => cornerstoneNames[tool] === cornerstoneName);
}

/** The facts in what Cornerstone has reckoned. */
export function measurementFacts(
  tool: MeasuringTool,
  stats: Readonly<Record<string, unknown>>,
): MeasurementFact[] {
  switch (tool) {
    case 'length':
      return texts([[stats.length, stats.unit]]);
    case 'angle':
    case 'cobb':
      return texts([[stats.angle, '°']]);
    case 'bidirectional':
      return texts([
        [stats.length, stats.unit],
        [stats.width, stats.unit],
      ]);
    case 'ellipse':
    case 'rectangle':
    case 'freehand':
      return [
        ...texts([[stats.area, stats.areaUnit]], 'area'),
        ...texts([[stats.mean, stats.modalityUnit]], 'mean'),
        ...texts([[stats.stdDev, stats.modalityUnit]], 'deviation'),
      ];
    case 'arrow':
      return [];
  }
}

/** What was reckoned when it was saved, for an image that has not been drawn yet. */
export function savedFacts(
  saved: Pick<Saved, 'values' | 'millimetres_per_pixel'> | undefined,
): MeasurementFact[] {
  const isByHand = saved?.millimetres_per_pixel !== undefined;
  return (saved?.values ?? []).map(({ quantity, value, unit }) => {
    const what =
      quantity === 'area' || quantity === 'mean' || quantity === 'deviation' ? quantity : undefined;
    const plain = what === 'area' && unit === '{pixels}' ? 'px²' : (plainUnits[unit] ?? '');
    const source = isByHand && (unit === 'mm' || unit === 'mm2') ? ({ source: 'hand' } as const) : {};
    return { text: withUnit(value, plain), ...(what && { what }), ...source };
  });
}

const plainUnits: Readonly<Record<string, string>> = {
  mm: 'mm',
  mm2: 'mm²',
  deg: '°',
  '{pixels}': 'px',
  "[hnsf'U]": 'HU',
};

function texts(
  pairs: readonly (readonly [unknown, unknown])[],
  what?: NonNullable<MeasurementFact['what']>,
): MeasurementFact[] {
  return pairs.flatMap(([value, unit]) => {
    const number = Array.isArray(value) ? value[0] : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) return [];
    const { plain, source } = unitOf(unit);
    return [{ text: withUnit(number, plain), ...(what && { what }), ...(source && { source }) }];
  });
}

function withUnit(value: number, unit: string): string {
  return `${rounded(value)}${unit === '°' ? '' : ' '}${unit}`.trim();
}

/** What Cornerstone writes behind the unit says where the scale comes from. */
const sources = { Proj: 'detector', 'US Region': 'region', User: 'hand' } as const;

function unitOf(unit: unknown): { plain: string; source?: NonNullable<MeasurementFact['source']> } {
  if (typeof unit !== 'string') return { plain: '' };
  for (const [sign, source] of Object.entries(sources))
    if (unit.endsWith(` ${sign}`)) return { plain: unit.slice(0, -sign.length - 1), source };
  return { plain: unit };
}

/** A tenth of a millimetre, or of a degree, is as exact as a hand is. */
function rounded(value: number): string {
  const decimals = Math.abs(value) >= 1000 ? 0 : 1;
  return formatMeasure(value, decimals, decimals);
}

/** A fact in words, as it stands in the list and beside the line. */
export function factText({ what, text, source }: MeasurementFact, t: TFunction): string {
  return [
    what === undefined ? '' : t(`viewer.${what}`),
    text,
    source === undefined ? '' : t(`viewer.scaleOf.${source}`),
  ]
    .filter((part) => part !== '')
    .join(' ');
}
