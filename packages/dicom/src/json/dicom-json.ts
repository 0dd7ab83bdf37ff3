// The form of DICOM JSON (PS3.18 Annex F): types, its text, and which VRs may do what. No conversion here.
import type { VR } from '../dictionary/index.ts';

/** A data set as JSON: elements by tag, eight upper-case hexadecimal digits (PS3.18 F.2.1). */
export interface DicomJson {
  [tag: string]: DicomJsonElement;
}

/** One element; at most one of the three is there, none when the element is empty (PS3.18 F.2.2 to F.2.7). */
export interface DicomJsonElement {
  vr: VR;
  Value?: DicomJsonValue[];
  /** Base64 of the little endian value. */
  InlineBinary?: string;
  BulkDataURI?: string;
}

/** A person name's groups, as PN text each (PS3.18 F.2.2). */
export interface DicomJsonPersonName {
  Alphabetic?: string;
  Ideographic?: string;
  Phonetic?: string;
}

/** One value; null stands for an empty value among others (PS3.18 F.2.5). */
export type DicomJsonValue = string | number | null | DicomJsonPersonName | DicomJson;

/** The groups of a person name in the order of the standard (PS3.5 6.2.1.1). */
export const personNameGroups = ['Alphabetic', 'Ideographic', 'Phonetic'] as const;

/** VRs whose value is bytes or words (PS3.18 F.2.7): bytes a word, by which big endian values are turned. */
export const binaryWordSizes: ReadonlyMap<VR, number> = new Map<VR, number>([
  ['OB', 1],
  ['UN', 1],
  ['OW', 2],
  ['OF', 4],
  ['OL', 4],
  ['OD', 8],
  ['OV', 8],
]);

/** VRs whose value may be elsewhere, under a Bulk Data URI (PS3.18 F.2.2). */
export const bulkDataVrs: ReadonlySet<VR> = new Set<VR>([
  ...binaryWordSizes.keys(),
  'DS',
  'FL',
  'FD',
  'IS',
  'LT',
  'SL',
  'SS',
  'ST',
  'SV',
  'UC',
  'UL',
  'US',
  'UT',
  'UV',
]);

/**
 * The text of DICOM JSON with its tags in ascending order, on every level. `JSON.stringify` would put tags of decimal
 * digits alone, such as `30060010`, before all others, because JavaScript takes them for array indexes.
 */
export function stringifyDicomJson(json: DicomJson): string {
  const members = Object.keys(json)
    .sort()
    .map((tag) => `${JSON.stringify(tag)}:${stringifyElement(json[tag] as DicomJsonElement)}`);
  return `{${members.join(',')}}`;
}

function stringifyElement(element: DicomJsonElement): string {
  if (element.vr !== 'SQ' || element.Value === undefined) return JSON.stringify(element);
  const items = element.Value.map((item) => stringifyDicomJson((item ?? {}) as DicomJson));
  return `{"vr":"SQ","Value":[${items.join(',')}]}`;
}
