// Judges whether a file is already de-identified as a profile wants it: for results that were made elsewhere, in a browser
// for example. Looks at what is there and knows no original: what remains of text in which people wrote is not certain.
import { decodeText } from '../character-sets/index.ts';
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { firstString, stringValues, valueBytes } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { formatTag, isPrivateCreatorTag, isPrivateTag, type Tag } from '../dictionary/attributes.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import { isDate, isDateTime, isTime } from './dates.ts';
import { dummyScheme, isDummyText } from './dummies.ts';
import { fitsDictionary } from './element-vr.ts';
import { partsOfDummyAnnotation } from './graphics.ts';
import { type Identities, noIdentities } from './identities.ts';
import { createIdentityMatcher, type IdentityMatcher } from './identity-matcher.ts';
import { type IodFamily, iodFamilyOf } from './iod-requirements.ts';
import { labelText } from './label.ts';
import { markTags } from './marks.ts';
import type { DeidentificationProfile } from './profile.ts';
import { isDocumentClass } from './review.ts';
import { safePrivateVr } from './safe-private.ts';
import { partsOfDummyContent } from './structured-content.ts';
import { cleanText } from './text-cleaning.ts';
import { compileProfile, type Treatment, type Treatments } from './treatment.ts';
import { isSafeUid, isUid, partsOfReference, uidsOf } from './uid-values.ts';
import { visibleText } from './visible-text.ts';

/** What is wrong with a file that claims to be de-identified. */
export const findingProblems = [
  /** Patient Identity Removed does not say YES. */
  'not-marked',
  /** Bytes in the preamble. */
  'preamble',
  /** File meta information that names applications or that differs from the data set. */
  'file-meta',
  /** An attribute that has to be absent. */
  'present',
  /** An attribute that has to be empty, or to be the label. */
  'not-empty',
  /** A value where a dummy has to be. */
  'not-a-dummy',
  /** A UID that was not made by an engine like this one. */
  'original-uid',
  'private',
  /** Text in which a date, a number, an address, a name behind a title or a known identity stands. */
  'text',
] as const;

/** One fault. The tag is a pattern of the table, or a tag; there is no value in it. */
export interface Finding {
  readonly problem: (typeof findingProblems)[number];
  readonly tag: string;
}

/** What to judge by. */
export interface CheckOptions {
  readonly profile: DeidentificationProfile;
  /** The case's label, the only name and identifier that may be there. */
  readonly label: string;
  /** Words that must not stand in any text, when some are known. */
  readonly identities?: Identities;
}

/** What the engine leaves in the items of sequences that it replaces. */
const partsOfDummies: ReadonlyMap<Tag, ReadonlySet<Tag>> = new Map([
  [tags.ContentSequence, partsOfDummyContent],
  [tags.GraphicAnnotationSequence, partsOfDummyAnnotation],
]);

/** A hostile file has more faults than anybody reads. */
const findingsMax = 200;

/** Everything in a header that contradicts the profile; none: as far as can be told, it is de-identified. */
export function checkDeidentified(header: HeaderResult, options: CheckOptions): Finding[] {
  const { profile, label, identities = noIdentities } = options;
  const checking: Checking = {
    treatments: compileProfile(profile),
    label,
    family: iodFamilyOf(firstString(header.dataSet, tags.SOPClassUID) ?? ''),
    matcher: createIdentityMatcher(identities),
    isDocument: isDocumentClass(header),
    findings: [],
  };
  checkOutside(header, checking);
  checkItem(header.dataSet, checking, false);
  return checking.findings;
}

type Checking = {
  readonly treatments: Treatments;
  readonly label: string;
  readonly family: IodFamily;
  readonly matcher: IdentityMatcher;
  readonly isDocument: boolean;
  readonly findings: Finding[];
};

function report({ findings }: Checking, problem: Finding['problem'], tag: string): void {
  if (findings.length < findingsMax) findings.push({ problem, tag });
}

