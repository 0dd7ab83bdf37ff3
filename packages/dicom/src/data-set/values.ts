// Reads values out of a data set: text, numbers, sequences, bytes (PS3.5 6.2). Never changes one.
import { decodeText, splitValues } from '../character-sets/index.ts';
import type { Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import type { DataElement, DataSet } from './data-set.ts';

/** Text VRs of a single value, in which a backslash is a character like others (PS3.5 6.4). */
const singleTextVrs: ReadonlySet<VR> = new Set<VR>(['LT', 'ST', 'UR', 'UT']);

/** Text VRs in which leading spaces count (PS3.5 6.2). */
const leadingSpaceVrs: ReadonlySet<VR> = new Set<VR>(['LT', 'ST', 'UC', 'UR', 'UT', 'PN']);

const binaryNumberVrs: ReadonlySet<VR> = new Set<VR>([
  'US',
  'SS',
  'UL',
  'SL',
  'FL',
  'FD',
  'UV',
  'SV',
  'AT',
  'OW',
  'OF',
  'OD',
  'OL',
  'OV',
]);

const backslash = 0x5c;

const noStrings: string[] = [];
const noNumbers: number[] = [];
const noItems: readonly DataSet[] = [];

const isByteVr = (vr: VR): boolean => vr === 'OB' || vr === 'UN' || vr === 'SQ';

/** The bytes of an element's value, not copied. */
export function valueBytes(dataSet: DataSet, element: DataElement): Uint8Array {
  return dataSet.bytes.subarray(element.offset, element.offset + element.length);
}

/**
 * All values of an element as text: decoded by the character sets in force, without padding (PS3.5 6.2). Numbers come
 * as their decimal text; elements that are absent, empty, sequences or plain bytes have no values.
 */
export function stringValues(dataSet: DataSet, tag: Tag): string[] {
  const element = dataSet.elements.get(tag);
  if (element === undefined || element.length === 0 || isByteVr(element.vr)) return noStrings.slice();
  if (binaryNumberVrs.has(element.vr)) return binaryNumbers(dataSet, element).map(String);
  const bytes = valueBytes(dataSet, element);
  return splitText(bytes, dataSet, element.vr).map((part) =>
    trimText(decode(part, dataSet, element.vr), element.vr),
  );
}

/** The first value as text; `undefined` when the element is absent or its first value is empty. */
export function firstString(dataSet: DataSet, tag: Tag): string | undefined {
  const element = dataSet.elements.get(tag);
  if (element === undefined || element.length === 0 || isByteVr(element.vr)) return undefined;
  if (binaryNumberVrs.has(element.vr)) return binaryNumbers(dataSet, element, 1).map(String)[0];
  const bytes = valueBytes(dataSet, element);
  const first = splitText(bytes, dataSet, element.vr)[0] ?? bytes;
  const value = trimText(decode(first, dataSet, element.vr), element.vr);
  return value === '' ? undefined : value;
}

/**
 * All values of a numeric element: US SS UL SL FL FD UV SV IS DS AT, and the words of OW OF OD OL OV. 64 bit integers
 * beyond 2^53 lose their last digits. Values that are no numbers are left out.
 */
export function numbers(dataSet: DataSet, tag: Tag): number[] {
  const element = dataSet.elements.get(tag);
  if (element === undefined || element.length === 0) return noNumbers.slice();
  if (binaryNumberVrs.has(element.vr)) return binaryNumbers(dataSet, element);
  if (element.vr !== 'IS' && element.vr !== 'DS') return noNumbers.slice();
  return decode(valueBytes(dataSet, element), dataSet, element.vr)
    .split('\\')
    .map(decimal)
    .filter((value) => value !== undefined);
}

/** The first value of a numeric element; `undefined` when there is none or it is not a number. */
export function firstNumber(dataSet: DataSet, tag: Tag): number | undefined {
  const element = dataSet.elements.get(tag);
  if (element === undefined || element.length === 0) return undefined;
  if (binaryNumberVrs.has(element.vr)) return binaryNumbers(dataSet, element, 1)[0];
  if (element.vr !== 'IS' && element.vr !== 'DS') return undefined;
  const text = decode(valueBytes(dataSet, element), dataSet, element.vr);
  const separator = text.indexOf('\\');
  return decimal(separator < 0 ? text : text.slice(0, separator));
}

/** The items of a sequence; none when the element is absent or no sequence. */
export function sequence(dataSet: DataSet, tag: Tag): readonly DataSet[] {
  return dataSet.elements.get(tag)?.items ?? noItems;
}

function splitText(bytes: Uint8Array, { characterSets }: DataSet, vr: VR): Uint8Array[] {
  return singleTextVrs.has(vr) || !bytes.includes(backslash)
    ? [bytes]
    : splitValues(bytes, characterSets, vr);
}

function decode(bytes: Uint8Array, { characterSets }: DataSet, vr: VR): string {
  return decodeText(bytes, characterSets, vr);
}

/** Padding is NUL or space behind, and for most VRs space before (PS3.5 6.2). */
function trimText(text: string, vr: VR): string {
  let end = text.length;
  while (end > 0 && isPadding(text.charCodeAt(end - 1))) end -= 1;
  let start = 0;
  if (!leadingSpaceVrs.has(vr)) while (start < end && isPadding(text.charCodeAt(start))) start += 1;
  return start === 0 && end === text.length ? text : text.slice(start, end);
}

function isPadding(code: number): boolean {
  return code === 0x20 || code === 0;
}

const decimalPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function decimal(text: string): number | undefined {
  const trimmed = trimText(text, 'DS');
  return decimalPattern.test(trimmed) ? Number(trimmed) : undefined;
}

function binaryNumbers(
  dataSet: DataSet,
  element: DataElement,
  countMax = Number.POSITIVE_INFINITY,
): number[] {
  const size = numberSize(element.vr);
  const count = Math.min(Math.floor(element.length / size), countMax);
  const little = !dataSet.bigEndian;
  const { buffer, byteOffset } = dataSet.bytes;
  const data = new DataView(buffer, byteOffset + element.offset, count * size);
  const values: number[] = [];
  for (let index = 0; index < count; index += 1) {
    values.push(numberAt(data, { vr: element.vr, offset: index * size, little }));
  }
  return values;
}

function numberSize(vr: VR): number {
  if (vr === 'US' || vr === 'SS' || vr === 'OW') return 2;
  return vr === 'FD' || vr === 'UV' || vr === 'SV' || vr === 'OD' || vr === 'OV' ? 8 : 4;
}

function numberAt(
  data: DataView,
  { vr, offset, little }: { vr: VR; offset: number; little: boolean },
): number {
  switch (vr) {
    case 'US':
    case 'OW':
      return data.getUint16(offset, little);
    case 'SS':
      return data.getInt16(offset, little);
    case 'SL':
      return data.getInt32(offset, little);
    case 'FL':
    case 'OF':
      return data.getFloat32(offset, little);
    case 'FD':
    case 'OD':
      return data.getFloat64(offset, little);
    case 'UV':
    case 'OV':
      return Number(data.getBigUint64(offset, little));
    case 'SV':
      return Number(data.getBigInt64(offset, little));
    case 'AT':
      // Two 16 bit numbers, group first, each in the data set's byte order (PS3.5 6.2).
      return ((data.getUint16(offset, little) << 16) | data.getUint16(offset + 2, little)) >>> 0;
    default:
      return data.getUint32(offset, little);
  }
}
