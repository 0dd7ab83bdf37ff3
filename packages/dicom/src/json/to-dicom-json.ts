// From a data set that was read to DICOM JSON (PS3.18 Annex F). Pure, and the same for the same bytes.
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { numbers, stringValues, valueBytes } from '../data-set/values.ts';
import { formatTag, type Tag, tags } from '../dictionary/index.ts';
import { encodeBase64 } from './base64.ts';
import {
  binaryWordSizes,
  bulkDataVrs,
  type DicomJson,
  type DicomJsonElement,
  type DicomJsonPersonName,
  type DicomJsonValue,
  personNameGroups,
} from './dicom-json.ts';

/** What the JSON is to hold beside the data set's own values. */
export interface DicomJsonOptions {
  /**
   * Says where a value is to be had when it is not to stand in the JSON itself; asked for every element whose VR allows
   * it (PS3.18 F.2.2) and that is not empty.
   *
   * @param tagPath the element's tag, behind tag and item number, from 0, of each sequence around it: `00081115/0/00081150`
   */
  readonly bulkDataUri?: (tagPath: string, element: DataElement) => string | undefined;
  /** File meta information to put in front; PS3.18 leaves group 0002 out of metadata, other uses want it. */
  readonly meta?: DataSet;
}

/**
 * A data set as DICOM JSON. Texts are Unicode, so Specific Character Set says ISO_IR 192 wherever it said anything.
 * DS and IS are numbers, or strings where the file's text is no number; SV and UV are strings beyond what a JSON number
 * holds exactly, FL and FD where they are no finite number. Group lengths and delimiters are left out; binary values are
 * little endian whatever the file is.
 */
export function toDicomJson(dataSet: DataSet, options: DicomJsonOptions = {}): DicomJson {
  const meta = options.meta === undefined ? {} : convert(options.meta, options, '');
  return { ...meta, ...convert(dataSet, options, '') };
}

function convert(dataSet: DataSet, options: DicomJsonOptions, path: string): DicomJson {
  const elements = [...dataSet.elements.values()].filter(({ tag }) => isPartOfJson(tag));
  elements.sort((a, b) => a.tag - b.tag);
  const json: DicomJson = {};
  for (const element of elements) {
    json[formatTag(element.tag)] = convertElement(dataSet, element, { options, path });
  }
  return json;
}

function isPartOfJson(tag: Tag): boolean {
  return (tag & 0xffff) !== 0 && tag >>> 16 !== 0xfffe;
}

function convertElement(
  dataSet: DataSet,
  element: DataElement,
  { options, path }: { options: DicomJsonOptions; path: string },
): DicomJsonElement {
  const { tag, vr } = element;
  if (element.items !== undefined) {
    const tagPath = path + formatTag(tag);
    const items = element.items.map((item, i) => convert(item, options, `${tagPath}/${i}/`));
    return items.length === 0 ? { vr: 'SQ' } : { vr: 'SQ', Value: items };
  }
  if (element.length === 0) return { vr };
  const uri = bulkDataVrs.has(vr) ? options.bulkDataUri?.(path + formatTag(tag), element) : undefined;
  if (uri !== undefined) return { vr, BulkDataURI: uri };
  // A sequence without items that has bytes could not be read as one: its bytes are all that is known.
  if (vr === 'SQ') return { vr: 'UN', InlineBinary: encodeBase64(valueBytes(dataSet, element)) };
  const wordSize = binaryWordSizes.get(vr);
  if (wordSize !== undefined) {
    return { vr, InlineBinary: encodeBase64(littleEndian(dataSet, element, wordSize)) };
  }
  if (tag === tags.SpecificCharacterSet) return { vr, Value: ['ISO_IR 192'] };
  const values = valuesOf(dataSet, element);
  return values.every((value) => value === null) ? { vr } : { vr, Value: values };
}

/** The value's bytes; words of a big endian data set turned, fragments as they stand (PS3.5 A.4, F.2.7 of PS3.18). */
function littleEndian(dataSet: DataSet, element: DataElement, wordSize: number): Uint8Array {
  const bytes = valueBytes(dataSet, element);
  if (!dataSet.bigEndian || wordSize === 1 || element.fragments !== undefined) return bytes;
  const turned = new Uint8Array(bytes.length);
  const whole = bytes.length - (bytes.length % wordSize);
  for (let at = 0; at < whole; at++)
    turned[at - (at % wordSize) + wordSize - 1 - (at % wordSize)] = bytes[at] as number;
  turned.set(bytes.subarray(whole), whole);
  return turned;
}

function valuesOf(dataSet: DataSet, element: DataElement): DicomJsonValue[] {
  switch (element.vr) {
    case 'PN':
      return stringValues(dataSet, element.tag).map(personName);
    case 'IS':
    case 'DS':
      return stringValues(dataSet, element.tag).map(decimalString);
    case 'AT':
      return numbers(dataSet, element.tag).map(formatTag);
    case 'US':
    case 'SS':
    case 'UL':
    case 'SL':
    case 'FL':
    case 'FD':
      return numbers(dataSet, element.tag).map((value) => (Number.isFinite(value) ? value : String(value)));
    case 'SV':
    case 'UV':
      return longIntegers(dataSet, element);
    default:
      return stringValues(dataSet, element.tag).map((value) => (value === '' ? null : value));
  }
}

function personName(text: string): DicomJsonValue {
  const name: DicomJsonPersonName = {};
  const groups = text.split('=');
  personNameGroups.forEach((group, i) => {
    const part = groups[i]?.trimEnd();
    if (part !== undefined && part !== '') name[group] = part;
  });
  return Object.keys(name).length === 0 ? null : name;
}

const decimalPattern = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

function decimalString(text: string): DicomJsonValue {
  if (text === '') return null;
  const value = decimalPattern.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : text;
}

function longIntegers(dataSet: DataSet, element: DataElement): DicomJsonValue[] {
  const { buffer, byteOffset } = dataSet.bytes;
  const count = Math.floor(element.length / 8);
  const data = new DataView(buffer, byteOffset + element.offset, count * 8);
  const little = !dataSet.bigEndian;
  return Array.from({ length: count }, (_, i) => {
    const value = element.vr === 'SV' ? data.getBigInt64(i * 8, little) : data.getBigUint64(i * 8, little);
    const number = Number(value);
    return Number.isSafeInteger(number) ? number : value.toString();
  });
}
