// Reads measurements out of reports that follow TID 1500: our own, and those of other viewers as far as they say the same.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, numbers, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import type { Code } from './content-items.ts';
import {
  calibratedByHand,
  calibrationInComment,
  concepts,
  type MeasuredQuantity,
  type MeasuredValue,
  type MeasurementKind,
  measuredQuantities,
  measurementKinds,
  pointCounts,
  quantityCodes,
  type ReportedMeasurement,
} from './measurement-kinds.ts';

/** Groups that are read of one report: a person draws some dozens. */
const groupsMax = 5000;
/** Points of a contour: one for each pixel that the hand crossed. */
const pointsMax = 20_000;
/** Templates of the standard nest eight levels deep at most. */
const levelMax = 16;
const itemsMax = 100_000;
const labelMax = 1000;

/** The measurements of a report that can be drawn. Throws nothing: what cannot be drawn is left out. */
export function readMeasurements(dataSet: DataSet): ReportedMeasurement[] {
  if (!isConcept(dataSet, concepts.report)) return [];
  return within(dataSet, (item) => isConcept(item, concepts.group))
    .slice(0, groupsMax)
    .flatMap((group) => measurementOf(group) ?? []);
}

interface Graphic {
  readonly type: string;
  readonly points: [number, number][];
  readonly image: Pick<ReportedMeasurement, 'sopClassUid' | 'sopInstanceUid' | 'frameNumber'>;
}

function measurementOf(group: DataSet): ReportedMeasurement | undefined {
  const items = sequence(group, tags.ContentSequence);
  const textOf = (concept: Code, tag: number) => {
    const item = items.find((one) => isConcept(one, concept));
    return item && firstString(item, tag);
  };
  const uid = textOf(concepts.trackingUid, tags.UID);
  const graphics = within(group, (item) => firstString(item, tags.ValueType) === 'SCOORD').flatMap(
    (item) => graphicOf(item) ?? [],
  );
  const [first] = graphics;
  if (uid === undefined || first === undefined) return undefined;
  const values = items.flatMap((item) => measuredValue(item) ?? []);
  const kind = statedKind(textOf(concepts.trackingIdentifier, tags.TextValue)) ?? kindOf(first, values);
  const drawn = kind && pointsOf(kind, graphics, items);
  if (kind === undefined || drawn === undefined) return undefined;
  return { uid, kind, ...commentsOf(items), ...first.image, ...drawn, values };
}

/** What it is called, and the scale that somebody gave the image: both are comments. */
function commentsOf(items: readonly DataSet[]): Pick<ReportedMeasurement, 'label' | 'millimetresPerPixel'> {
  const comments = items
    .filter((item) => isConcept(item, concepts.comment))
    .map((item) => firstString(item, tags.TextValue) ?? '');
  // What somebody calls it may read like a scale: it is one where values say that they were measured so.
  const isByHand = items.some((item) =>
    sequence(item, tags.ContentSequence).some((inside) => isCode(inside, concepts.method, calibratedByHand)),
  );
  const at = isByHand ? comments.findLastIndex((one) => calibrationInComment(one) !== undefined) : -1;
  const scale = calibrationInComment(comments[at] ?? '');
  return {
    label: (comments.find((_, index) => index !== at) ?? '').slice(0, labelMax),
    ...(scale === undefined ? {} : { millimetresPerPixel: scale }),
  };
}

function isCode(item: DataSet, concept: Code, [value, scheme]: Code): boolean {
  const [code] = sequence(item, tags.ConceptCodeSequence);
  return (
    isConcept(item, concept) &&
    code !== undefined &&
    firstString(code, tags.CodeValue) === value &&
    firstString(code, tags.CodingSchemeDesignator) === scheme
  );
}

/** `Lumenbox:length`, and what other viewers write: `Cornerstone3DTools@^0.1.0:EllipticalROI`. */
function statedKind(identifier: string | undefined): MeasurementKind | undefined {
  const name = identifier?.split(':').at(-1)?.toLowerCase() ?? '';
  return measurementKinds.find((kind) => kind === name) ?? otherNames[name];
}

const otherNames: Readonly<Record<string, MeasurementKind>> = {
  cobbangle: 'cobb',
  ellipticalroi: 'ellipse',
  rectangleroi: 'rectangle',
  planarfreehandroi: 'freehand',
  freehandroi: 'freehand',
  arrowannotate: 'arrow',
};

/** What it must be by its outline and its values, where nobody says. */
function kindOf({ type, points }: Graphic, values: readonly MeasuredValue[]): MeasurementKind | undefined {
  const has = (quantity: MeasuredQuantity) => values.some((value) => value.quantity === quantity);
  if (type === 'ELLIPSE') return 'ellipse';
  if (type !== 'POLYLINE') return undefined;
  if (has('long_axis') && has('short_axis')) return 'bidirectional';
  if (has('length') && points.length === 2) return 'length';
  if (has('angle')) return points.length === 3 ? 'angle' : points.length === 4 ? 'cobb' : undefined;
  return points.length > 2 ? 'freehand' : undefined;
}