const harmlessMeta: ReadonlySet<Tag> = new Set([
  tags.FileMetaInformationGroupLength,
  tags.FileMetaInformationVersion,
  tags.MediaStorageSOPClassUID,
  tags.MediaStorageSOPInstanceUID,
  tags.TransferSyntaxUID,
  tags.ImplementationClassUID,
  tags.ImplementationVersionName,
]);

function checkOutside({ meta, dataSet, preamble }: HeaderResult, checking: Checking): void {
  if (preamble !== 'zero' && preamble !== 'absent') report(checking, 'preamble', '');
  for (const tag of meta.elements.keys())
    if (!harmlessMeta.has(tag)) report(checking, 'file-meta', formatTag(tag));
  const sopInstanceUid = firstString(meta, tags.MediaStorageSOPInstanceUID);
  if (sopInstanceUid !== undefined && sopInstanceUid !== firstString(dataSet, tags.SOPInstanceUID))
    report(checking, 'file-meta', formatTag(tags.MediaStorageSOPInstanceUID));
  if (firstString(dataSet, tags.PatientIdentityRemoved) !== 'YES')
    report(checking, 'not-marked', formatTag(tags.PatientIdentityRemoved));
}

function checkItem(dataSet: DataSet, checking: Checking, isNested: boolean): void {
  const treatmentOf = checking.treatments.at({ family: checking.family, isNested });
  for (const element of dataSet.elements.values()) {
    const { tag } = element;
    if (tag === tags.SpecificCharacterSet || (markTags.has(tag) && !isNested)) continue;
    if (isPrivateTag(tag)) checkPrivate(element, dataSet, checking);
    else checkElement(element, dataSet, { checking, treatment: treatmentOf(tag) });
  }
}

function checkPrivate({ tag, vr }: DataElement, dataSet: DataSet, checking: Checking): void {
  if (checking.treatments.has('retainSafePrivate')) {
    const creatorTag = isPrivateCreatorTag(tag) ? tag : ((tag & 0xffff0000) | ((tag >>> 8) & 0xff)) >>> 0;
    const creator = firstString(dataSet, creatorTag) ?? '';
    const block = [...Array(256).keys()].some(
      (place) => safePrivateVr(creator, tag >>> 16, place) !== undefined,
    );
    const safe = isPrivateCreatorTag(tag) ? block : safePrivateVr(creator, tag >>> 16, tag & 0xff);
    if (safe === true || safe === vr || (safe !== undefined && safe !== false && vr === 'UN')) return;
  }
  report(checking, 'private', formatTag(tag));
}

type Judged = { checking: Checking; treatment: Treatment };

function checkElement(element: DataElement, dataSet: DataSet, { checking, treatment }: Judged): void {
  const { name, action, replacement } = treatment;
  const { items } = element;
  if (action === 'X' || !fitsDictionary(element) || element.fragments !== undefined) {
    report(checking, 'present', name);
    return;
  }
  if (items !== undefined) {
    if (action === 'Z' && items.length > 0) report(checking, 'not-empty', name);
    if (action === 'D' && !items.every((item) => isDummyItem(item, { checking, sequenceTag: element.tag })))
      report(checking, 'not-a-dummy', name);
    if (
      action === 'U' &&
      !items.every((item) => [...item.elements.keys()].every((tag) => partsOfReference.has(tag)))
    )
      report(checking, 'present', name);
    for (const item of items) checkItem(item, checking, true);
    return;
  }
  if (element.length === 0) return;
  if (element.vr === 'UI') checkUids(element, dataSet, { checking, treatment });
  else if (replacement !== undefined && firstString(dataSet, element.tag) === replacement) return;
  else if (action === 'Z') checkEmpty(element, dataSet, { checking, treatment });
  else if (action === 'D') checkDummy(element, dataSet, { checking, treatment });
  else if (isText(element)) checkText(element, dataSet, { checking, treatment });
}

