// Walks through a data set and its items and does to each element what its treatment says (PS3.15 E.1). What an element's
// value becomes is in the files beside; here is which of them is asked.
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { isPrivateTag } from '../dictionary/attributes.ts';
import { dummyCode, dummyElement } from './dummies.ts';
import { fitsDictionary } from './element-vr.ts';
import { cleanAnnotations, dummyAnnotations } from './graphics.ts';
import { type OutputElement, textElement } from './output-elements.ts';
import { safePrivateElements } from './private-elements.ts';
import { cleanContent, dummyContent, onlyElements } from './structured-content.ts';
import { datesOf, patientElement, timezoneElement } from './temporal-values.ts';
import {
  cleanedText,
  holdsIdentity,
  keptBytes,
  safeAges,
  searchedCodes,
  searchedNumbers,
  searchedText,
} from './text-values.ts';
import type { Treatment } from './treatment.ts';
import { isSharedUid, keepUids, partsOfReference, replaceUids, uidsOf } from './uid-values.ts';
import type { Work } from './work.ts';

const specificCharacterSetTag = 0x00080005;
const contentSequenceTag = 0x0040a730;
const graphicAnnotationSequenceTag = 0x00700001;
const encapsulatedDocumentTag = 0x00420011;
const personCodeSequenceTag = 0x00401101;
const timezoneTag = 0x00080201;
/** Groups 0000 to 0006 are commands, file meta information and directories: no part of an instance's data set. */
const firstDataTag = 0x00080000;

/** How an item is treated. */
export interface TreatOptions {
  readonly isNested: boolean;
  /** `listed`: only what a row is about; the rest of an item that is itself a dummy goes. */
  readonly extent: 'all' | 'listed';
}

/** The elements that are left of a data set or an item, by ascending tag. */
export function treatDataSet(dataSet: DataSet, work: Work, options: TreatOptions): OutputElement[] {
  const result: OutputElement[] = [];
  const treatmentOf = work.treatments.at({ family: work.family, isNested: options.isNested });
  let hasPrivate = false;
  let isOrdered = true;
  for (const element of dataSet.elements.values()) {
    if ((element.tag & 0xffff) === 0 || element.tag < firstDataTag) continue;
    if (isPrivateTag(element.tag)) {
      hasPrivate = true;
      continue;
    }
    const left = treatElement(element, dataSet, { work, options, treatment: treatmentOf(element.tag) });
    if (left === undefined) continue;
    isOrdered &&= left.tag > (result.at(-1)?.tag ?? 0);
    result.push(left);
  }
  if (hasPrivate) {
    const safe = safePrivateElements(dataSet, work);
    if (safe.length > 0) isOrdered = false;
    result.push(...safe);
  }
  return isOrdered ? result : result.sort((first, second) => first.tag - second.tag);
}

type Treating = { work: Work; options: TreatOptions; treatment: Treatment };

function treatElement(
  element: DataElement,
  dataSet: DataSet,
  { work, options, treatment }: Treating,
): OutputElement | undefined {
  const { tag, vr, items } = element;
  if (tag === specificCharacterSetTag) return characterSetElement(element, dataSet, work);
  if (options.extent === 'listed' && !treatment.isListed) return undefined;
  // Encapsulated pixels inside an item are an icon's, and those of another VR than the attribute's are somebody's trick.
  const isOdd =
    element.fragments !== undefined || !fitsDictionary(element) || (options.isNested && isPixelData(tag));
  if (treatment.action === 'X' || isOdd) {
    work.account.count(treatment.name, 'X');
    return undefined;
  }
  if (items === undefined ? element.length === 0 : items.length === 0)
    return items === undefined ? { tag, vr, bytes: new Uint8Array(0) } : { tag, vr: 'SQ', items: [] };
  if (tag === encapsulatedDocumentTag && work.isDocumentAccepted) {
    work.account.count(treatment.name, 'K');
    return keptBytes(element, dataSet, work);
  }
  return act(treatment.action, { element, dataSet, work, treatment });
}

