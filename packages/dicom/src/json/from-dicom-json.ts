// From DICOM JSON (PS3.18 Annex F) to elements that the encoder writes. The JSON may come from anybody: all is checked.
import { lookupTag, type Tag, tags } from '../dictionary/index.ts';
import { isVr, type VR } from '../dictionary/value-representations.ts';
import type { ElementInput, ElementValue, ItemInput } from '../part10/element-input.ts';
import { decodeBase64 } from './base64.ts';
import { binaryWordSizes, type DicomJson, personNameGroups } from './dicom-json.ts';

/** JSON that is no DICOM JSON. The message names the place, never a value. */
export class DicomJsonError extends Error {
  /** Where: tags and item numbers, as `00081115/0/00081150`. */
  readonly path: string;

  constructor(path: string, problem: string) {
    super(path === '' ? problem : `${problem} at ${path}`);
    this.name = 'DicomJsonError';
    this.path = path;
  }
}

/** What the JSON itself does not say. */
export interface FromDicomJsonOptions {
  /** The bytes behind a Bulk Data URI, little endian; without it, or when it knows none, such JSON is refused. */
  readonly bulkData?: (uri: string) => Uint8Array | undefined;
}

/** Sequences nest a dozen deep in the worst of real data; the limit guards the stack. */
const depthMax = 100;

/**
 * The elements of a data set given as DICOM JSON, by ascending tag, for `encodePart10`. Group lengths and group 0002 are
 * left out: files make their own. When texts are not ASCII and no Specific Character Set is given, ISO_IR 192 is added.
 *
 * @throws DicomJsonError when it is not DICOM JSON, or a value does not fit its VR
 */
export function fromDicomJson(json: DicomJson, options: FromDicomJsonOptions = {}): ElementInput[] {
  const elements = dataSetElements(json, { options, path: '', depth: 0 });
  if (elements.some(({ tag }) => tag === tags.SpecificCharacterSet) || !hasForeignText(elements))
    return elements;
  const characterSet: ElementInput = { tag: tags.SpecificCharacterSet, vr: 'CS', value: ['ISO_IR 192'] };
  return [...elements, characterSet].sort((a, b) => (a.tag as Tag) - (b.tag as Tag));
}

interface Place {
  readonly options: FromDicomJsonOptions;
  readonly path: string;
  readonly depth: number;
}

function dataSetElements(json: unknown, place: Place): ElementInput[] {
  if (!isRecord(json)) throw new DicomJsonError(place.path, 'not an object');
  if (place.depth > depthMax) throw new DicomJsonError('', 'sequences too deep');
  const elements: (ElementInput & { readonly tag: Tag })[] = [];
  for (const [key, member] of Object.entries(json)) {
    const inside = { ...place, path: place.path === '' ? key : `${place.path}/${key}` };
    if (!/^[0-9A-Fa-f]{8}$/.test(key)) throw new DicomJsonError(place.path, 'a name that is no tag');
    const tag = Number.parseInt(key, 16);
    if ((tag & 0xffff) === 0 || tag >>> 16 === 2) continue;
    elements.push(elementOf(tag, member, inside));
  }
  return elements.sort((a, b) => a.tag - b.tag);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function elementOf(tag: Tag, member: unknown, place: Place): ElementInput & { readonly tag: Tag } {
  if (!isRecord(member)) throw new DicomJsonError(place.path, 'not an object');
  const vr = vrOf(tag, member.vr, place);
  const isElsewhere = member.BulkDataURI !== undefined || member.InlineBinary !== undefined;
  // The bytes of items are no items: written as a sequence they would be lost without a word.
  if (vr === 'SQ' && isElsewhere) throw new DicomJsonError(place.path, 'a sequence that is no list of items');
  if (member.BulkDataURI !== undefined) return { tag, vr, value: bulkBytes(member.BulkDataURI, place) };
  if (member.InlineBinary !== undefined) return { tag, vr, value: inlineBytes(member.InlineBinary, place) };
  if (member.Value === undefined || member.Value === null) return { tag, vr };
  if (!Array.isArray(member.Value)) throw new DicomJsonError(place.path, 'Value is no list');
  return { tag, vr, value: valueOfVr(vr, member.Value as unknown[], place) };
}

function vrOf(tag: Tag, vr: unknown, place: Place): VR {
  if (vr === undefined) return lookupTag(tag)?.vr ?? 'UN';
  if (typeof vr !== 'string' || !isVr(vr)) throw new DicomJsonError(place.path, 'no such VR');
  return vr;
}

function bulkBytes(uri: unknown, place: Place): Uint8Array {
  const bytes = typeof uri === 'string' ? place.options.bulkData?.(uri) : undefined;
  if (bytes === undefined) throw new DicomJsonError(place.path, 'bulk data that is not there');
  return bytes;
}

function inlineBytes(text: unknown, place: Place): Uint8Array {
  const bytes = typeof text === 'string' ? decodeBase64(text) : undefined;
  if (bytes === undefined) throw new DicomJsonError(place.path, 'InlineBinary is no Base64');
  return bytes;
}

function valueOfVr(vr: VR, values: readonly unknown[], place: Place): ElementValue {
  if (vr === 'SQ') return values.map((item, i) => itemOf(item, { ...place, path: `${place.path}/${i}` }));
  if (binaryWordSizes.has(vr)) throw new DicomJsonError(place.path, 'a binary VR with a Value');
  if (vr === 'SV' || vr === 'UV') return values.map((value) => longInteger(vr, value, place));
  const range = integerRanges[vr];
  if (range !== undefined) return values.map((value) => integerIn(range, value, place));
  if (vr === 'FL' || vr === 'FD') return values.map((value) => floatingPoint(value, place));
  if (vr === 'AT') return values.map((value) => attributeTag(value, place));
  if (vr === 'PN') return values.map((value) => personName(value, place));
  return values.map((value) => text(vr, value, place));
}

/** An item may be null for an empty one (PS3.18 F.2.5). */
function itemOf(item: unknown, place: Place): ItemInput {
  return dataSetElements(item ?? {}, { ...place, depth: place.depth + 1 });
}

const integerRanges: Partial<Record<VR, readonly [number, number]>> = {
  US: [0, 0xffff],
  SS: [-0x8000, 0x7fff],
  UL: [0, 0xffffffff],
  SL: [-0x80000000, 0x7fffffff],
};

function integerIn([least, greatest]: readonly [number, number], value: unknown, place: Place): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number) && number >= least && number <= greatest)
    return number;
  throw new DicomJsonError(place.path, 'not an integer in the range of its VR');
}