/** Whether an item has only what items of a dummy have; their values are judged like all others. */
function isDummyItem(
  item: DataSet,
  { checking, sequenceTag }: { checking: Checking; sequenceTag: Tag },
): boolean {
  const tagsOfItem = [...item.elements.keys()];
  if (sequenceTag === tags.PersonIdentificationCodeSequence)
    return firstString(item, tags.CodingSchemeDesignator) === dummyScheme;
  const parts = partsOfDummies.get(sequenceTag);
  if (parts !== undefined) return tagsOfItem.every((tag) => parts.has(tag));
  const treatmentOf = checking.treatments.at({ family: checking.family, isNested: true });
  return tagsOfItem.every((tag) => treatmentOf(tag).isListed);
}

function checkUids(element: DataElement, dataSet: DataSet, { checking, treatment }: Judged): void {
  const isFree = checking.treatments.has('retainUids');
  const isRight = uidsOf(dataSet, element).every((uid) =>
    isFree ? uid === '' || isUid(uid) : isSafeUid(uid, element.tag),
  );
  if (!isRight) report(checking, 'original-uid', treatment.name);
}

function checkEmpty(element: DataElement, dataSet: DataSet, { checking, treatment }: Judged): void {
  if (isLabel(element, dataSet, checking)) return;
  const isYear =
    element.tag === tags.PatientBirthDate &&
    checking.treatments.profile.retainBirthYear &&
    /^\d{4}0101$/.test(firstString(dataSet, element.tag) ?? '');
  if (!isYear) report(checking, 'not-empty', treatment.name);
}

function isLabel({ tag }: DataElement, dataSet: DataSet, { label }: Checking): boolean {
  if (tag !== tags.PatientName && tag !== tags.PatientID) return false;
  const vr = tag === tags.PatientName ? 'PN' : 'LO';
  return firstString(dataSet, tag) === labelText(label, vr);
}

function checkDummy(element: DataElement, dataSet: DataSet, { checking, treatment }: Judged): void {
  if (isLabel(element, dataSet, checking)) return;
  // A document that a person has to look at is judged by that person.
  if (element.tag === tags.EncapsulatedDocument && checking.isDocument) return;
  const values = stringValues(dataSet, element.tag);
  const isDummy =
    values.length > 0
      ? values.every((value) => isDummyText(value, element.vr) || /^0+$/.test(value))
      : valueBytes(dataSet, element).every((byte) => byte === 0);
  if (!isDummy) report(checking, 'not-a-dummy', treatment.name);
}

const textVrs: ReadonlySet<string> = new Set(['LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'PN', 'CS', 'AE', 'UR']);

function isText({ vr }: DataElement): boolean {
  return textVrs.has(vr) || vr === 'DA' || vr === 'DT' || vr === 'TM';
}

/** Cleaned text has nothing left to clean; kept labels are searched for what is known. */
function checkText(element: DataElement, dataSet: DataSet, { checking, treatment }: Judged): void {
  const { vr, tag } = element;
  const values = stringValues(dataSet, tag);
  const isRight =
    vr === 'DA'
      ? values.every(isDate)
      : vr === 'DT'
        ? values.every(isDateTime)
        : vr === 'TM'
          ? values.every(isTime)
          : !hasHiddenText(element, dataSet) &&
            !values.some((value) => checking.matcher.isIn(value)) &&
            (treatment.action !== 'C' || values.every((value) => isClean(value, checking)));
  if (!isRight) report(checking, 'text', treatment.name);
}

function hasHiddenText(element: DataElement, dataSet: DataSet): boolean {
  const text = decodeText(valueBytes(dataSet, element), dataSet.characterSets, element.vr);
  return visibleText(text, element.vr) !== text;
}

function isClean(text: string, { matcher, treatments }: Checking): boolean {
  let hasOriginalUid = false;
  const mapUid = (uid: string): string => {
    hasOriginalUid ||= !treatments.has('retainUids') && !isSafeUid(uid, 0);
    return uid;
  };
  return cleanText(text, { matcher, mapUid }) === text && !hasOriginalUid;
}