function pointsOf(
  kind: MeasurementKind,
  graphics: readonly Graphic[],
  items: readonly DataSet[],
): Pick<ReportedMeasurement, 'points' | 'isClosed'> | undefined {
  const points = (kind === 'bidirectional' ? axesOf(items) : undefined) ?? graphics[0]?.points ?? [];
  if (kind === 'freehand') return contourOf(points);
  if (kind === 'rectangle') return cornersOf(points);
  return points.length === pointCounts[kind] ? { points, isClosed: kind === 'ellipse' } : undefined;
}

/** Each of two axes stands below its own value; without values both are one line of four points. */
function axesOf(items: readonly DataSet[]): [number, number][] | undefined {
  const axis = (quantity: MeasuredQuantity) => {
    const item = items.find((one) => isConcept(one, quantityCodes[quantity]));
    const [graphic] =
      item === undefined ? [] : sequence(item, tags.ContentSequence).flatMap((one) => graphicOf(one) ?? []);
    return graphic?.points ?? [];
  };
  const points = [...axis('long_axis'), ...axis('short_axis')];
  return points.length === pointCounts.bidirectional ? points : undefined;
}

function contourOf(points: [number, number][]): Pick<ReportedMeasurement, 'points' | 'isClosed'> | undefined {
  if (points.length < 2) return undefined;
  const isClosed = points.length > 3 && isSame(points[0], points.at(-1));
  return { points: isClosed ? points.slice(0, -1) : points, isClosed };
}

/** From an outline that goes round to corners one row after the other. */
function cornersOf(points: [number, number][]): Pick<ReportedMeasurement, 'points' | 'isClosed'> | undefined {
  const [first, second, third, fourth] = points;
  if (points.length < 4 || points.length > 5 || !first || !second || !third || !fourth) return undefined;
  return { points: [first, second, fourth, third], isClosed: true };
}

function isSame(one: [number, number] | undefined, other: [number, number] | undefined): boolean {
  return one?.[0] === other?.[0] && one?.[1] === other?.[1];
}

function measuredValue(item: DataSet): MeasuredValue | undefined {
  if (firstString(item, tags.ValueType) !== 'NUM') return undefined;
  const quantity = measuredQuantities.find((one) => isConcept(item, quantityCodes[one]));
  const [measured] = sequence(item, tags.MeasuredValueSequence);
  const value =
    measured && (firstNumber(measured, tags.FloatingPointValue) ?? firstNumber(measured, tags.NumericValue));
  if (quantity === undefined || measured === undefined || value === undefined || !Number.isFinite(value))
    return undefined;
  const [unit] = sequence(measured, tags.MeasurementUnitsCodeSequence);
  return { quantity, value, unit: (unit && firstString(unit, tags.CodeValue)) ?? '1' };
}

function graphicOf(item: DataSet): Graphic | undefined {
  const type = firstString(item, tags.GraphicType);
  const data = numbers(item, tags.GraphicData);
  if (type === undefined || data.length === 0 || data.length > 2 * pointsMax || !data.every(Number.isFinite))
    return undefined;
  const [image] = sequence(item, tags.ContentSequence).flatMap((inside) =>
    sequence(inside, tags.ReferencedSOPSequence),
  );
  const sopInstanceUid = image && firstString(image, tags.ReferencedSOPInstanceUID);
  if (image === undefined || sopInstanceUid === undefined) return undefined;
  const points: [number, number][] = [];
  for (let at = 0; at + 1 < data.length; at += 2) points.push([data[at] ?? 0, data[at + 1] ?? 0]);
  const sopClassUid = firstString(image, tags.ReferencedSOPClassUID) ?? '';
  const frameNumber = firstNumber(image, tags.ReferencedFrameNumber) ?? 1;
  return { type, points, image: { sopClassUid, sopInstanceUid, frameNumber } };
}

/** Items at any depth that are wanted; what stands in one of them is not looked at again. */
function within(root: DataSet, isWanted: (item: DataSet) => boolean): DataSet[] {
  const found: DataSet[] = [];
  // Read from its end, so that what stands first comes first.
  const left = insideOf(root, 0);
  for (let count = 0; count < itemsMax; count++) {
    const next = left.pop();
    if (next === undefined) break;
    const { item, level } = next;
    if (isWanted(item)) found.push(item);
    else if (level < levelMax) for (const inside of insideOf(item, level)) left.push(inside);
  }
  return found;
}

function insideOf(item: DataSet, level: number): { item: DataSet; level: number }[] {
  return [...sequence(item, tags.ContentSequence)]
    .reverse()
    .map((inside) => ({ item: inside, level: level + 1 }));
}

function isConcept(item: DataSet, [value, scheme]: Code): boolean {
  const [code] = sequence(item, tags.ConceptNameCodeSequence);
  return (
    code !== undefined &&
    firstString(code, tags.CodeValue) === value &&
    firstString(code, tags.CodingSchemeDesignator) === scheme
  );
}
