// Private elements (PS3.5 7.8): all go, but for those that are known to be safe when the profile keeps such (PS3.15 E.3.10).
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { firstString } from '../data-set/values.ts';
import { isPrivateCreatorTag, isPrivateTag, type Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import { type OutputElement, textElement } from './output-elements.ts';
import { safePrivateVr } from './safe-private.ts';
import { holdsIdentity, keptBytes, searchedCodes, searchedNumbers, searchedText } from './text-values.ts';
import type { Work } from './work.ts';

/** The private elements that stay, with the creators of their blocks. Counts the others. */
export function safePrivateElements(dataSet: DataSet, work: Work): OutputElement[] {
  const result: OutputElement[] = [];
  const creators = new Map<Tag, string>();
  for (const element of dataSet.elements.values()) {
    const { tag } = element;
    if (!isPrivateTag(tag) || isPrivateCreatorTag(tag) || (tag & 0xffff) === 0) continue;
    const safe = work.treatments.has('retainSafePrivate') ? safeElement(element, dataSet, work) : undefined;
    work.account.count('PRIVATE', safe === undefined ? 'X' : 'C');
    if (safe === undefined) continue;
    creators.set(safe.creatorTag, safe.creator);
    result.push(safe.element);
  }
  const { bigEndian } = work.encoding;
  for (const [tag, creator] of creators)
    result.push(textElement({ tag, vr: 'LO' }, creator, { bigEndian, characterSets: [] }));
  return result;
}

type Safe = { element: OutputElement; creatorTag: Tag; creator: string };

function safeElement(element: DataElement, dataSet: DataSet, work: Work): Safe | undefined {
  const { tag, vr } = element;
  const creatorTag = ((tag & 0xffff0000) | ((tag >>> 8) & 0xff)) >>> 0;
  const creator = firstString(dataSet, creatorTag);
  if (creator === undefined) return undefined;
  const safeVr = safePrivateVr(creator, tag >>> 16, tag & 0xff);
  // Without a dictionary of private elements the VR of an implicit file is UN.
  if (safeVr === undefined || (vr !== safeVr && vr !== 'UN') || element.items !== undefined) return undefined;
  const kept = keepSafe({ ...element, vr: safeVr }, dataSet, work);
  return kept === undefined ? undefined : { element: kept, creatorTag, creator };
}

const binaryBytes: Partial<Readonly<Record<VR, number>>> = { US: 2, SS: 2, SL: 4, FL: 4, FD: 8 };

function keepSafe(element: DataElement, dataSet: DataSet, work: Work): OutputElement | undefined {
  const { vr } = element;
  if (vr === 'DS' || vr === 'IS') return searchedNumbers(element, dataSet, work);
  if (vr === 'CS') return searchedCodes(element, dataSet, work);
  if (vr === 'SH') return searchedText(element, dataSet, work);
  const size = binaryBytes[vr];
  const isNumbers = size !== undefined && element.length % size === 0;
  return isNumbers && !holdsIdentity(element, dataSet, work) ? keptBytes(element, dataSet, work) : undefined;
}
