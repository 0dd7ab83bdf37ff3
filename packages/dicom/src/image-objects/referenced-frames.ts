// References to images and frames, and colours, as objects that speak of images write them. Bounded, and never throwing.
import type { DataSet } from '../data-set/data-set.ts';
import { firstString, numbers, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';

/** An image that is referred to. */
export interface FrameReference {
  readonly sopInstanceUid: string;
  /** From 1; none: all of it. */
  readonly frames: readonly number[];
}
/** Red, green and blue, from 0 to 255. */
export type Colour = readonly [number, number, number];
/** A point of the patient in millimetres (PS3.3 C.7.6.2.1.1). */
export type PatientPoint = readonly [number, number, number];

/** A series has some thousand images; a list of more is cut. */
export const referencesMax = 20_000;

/** The references of a sequence of them (PS3.3 Table 10-3). */
export function readReferences(items: readonly DataSet[]): FrameReference[] {
  return items.slice(0, referencesMax).flatMap((item) => {
    const sopInstanceUid = firstString(item, tags.ReferencedSOPInstanceUID);
    if (sopInstanceUid === undefined) return [];
    const frames = numbers(item, tags.ReferencedFrameNumber).slice(0, referencesMax);
    return [{ sopInstanceUid, frames: frames.filter((frame) => Number.isInteger(frame) && frame > 0) }];
  });
}

/** Whether references mean a frame; without any they mean every one. */
export function refersTo(
  references: readonly FrameReference[],
  { sopInstanceUid, frame }: { readonly sopInstanceUid: string; readonly frame: number },
): boolean {
  return references.some(
    (one) => one.sopInstanceUid === sopInstanceUid && (one.frames.length === 0 || one.frames.includes(frame)),
  );
}

/** The CIELab that DICOM writes in 16 bits (PS3.3 C.10.7.1.1), as sRGB; undefined when it is none. */
export function colourOfCielab(
  dataSet: DataSet,
  tag: number = tags.RecommendedDisplayCIELabValue,
): Colour | undefined {
  const [l, a, b] = numbers(dataSet, tag);
  if (l === undefined || a === undefined || b === undefined) return undefined;
  return labToRgb((l / 65_535) * 100, (a / 65_535) * 255 - 128, (b / 65_535) * 255 - 128);
}

/** CIELab under D50, which is the white of ICC profiles, to sRGB: the matrix is Bradford's. */
function labToRgb(l: number, a: number, b: number): Colour {
  const fy = (l + 16) / 116;
  const inverse = (f: number) => (f > 6 / 29 ? f ** 3 : 3 * (6 / 29) ** 2 * (f - 4 / 29));
  const [x, y, z] = [0.964_22 * inverse(fy + a / 500), inverse(fy), 0.825_21 * inverse(fy - b / 200)];
  const linear = [
    3.133_856_1 * x - 1.616_866_7 * y - 0.490_614_6 * z,
    -0.978_768_4 * x + 1.916_141_5 * y + 0.033_454 * z,
    0.071_945_3 * x - 0.228_991_4 * y + 1.405_242_7 * z,
  ];
  return linear.map((part) => {
    const cut = Math.min(1, Math.max(0, part));
    return Math.round(255 * (cut <= 0.003_130_8 ? 12.92 * cut : 1.055 * cut ** (1 / 2.4) - 0.055));
  }) as unknown as Colour;
}

/** Three numbers as a point. */
export function pointOf(values: readonly number[]): PatientPoint | undefined {
  const [x, y, z] = values;
  return values.length !== 3 || x === undefined || y === undefined || z === undefined ? undefined : [x, y, z];
}

/** References of a series sequence (PS3.3 C.11.11), all series together. */
export function readSeriesReferences(dataSet: DataSet): FrameReference[] {
  const series = sequence(dataSet, tags.ReferencedSeriesSequence).slice(0, referencesMax);
  return series
    .flatMap((one) => readReferences(sequence(one, tags.ReferencedImageSequence)))
    .slice(0, referencesMax);
}