/** Pixel Data, Float Pixel Data, Double Float Pixel Data: an instance has its own at the top, and icons have others. */
function isPixelData(tag: number): boolean {
  return tag === 0x7fe00010 || tag === 0x7fe00008 || tag === 0x7fe00009;
}

type Acting = { element: DataElement; dataSet: DataSet; work: Work; treatment: Treatment };

/** Does one action; when the value does not allow it, what the Basic Profile says, and in the end the strictest. */
function act(action: Treatment['action'], acting: Acting): OutputElement | undefined {
  const { work, treatment } = acting;
  const count = (done: Treatment['action']) => work.account.count(treatment.name, done);
  switch (action) {
    case 'X':
      count('X');
      return undefined;
    case 'Z':
      count('Z');
      return emptied(acting);
    case 'D':
      count('D');
      return dummied(acting);
    case 'U': {
      const replaced = withOtherUids(acting);
      if (replaced === undefined) return act('D', acting);
      if (replaced.count > 0) count('U');
      return replaced.element;
    }
    case 'K': {
      const kept = keep(acting);
      if (kept === undefined) return act(treatment.fallback === 'K' ? 'D' : treatment.fallback, acting);
      if (treatment.isListed) count('K');
      return kept;
    }
    case 'C': {
      const cleaned = clean(acting);
      if (cleaned === undefined) return act(stricter(treatment.fallback), acting);
      count('C');
      return cleaned;
    }
  }
}

function stricter(fallback: Treatment['action']): Treatment['action'] {
  return fallback === 'C' || fallback === 'K' ? 'D' : fallback;
}

// ---- Z and D

function emptied({ element, dataSet, work }: Acting): OutputElement {
  const { tag, vr } = element;
  const patient = patientElement(element, dataSet, work);
  if (patient !== undefined) return patient;
  return vr === 'SQ' ? { tag, vr, items: [] } : { tag, vr, bytes: new Uint8Array(0) };
}

function dummied({ element, dataSet, work, treatment }: Acting): OutputElement {
  const { tag, vr, items } = element;
  const { replacement } = treatment;
  if (replacement !== undefined && vr !== 'SQ')
    return textElement({ tag, vr }, replacement, {
      bigEndian: work.encoding.bigEndian,
      characterSets: work.characterSetsOf(dataSet),
    });
  const patient = patientElement(element, dataSet, work);
  if (patient !== undefined) return patient;
  if (vr === 'UI') return replaceUids(element, dataSet, work).element;
  if (items === undefined) return dummyElement(element, work);
  if (tag === contentSequenceTag) return { tag, vr: 'SQ', items: dummyContent(items, work) };
  if (tag === graphicAnnotationSequenceTag) return { tag, vr: 'SQ', items: dummyAnnotations(items, work) };
  if (tag === personCodeSequenceTag) return { tag, vr: 'SQ', items: [dummyCode(work)] };
  return { tag, vr: 'SQ', items: items.map((item) => work.treatItem(item, 'listed')) };
}

// ---- U

function withOtherUids({
  element,
  dataSet,
  work,
}: Acting): { element: OutputElement; count: number } | undefined {
  const { tag, vr, items } = element;
  if (items !== undefined) {
    const references = items.map((item) =>
      work.treatItem(onlyElements(item, (inner) => partsOfReference.has(inner))),
    );
    return { element: { tag, vr: 'SQ', items: references }, count: 1 };
  }
  if (vr !== 'UI') return undefined;
  const { element: made, replaced } = replaceUids(element, dataSet, work);
  return { element: made, count: replaced };
}

// ---- K

/** The element as it is, as far as it is what its VR says and holds nobody's identity; `undefined`: it cannot stay. */
function keep({ element, dataSet, work }: Acting): OutputElement | undefined {
  const { tag, vr, items } = element;
  if (tag === timezoneTag) return timezoneElement(element, dataSet, work);
  switch (vr) {
    case 'SQ':
      return { tag, vr, items: (items ?? []).map((item) => work.treatItem(item)) };
    case 'UI':
      return keptUids({ element, dataSet, work });
    case 'LO':
    case 'SH':
    case 'ST':
    case 'LT':
    case 'UT':
    case 'UC':
    case 'UR':
    case 'PN':
      return searchedText(element, dataSet, work);
    case 'CS':
    case 'AE':
      return searchedCodes(element, dataSet, work);
    case 'IS':
    case 'DS':
      return searchedNumbers(element, dataSet, work);
    case 'AS':
      return safeAges(element, dataSet, work);
    case 'DA':
    case 'DT':
    case 'TM':
      return datesOf(element, dataSet, { work, isMoved: false });
    default:
      return holdsIdentity(element, dataSet, work) ? undefined : keptBytes(element, dataSet, work);
  }
}

