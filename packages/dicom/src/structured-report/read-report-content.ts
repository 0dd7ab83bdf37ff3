// The content of a structured report (PS3.3 C.17.3) as items in the order in which one reads them. Values become words, as a
// person would write them down; codes, references and coordinates say what they are of. Nothing is fetched.
import type { DataSet } from '../data-set/data-set.ts';
import { firstString, numbers, sequence, stringValues } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';

/** What stands in a content item: PS3.3 Table C.17.3-7. */
export const contentValueTypes = [
  'CONTAINER',
  'TEXT',
  'NUM',
  'CODE',
  'DATETIME',
  'DATE',
  'TIME',
  'UIDREF',
  'PNAME',
  'COMPOSITE',
  'IMAGE',
  'WAVEFORM',
  'SCOORD',
  'SCOORD3D',
  'TCOORD',
  'TABLE',
] as const;
export type ContentValueType = (typeof contentValueTypes)[number];

/** An item of the content tree. */
export interface ReportContentItem {
  /** 0 for the document itself, 1 for what stands in it, and so on. */
  readonly level: number;
  /** How it belongs to the item around it, `HAS OBS CONTEXT` for instance; null for the document. */
  readonly relationship: string | null;
  /** Null where the file says none that the standard knows. */
  readonly type: ContentValueType | null;
  /** What the item is about: the meaning of its concept name. */
  readonly name: string | null;
  /** Its value in words; null for a container, and where there is none. */
  readonly value: string | null;
  /** The instance that it points to. */
  readonly reference: ContentReference | null;
}

/** An instance that an item points to. */
export interface ContentReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** Frames from 1; empty: all of it. */
  readonly frames: readonly number[];
}

/** The content of a report. */
export interface ReportContent {
  /** A walk through the tree: an item, then what stands in it. */
  readonly items: readonly ReportContentItem[];
  /** False when there was more than is given. */
  readonly isWhole: boolean;
}

/** Reports of measurements have some thousand items; nobody reads more of them on a page. */
const itemsMax = 10_000;
/** Templates of the standard nest eight levels deep at most. */
const levelMax = 32;
/** A finding is a few sentences; a whole report in one item is some pages. */
const valueLengthMax = 64_000;
/** Frames that are told of one reference. */
const framesMax = 100;

/** Reads the content of a report; `undefined` when the data set has none. Throws nothing: what is wrong in an item is left out. */
export function readReportContent(dataSet: DataSet): ReportContent | undefined {
  if (!dataSet.elements.has(tags.ContentSequence) && !dataSet.elements.has(tags.ValueType)) return undefined;
  const items: ReportContentItem[] = [];
  // A stack of our own: what a file nests must not nest calls.
  const left: { item: DataSet; level: number }[] = [{ item: dataSet, level: 0 }];
  let isWhole = true;
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (items.length >= itemsMax) return { items, isWhole: false };
    const { item, level } = next;
    items.push(contentItem(item, level));
    const inside = sequence(item, tags.ContentSequence);
    if (inside.length > 0 && level >= levelMax) isWhole = false;
    else for (const child of [...inside].reverse()) left.push({ item: child, level: level + 1 });
  }
  return { items, isWhole };
}

function contentItem(item: DataSet, level: number): ReportContentItem {
  const stated = firstString(item, tags.ValueType);
  const type = contentValueTypes.find((one) => one === stated) ?? null;
  return {
    level,
    relationship: level === 0 ? null : (firstString(item, tags.RelationshipType) ?? null),
    type,
    name: conceptOf(item, tags.ConceptNameCodeSequence) ?? null,
    value: wordsOf(item, type)?.slice(0, valueLengthMax) ?? null,
    reference: referenceOf(item),
  };
}

function wordsOf(item: DataSet, type: ContentValueType | null): string | undefined {
  switch (type) {
    case 'TEXT':
      return firstString(item, tags.TextValue);
    case 'CODE':
      return conceptOf(item, tags.ConceptCodeSequence);
    case 'NUM':
      return measuredValue(item);
    case 'PNAME':
      return personName(firstString(item, tags.PersonName));
    case 'DATE':
      return day(firstString(item, tags.Date));
    case 'TIME':
      return time(firstString(item, tags.Time));
    case 'DATETIME':
      return moment(firstString(item, tags.DateTime));
    case 'UIDREF':
      return firstString(item, tags.UID);
    case 'SCOORD':
    case 'SCOORD3D':
      return coordinates(item, type === 'SCOORD' ? 2 : 3);
    case 'TCOORD':
      return firstString(item, tags.TemporalRangeType);
    case null:
      return itemReferredTo(item);
    default:
      return undefined;
  }
}

