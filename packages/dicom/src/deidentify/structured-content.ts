// The content of structured reports and key object selections (PS3.3 C.17.3): a dummy of it, or what is left of it when it
// is cleaned. Codes, numbers and references are no identity; text and names are.
import type { DataSet } from '../data-set/data-set.ts';
import { firstString, sequence } from '../data-set/values.ts';
import type { Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import { encodeValue } from '../part10/value-encoding.ts';
import { dummyText } from './dummies.ts';
import type { OutputElement } from './output-elements.ts';
import type { Work } from './work.ts';

const relationshipTypeTag = 0x0040a010;
const valueTypeTag = 0x0040a040;
const conceptNameCodeSequenceTag = 0x0040a043;
const continuityTag = 0x0040a050;
const textValueTag = 0x0040a160;
const contentSequenceTag = 0x0040a730;
const referencedSopSequenceTag = 0x00081199;
const contentTemplateSequenceTag = 0x0040a504;

/** What an item of a dummy keeps: where it points, and what it is called by a code that everybody knows. */
const referenceTags: ReadonlySet<Tag> = new Set([
  relationshipTypeTag,
  valueTypeTag,
  continuityTag,
  referencedSopSequenceTag,
  contentTemplateSequenceTag,
]);
/** The attributes of an item of dummy content. */
export const partsOfDummyContent: ReadonlySet<Tag> = new Set([
  ...referenceTags,
  conceptNameCodeSequenceTag,
  textValueTag,
  contentSequenceTag,
]);
const referenceTypes: ReadonlySet<string> = new Set(['IMAGE', 'COMPOSITE', 'WAVEFORM']);
const publicSchemes: ReadonlySet<string> = new Set([
  'DCM',
  'SCT',
  'SRT',
  'SNM3',
  'LN',
  'UCUM',
  'RADLEX',
  'FMA',
]);

/**
 * The references of the content alone, with other UIDs; when there are none, one comment that says that it was removed.
 * A key object selection is still one, and a report has no words any more.
 */
export function dummyContent(items: readonly DataSet[], work: Work): OutputElement[][] {
  const references = referencesIn(items, work);
  return references.length > 0 ? references : [removedComment(work)];
}

function referencesIn(items: readonly DataSet[], work: Work): OutputElement[][] {
  return items.map((item) => referenceItem(item, work)).filter((item) => item.length > 0);
}

function referenceItem(item: DataSet, work: Work): OutputElement[] {
  const type = firstString(item, valueTypeTag) ?? '';
  const isContainer = type === 'CONTAINER';
  const inside = isContainer ? referencesIn(sequence(item, contentSequenceTag), work) : [];
  if (!referenceTypes.has(type) && inside.length === 0) return [];
  const kept = work.treatItem(onlyElements(item, (tag) => referenceTags.has(tag) || isPublicName(item, tag)));
  if (inside.length === 0) return kept;
  return [...kept, { tag: contentSequenceTag, vr: 'SQ', items: inside }];
}

/** An item as if it had only some of its elements. */
export function onlyElements(item: DataSet, isWanted: (tag: Tag) => boolean): DataSet {
  return { ...item, elements: new Map([...item.elements].filter(([tag]) => isWanted(tag))) };
}

function isPublicName(item: DataSet, tag: Tag): boolean {
  if (tag !== conceptNameCodeSequenceTag) return false;
  const names = sequence(item, conceptNameCodeSequenceTag);
  return names.every((name) => publicSchemes.has(firstString(name, 0x00080102) ?? ''));
}

function removedComment(work: Work): OutputElement[] {
  const element = (tag: Tag, vr: VR, text: string): OutputElement => ({
    tag,
    vr,
    bytes: encodeValue(text, { vr, bigEndian: work.encoding.bigEndian, characterSets: [] }),
  });
  const comment = [
    element(0x00080100, 'SH', '121106'),
    element(0x00080102, 'SH', 'DCM'),
    element(0x00080104, 'LO', 'Comment'),
  ];
  return [
    element(relationshipTypeTag, 'CS', 'CONTAINS'),
    element(valueTypeTag, 'CS', 'TEXT'),
    { tag: conceptNameCodeSequenceTag, vr: 'SQ', items: [comment] },
    element(textValueTag, 'UT', dummyText),
  ];
}

/**
 * The content with everything but its text (PS3.15 E.3.5): names and text become dummies. With clean descriptors text is
 * cleaned instead, and a person has to look at it.
 */
export function cleanContent(items: readonly DataSet[], work: Work): OutputElement[][] {
  if (work.treatments.has('cleanDescriptors') && items.some(hasText)) work.doubts.add('structured-content');
  return items.map((item) => work.treatItem(item));
}

function hasText(item: DataSet): boolean {
  return firstString(item, textValueTag) !== undefined || sequence(item, contentSequenceTag).some(hasText);
}
