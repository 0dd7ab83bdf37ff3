// Reads structure sets of radiotherapy (PS3.3 A.19): outlines of structures in the patient.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, numbers, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { type Colour, type FrameReference, type PatientPoint, readReferences } from './referenced-frames.ts';

/** One outline (PS3.3 C.8.8.6). */
export interface StructureContour {
  readonly isClosed: boolean;
  readonly points: readonly PatientPoint[];
  /** The images that it was drawn on, where the file says. */
  readonly images: readonly FrameReference[];
}
/** One structure. */
export interface Structure {
  readonly number: number;
  readonly name: string;
  readonly colour: Colour | undefined;
  readonly frameOfReferenceUid: string | undefined;
  readonly contours: readonly StructureContour[];
}
/** A structure set. */
export interface StructureSet {
  readonly label: string;
  readonly structures: readonly Structure[];
}

/** SOP class of structure sets (PS3.4 B.5). */
export const structureSetSopClass = '1.2.840.10008.5.1.4.1.1.481.3';

/** A plan has some dozens of structures, each with an outline a slice. */
const structuresMax = 2000;
const contoursMax = 20_000;
const pointsMax = 100_000;
const textMax = 200;

/** What a data set says; undefined when it is no structure set. Throws nothing: outlines that cannot be drawn are left out. */
export function readStructureSet(dataSet: DataSet): StructureSet | undefined {
  if (firstString(dataSet, tags.SOPClassUID) !== structureSetSopClass) return undefined;
  const contoursByNumber = new Map(
    sequence(dataSet, tags.ROIContourSequence)
      .slice(0, structuresMax)
      .map((item) => [firstNumber(item, tags.ReferencedROINumber), item] as const),
  );
  const structures = sequence(dataSet, tags.StructureSetROISequence)
    .slice(0, structuresMax)
    .flatMap((item) => structureOf(item, contoursByNumber.get(firstNumber(item, tags.ROINumber))));
  return { label: (firstString(dataSet, tags.StructureSetLabel) ?? '').slice(0, textMax), structures };
}

function structureOf(item: DataSet, outlines: DataSet | undefined): Structure[] {
  const number = firstNumber(item, tags.ROINumber);
  if (number === undefined) return [];
  const colour = outlines === undefined ? [] : numbers(outlines, tags.ROIDisplayColor);
  const [red = 0, green = 0, blue = 0] = colour.map((part) => Math.min(255, Math.max(0, Math.round(part))));
  const items = outlines === undefined ? [] : sequence(outlines, tags.ContourSequence).slice(0, contoursMax);
  return [
    {
      number,
      name: (firstString(item, tags.ROIName) ?? '').slice(0, textMax),
      colour: colour.length === 3 ? [red, green, blue] : undefined,
      frameOfReferenceUid: firstString(item, tags.ReferencedFrameOfReferenceUID),
      contours: items.flatMap(contourOf),
    },
  ];
}

function contourOf(item: DataSet): StructureContour[] {
  const type = firstString(item, tags.ContourGeometricType) ?? '';
  const values = numbers(item, tags.ContourData);
  // A value that is no number would shift all that come after it.
  const isWhole =
    values.length % 3 === 0 &&
    values.length === (firstNumber(item, tags.NumberOfContourPoints) ?? values.length / 3) * 3;
  if (!isWhole || values.length === 0 || values.length > 3 * pointsMax) return [];
  const points = Array.from(
    { length: values.length / 3 },
    (_, at): PatientPoint => [values[3 * at] ?? 0, values[3 * at + 1] ?? 0, values[3 * at + 2] ?? 0],
  );
  const images = readReferences(sequence(item, tags.ContourImageSequence));
  return [{ isClosed: type.startsWith('CLOSED_PLANAR'), points, images }];
}