/** The meaning of a code, or the code itself where no meaning is given (PS3.3 8.3). */
function conceptOf(item: DataSet, tag: number): string | undefined {
  const [code] = sequence(item, tag);
  if (code === undefined) return undefined;
  const stated = [tags.CodeMeaning, tags.CodeValue, tags.LongCodeValue, tags.URNCodeValue].map((one) =>
    firstString(code, one),
  );
  return stated.find((text) => text !== undefined);
}

/** `12.5 mm`, or why there is no number (PS3.3 Table C.18.1-1). */
function measuredValue(item: DataSet): string | undefined {
  const [measured] = sequence(item, tags.MeasuredValueSequence);
  const number = measured && firstString(measured, tags.NumericValue);
  if (measured === undefined || number === undefined)
    return conceptOf(item, tags.NumericValueQualifierCodeSequence);
  const [unit] = sequence(measured, tags.MeasurementUnitsCodeSequence);
  // `1` is UCUM's code for no unit at all; its meaning, "no units", is said by saying nothing.
  const code = unit && firstString(unit, tags.CodeValue);
  if (unit === undefined || code === '1' || code === undefined) return number;
  return `${number} ${isPlain(code) ? code : (firstString(unit, tags.CodeMeaning) ?? code)}`;
}

/** Codes of UCUM that people write as well: `mm`, `cm2`, `%`, not `[hnsf'U]` or `{ratio}`. */
function isPlain(code: string): boolean {
  return /^[A-Za-z%0-9/.]{1,12}$/.test(code);
}

/** `Miller, Jane, Dr`: the first group that says something, family name first (PS3.5 6.2.1). */
function personName(name: string | undefined): string | undefined {
  const group = name?.split('=').find((one) => one.replaceAll('^', '').trim() !== '');
  if (group === undefined) return undefined;
  const [family = '', given = '', middle = '', prefix = '', suffix = ''] = group
    .split('^')
    .map((part) => part.trim());
  const names = [family, [given, middle].filter((part) => part !== '').join(' '), prefix, suffix];
  return names.filter((part) => part !== '').join(', ');
}

function day(text: string | undefined): string | undefined {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(text ?? '');
  return match === null ? text : `${match[1]}-${match[2]}-${match[3]}`;
}

function time(text: string | undefined): string | undefined {
  const match = /^(\d{2}):?(\d{2})?:?(\d{2})?/.exec(text ?? '');
  return match === null ? text : [match[1], match[2] ?? '00', match[3]].filter(Boolean).join(':');
}

function moment(text: string | undefined): string | undefined {
  const match = /^(\d{8})(\d{2,6})?(?:\.\d{1,6})?([+-]\d{4})?$/.exec(text ?? '');
  if (match === null) return text;
  return [day(match[1]), match[2] === undefined ? undefined : time(match[2]), match[3]]
    .filter((part) => part !== undefined)
    .join(' ');
}

function coordinates(item: DataSet, dimensions: number): string | undefined {
  const graphic = firstString(item, tags.GraphicType);
  if (graphic === undefined) return undefined;
  const points = Math.floor(numbers(item, tags.GraphicData).length / dimensions);
  return `${graphic} (${points} ${points === 1 ? 'point' : 'points'})`;
}

/** An item that stands elsewhere in the same content (PS3.3 C.17.3.2.5): its position, from 1. */
function itemReferredTo(item: DataSet): string | undefined {
  const position = numbers(item, tags.ReferencedContentItemIdentifier);
  return position.length === 0 ? undefined : `→ ${position.slice(0, levelMax).join('.')}`;
}

function referenceOf(item: DataSet): ContentReference | null {
  const [reference] = sequence(item, tags.ReferencedSOPSequence);
  const sopInstanceUid = reference && firstString(reference, tags.ReferencedSOPInstanceUID);
  if (reference === undefined || sopInstanceUid === undefined) return null;
  return {
    sopClassUid: firstString(reference, tags.ReferencedSOPClassUID) ?? '',
    sopInstanceUid,
    frames: stringValues(reference, tags.ReferencedFrameNumber)
      .map(Number)
      .filter((frame) => Number.isSafeInteger(frame) && frame > 0)
      .slice(0, framesMax),
  };
}
