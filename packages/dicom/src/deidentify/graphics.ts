// Graphic annotations of presentation states (PS3.3 C.10.5): a dummy of them, or themselves with cleaned text, for a person
// to look at.
import type { DataSet } from '../data-set/data-set.ts';
import type { Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import { encodeValue } from '../part10/value-encoding.ts';
import type { OutputElement } from './output-elements.ts';
import { onlyElements } from './structured-content.ts';
import type { Work } from './work.ts';

const referencedImageSequenceTag = 0x00081140;
const graphicLayerTag = 0x00700002;
const graphicObjectSequenceTag = 0x00700009;

/** The attributes of a dummy annotation. */
export const partsOfDummyAnnotation: ReadonlySet<Tag> = new Set([
  referencedImageSequenceTag,
  graphicLayerTag,
  graphicObjectSequenceTag,
]);

/** Each annotation with its layer and images, and a single point instead of what was drawn and written. */
export function dummyAnnotations(items: readonly DataSet[], work: Work): OutputElement[][] {
  return items.map((item) => [
    ...work.treatItem(
      onlyElements(item, (tag) => tag === referencedImageSequenceTag || tag === graphicLayerTag),
    ),
    { tag: graphicObjectSequenceTag, vr: 'SQ', items: [point(work)] },
  ]);
}

function point(work: Work): OutputElement[] {
  const element = (tag: Tag, vr: VR, value: string | number[]): OutputElement => ({
    tag,
    vr,
    bytes: encodeValue(value, { vr, bigEndian: work.encoding.bigEndian, characterSets: [] }),
  });
  return [
    element(0x00700005, 'CS', 'PIXEL'),
    element(0x00700020, 'US', [2]),
    element(0x00700021, 'US', [1]),
    element(0x00700022, 'FL', [1, 1]),
    element(0x00700023, 'CS', 'POINT'),
  ];
}

/** The annotations with their text treated as descriptions are. A hand can draw letters: a person looks (PS3.15 E.3.4). */
export function cleanAnnotations(items: readonly DataSet[], work: Work): OutputElement[][] {
  work.doubts.add('graphics');
  return items.map((item) => work.treatItem(item));
}