function longInteger(vr: 'SV' | 'UV', value: unknown, place: Place): bigint {
  const isInteger =
    Number.isSafeInteger(value) || (typeof value === 'string' && /^[+-]?\d{1,20}$/.test(value));
  if (isInteger) {
    const integer = BigInt(value as string | number);
    const fitting = vr === 'SV' ? BigInt.asIntN(64, integer) : BigInt.asUintN(64, integer);
    if (fitting === integer) return integer;
  }
  throw new DicomJsonError(place.path, 'not an integer in the range of its VR');
}

const notFinite: Readonly<Record<string, number>> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  '-inf': Number.NEGATIVE_INFINITY,
  '-infinity': Number.NEGATIVE_INFINITY,
};

function floatingPoint(value: unknown, place: Place): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && value.trim() !== '') {
    const number = notFinite[value.trim().toLowerCase()] ?? Number(value);
    if (!Number.isNaN(number) || value.trim().toLowerCase() === 'nan') return number;
  }
  throw new DicomJsonError(place.path, 'not a number');
}

function attributeTag(value: unknown, place: Place): number {
  if (typeof value === 'string' && /^[0-9A-Fa-f]{8}$/.test(value)) return Number.parseInt(value, 16);
  throw new DicomJsonError(place.path, 'not a tag');
}

function personName(value: unknown, place: Place): string {
  if (value === null) return '';
  // Some senders write the name as plain text, as the model's first edition had it.
  if (typeof value === 'string') return value;
  if (!isRecord(value)) throw new DicomJsonError(place.path, 'not a person name');
  const groups = personNameGroups.map((group) => value[group] ?? '');
  if (!groups.every((group) => typeof group === 'string')) {
    throw new DicomJsonError(place.path, 'not a person name');
  }
  return groups.join('=').replace(/=+$/, '');
}

function text(vr: VR, value: unknown, place: Place): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return vr === 'DS' ? decimalString(value) : String(value);
  throw new DicomJsonError(place.path, 'not a text');
}

/** A number in the 16 characters that DS has (PS3.5 6.2), as exactly as they allow. */
function decimalString(value: number): string {
  let written = String(value);
  for (let digits = 16; written.length > 16 && digits > 0; digits--)
    written = String(Number(value.toPrecision(digits)));
  return written;
}

/** Whether a text somewhere needs more than the default repertoire. */
function hasForeignText(elements: readonly ElementInput[]): boolean {
  return elements.some(({ value }) => {
    if (!Array.isArray(value)) return false;
    return (value as readonly (string | number | bigint | ItemInput)[]).some((each) => {
      if (typeof each === 'string') return /[^\0-\x7f]/.test(each);
      return Array.isArray(each) && hasForeignText(each as ItemInput);
    });
  });
}
