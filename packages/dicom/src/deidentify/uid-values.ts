// UIDs of elements replaced, but for those that mean the same everywhere (PS3.6 Annex A).

import { decodeText } from '../character-sets/index.ts';
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { valueBytes } from '../data-set/values.ts';
import { encodeValue } from '../part10/value-encoding.ts';
import { uidsOfKinds } from './beyond-the-table.ts';
import type { OutputElement } from './output-elements.ts';
import { isPseudonymousUid } from './pseudonyms.ts';
import type { Work } from './work.ts';

const uidPattern = /^\d+(?:\.\d+)*$/;
const uidCharactersMax = 64; // PS3.5 9.1

/** Instances that everybody has: frames of reference of atlases, palettes, printers, queues. */
const wellKnownInstance =
  /^1\.2\.840\.10008\.(?:1\.4\.[1-5]\.\d{1,2}|1\.5\.\d|1\.(?:20|40|42)\.1(?:\.1)?|5\.1\.1\.1[67](?:\.376)?|5\.1\.4\.34\.5)$/;
/** Roots under which nobody names an instance: the standard's own, and code systems that HL7 registered. */
const rootsOfKinds = /^(?:1\.2\.840\.10008\.|2\.16\.840\.1\.113883\.[56]\.)[\d.]{1,40}$/;
/** SOP classes of vendors that stand in references. */
const vendorClasses =
  /^(?:1\.3\.12\.2\.1107\.5\.9\.\d|1\.2\.840\.113619\.4\.\d{1,2}|1\.3\.46\.670589\.(?:5\.0|11\.0\.0\.12)\.\d[\d.]{0,5})$/;

/** What a reference to an image is made of (PS3.3 10.3, C.12.4): class, instance, frames, segments, why. */
export const partsOfReference: ReadonlySet<number> = new Set([
  0x00081150, 0x00081155, 0x00081160, 0x0028135a, 0x0040a170, 0x0062000b,
]);

const sopClassUidTag = 0x00080016;

/** Whether a UID may stay in a certain element although UIDs are replaced. */
export function isSharedUid(uid: string, tag: number): boolean {
  if (wellKnownInstance.test(uid)) return true;
  if (!uidsOfKinds.has(tag)) return false;
  return rootsOfKinds.test(uid) || vendorClasses.test(uid) || (tag === sopClassUidTag && isUid(uid));
}

/** Whether a text is a UID (PS3.5 9.1), leading zeros of components allowed. */
export function isUid(text: string): boolean {
  return text.length <= uidCharactersMax && uidPattern.test(text);
}

/** The UIDs of an element, without padding; empty ones between backslashes included. */
export function uidsOf(dataSet: DataSet, element: DataElement): string[] {
  return decodeText(valueBytes(dataSet, element), [], 'UI')
    .split('\\')
    .map((uid) => uid.replaceAll(/[\0\s]+$|^\s+/g, ''));
}

/** The element with other UIDs. @returns how many were replaced beside it */
export function replaceUids(
  element: DataElement,
  dataSet: DataSet,
  work: Work,
): { element: OutputElement; replaced: number } {
  const { tag } = element;
  let replaced = 0;
  const uids = uidsOf(dataSet, element).map((uid) => {
    if (uid === '' || isSharedUid(uid, tag)) return uid;
    replaced += 1;
    work.account.uid(uid);
    return work.pseudonyms.uid(uid);
  });
  return { element: uidElement(tag, uids, work), replaced };
}

/** The element with its own UIDs, when they are UIDs; what is none is replaced. */
export function keepUids(element: DataElement, dataSet: DataSet, work: Work): OutputElement {
  const uids = uidsOf(dataSet, element).map((uid) =>
    uid === '' || isUid(uid) ? uid : work.pseudonyms.uid(uid),
  );
  return uidElement(element.tag, uids, work);
}

function uidElement(tag: number, uids: readonly string[], work: Work): OutputElement {
  const { bigEndian } = work.encoding;
  return { tag, vr: 'UI', bytes: encodeValue(uids.join('\\'), { vr: 'UI', bigEndian, characterSets: [] }) };
}

/** Whether a UID can stand in a result: one that all share, or one that was made here. */
export function isSafeUid(uid: string, tag: number): boolean {
  return uid === '' || isSharedUid(uid, tag) || isPseudonymousUid(uid);
}