/** UIDs of kinds stay when they are such; all UIDs stay when the profile keeps them. */
function keptUids({ element, dataSet, work }: Omit<Acting, 'treatment'>): OutputElement {
  if (work.treatments.has('retainUids')) return keepUids(element, dataSet, work);
  const isShared = uidsOf(dataSet, element).every((uid) => uid === '' || isSharedUid(uid, element.tag));
  return isShared ? keepUids(element, dataSet, work) : replaceUids(element, dataSet, work).element;
}

// ---- C

function clean(acting: Acting): OutputElement | undefined {
  const { element, dataSet, work } = acting;
  const { tag, vr, items } = element;
  if (isOverlay(tag)) return cleanedOverlay(acting);
  if (tag === timezoneTag) return timezoneElement(element, dataSet, work);
  switch (vr) {
    case 'SQ':
      if (tag === contentSequenceTag) return { tag, vr, items: cleanContent(items ?? [], work) };
      if (tag === graphicAnnotationSequenceTag)
        return { tag, vr, items: cleanAnnotations(items ?? [], work) };
      return { tag, vr, items: (items ?? []).map((item) => work.treatItem(item)) };
    case 'DA':
    case 'DT':
    case 'TM':
      return datesOf(element, dataSet, { work, isMoved: true });
    case 'LO':
    case 'SH':
    case 'ST':
    case 'LT':
    case 'UT':
    case 'UC':
    case 'PN':
      return cleanedText(element, dataSet, work);
    case 'CS':
    case 'AE':
      return searchedCodes(element, dataSet, work);
    default:
      return undefined;
  }
}

function isOverlay(tag: number): boolean {
  const group = tag >>> 16;
  return (group & 0xff00) === 0x6000 || (group & 0xff00) === 0x5000;
}

/** Drawn by hand or by a machine, it can spell a name: it is kept for a person to look at. */
function cleanedOverlay({ element, dataSet, work }: Acting): OutputElement | undefined {
  work.doubts.add('graphics');
  const { vr } = element;
  if (vr === 'LO' || vr === 'LT' || vr === 'SH' || vr === 'ST') return cleanedText(element, dataSet, work);
  if (vr === 'CS') return searchedCodes(element, dataSet, work);
  return vr === 'SQ' ? undefined : keptBytes(element, dataSet, work);
}

// ---- what the file says that it is

/** The terms in force, in the standard's spelling: an odd one is text like any other. None where the whole file is Unicode. */
function characterSetElement(element: DataElement, dataSet: DataSet, work: Work): OutputElement | undefined {
  const characterSets = work.characterSetsOf(dataSet);
  if (characterSets !== dataSet.characterSets) return undefined;
  const known = characterSets.map((term) =>
    /^(?:ISO_IR \d{1,3}|ISO 2022 IR \d{1,3}|GB18030|GBK|)$/.test(term) ? term : '',
  );
  const { bigEndian } = work.encoding;
  return textElement({ tag: element.tag, vr: 'CS' }, known.join('\\'), { bigEndian, characterSets: [] });
}

/** Specific Character Set of a result that is written in another one than the original. */
export function otherCharacterSet(dataSet: DataSet, work: Work): OutputElement[] {
  const characterSets = work.characterSetsOf(dataSet);
  if (characterSets === dataSet.characterSets) return [];
  const { bigEndian } = work.encoding;
  const terms = characterSets.join('\\');
  return [textElement({ tag: specificCharacterSetTag, vr: 'CS' }, terms, { bigEndian, characterSets: [] })];
}
