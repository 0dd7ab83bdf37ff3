// Key object selections (PS3.3 A.35.4, TID 2010): which images of a study somebody found worth a second look. Read and written.
import type { DataSet } from '../data-set/data-set.ts';
import { firstString, numbers, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { type Code, codedItem, codeItem, contentItem, templateElement } from './content-items.ts';
import { evidenceItems, type Observer, observerItems, referenceItem } from './document-context.ts';
import { concepts } from './measurement-kinds.ts';

/** SOP class of key object selections (PS3.4 B.5). */
export const keyObjectSopClass = '1.2.840.10008.5.1.4.1.1.88.59';

/** An image that was selected. */
export interface KeyImageReference {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** From 1; none: all of it. */
  readonly frameNumbers: readonly number[];
}
/** What a selection says. */
export interface KeyObjectSelection {
  /** Why, in the words of its code: "Of Interest", "For Teaching" (CID 7010). */
  readonly title: string;
  /** What its author wrote beside it; empty when nothing. */
  readonly description: string;
  readonly images: readonly KeyImageReference[];
}

const title: Code = ['113000', 'DCM', 'Of Interest'];
const descriptionConcept: Code = ['113012', 'DCM', 'Key Object Description'];
/** Items of a selection that are read: a study of some thousand images, and a bound all the same. */
const itemsMax = 10_000;
const framesMax = 1000;
const textMax = 1000;

/** What a data set selects; undefined when it is no key object selection. Items that name no image are left out. */
export function readKeyObjectSelection(dataSet: DataSet): KeyObjectSelection | undefined {
  if (firstString(dataSet, tags.SOPClassUID) !== keyObjectSopClass) return undefined;
  const [code] = sequence(dataSet, tags.ConceptNameCodeSequence);
  const items = sequence(dataSet, tags.ContentSequence).slice(0, itemsMax);
  const text = items.find((item) => isConcept(item, descriptionConcept));
  return {
    title: ((code && firstString(code, tags.CodeMeaning)) ?? '').slice(0, textMax),
    description: ((text && firstString(text, tags.TextValue)) ?? '').slice(0, textMax),
    images: items.flatMap((item) => (firstString(item, tags.ValueType) === 'IMAGE' ? imageOf(item) : [])),
  };
}

function imageOf(item: DataSet): KeyImageReference[] {
  const [reference] = sequence(item, tags.ReferencedSOPSequence);
  const sopInstanceUid = reference && firstString(reference, tags.ReferencedSOPInstanceUID);
  if (reference === undefined || sopInstanceUid === undefined) return [];
  const frames = numbers(reference, tags.ReferencedFrameNumber).slice(0, framesMax);
  return [
    {
      sopClassUid: firstString(reference, tags.ReferencedSOPClassUID) ?? '',
      sopInstanceUid,
      frameNumbers: frames.filter((frame) => Number.isInteger(frame) && frame > 0),
    },
  ];
}

function isConcept(item: DataSet, [value, scheme]: Code): boolean {
  const [code] = sequence(item, tags.ConceptNameCodeSequence);
  return (
    code !== undefined &&
    firstString(code, tags.CodeValue) === value &&
    firstString(code, tags.CodingSchemeDesignator) === scheme
  );
}

/**
 * The elements of the Key Object Document and SR Document Content modules (PS3.3 C.17.6.2, C.17.3), but for number and moment. A
 * selection must select something: one without images selects the selection whose place it takes. Throws `RangeError` for none of both.
 */
export function keyObjectElements(options: {
  studyInstanceUid: string;
  observer: Observer;
  images: readonly (KeyImageReference & { readonly seriesInstanceUid: string | undefined })[];
  before: { readonly sopInstanceUid: string; readonly seriesInstanceUid: string } | undefined;
}): ElementInput[] {
  const { studyInstanceUid, observer, images, before } = options;
  const emptied = images.length === 0 && before && { ...before, sopClassUid: keyObjectSopClass };
  if (images.length === 0 && emptied === undefined) throw new RangeError('Nothing is selected.');
  const selected = emptied
    ? [selectedItem('COMPOSITE', emptied)]
    : images.map((image) => selectedItem('IMAGE', image, image.frameNumbers));
  return [
    {
      tag: 'CurrentRequestedProcedureEvidenceSequence',
      value: evidenceItems(studyInstanceUid, emptied ? [emptied] : images),
    },
    { tag: 'ValueType', value: 'CONTAINER' },
    { tag: 'ContinuityOfContent', value: 'SEPARATE' },
    { tag: 'ConceptNameCodeSequence', value: [codeItem(title)] },
    templateElement('2010'),
    {
      tag: 'ContentSequence',
      value: [
        codedItem('HAS CONCEPT MOD', concepts.language, ['en', 'RFC5646', 'English']),
        ...observerItems(observer),
        ...selected,
      ],
    },
  ];
}

function selectedItem(
  type: 'IMAGE' | 'COMPOSITE',
  instance: { sopClassUid: string; sopInstanceUid: string },
  frames: readonly number[] = [],
) {
  return contentItem('CONTAINS', type, undefined, [
    { tag: 'ReferencedSOPSequence', value: [referenceItem(instance, frames)] },
  ]);
}
