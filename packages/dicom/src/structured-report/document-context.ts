// What documents of every kind say around their content: who observed (TID 1002), and what they refer to (PS3.3 C.17.2).
import type { Keyword } from '../dictionary/index.ts';
import type { ElementInput, ElementValue, ItemInput } from '../part10/element-input.ts';
import { codedItem, contentItem, uidItem } from './content-items.ts';
import { concepts } from './measurement-kinds.ts';

/** Who made a document: a person by name, or the device by its UID where no name may stand. */
export type Observer =
  | { readonly kind: 'person'; readonly name: string }
  | { readonly kind: 'device'; readonly uid: string };

function element(tag: Keyword, value: ElementValue): ElementInput {
  return { tag, value };
}

/** The observer as content items. */
export function observerItems(observer: Observer): ItemInput[] {
  if (observer.kind === 'device')
    return [
      codedItem('HAS OBS CONTEXT', concepts.observerType, concepts.device),
      uidItem('HAS OBS CONTEXT', concepts.deviceUid, observer.uid),
    ];
  return [
    codedItem('HAS OBS CONTEXT', concepts.observerType, concepts.person),
    contentItem('HAS OBS CONTEXT', 'PNAME', concepts.personName, [element('PersonName', observer.name)]),
  ];
}

/** An instance that a document refers to. */
export interface ReferredInstance {
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string | undefined;
}

/** The items of an evidence sequence: all that is referred to, by study and series. Throws `RangeError` without a series. */
export function evidenceItems(studyInstanceUid: string, referred: readonly ReferredInstance[]): ItemInput[] {
  const series = new Map<string, Map<string, string>>();
  for (const { sopClassUid, sopInstanceUid, seriesInstanceUid: uid } of referred) {
    if (uid === undefined) throw new RangeError('The series of an instance is not known.');
    const instances = series.get(uid) ?? new Map<string, string>();
    series.set(uid, instances.set(sopInstanceUid, sopClassUid));
  }
  if (series.size === 0) return [];
  const seriesItems = [...series].map(([uid, instances]) => [
    element('SeriesInstanceUID', uid),
    element(
      'ReferencedSOPSequence',
      [...instances].map(([sopInstanceUid, sopClassUid]) => referenceItem({ sopClassUid, sopInstanceUid })),
    ),
  ]);
  return [[element('ReferencedSeriesSequence', seriesItems), element('StudyInstanceUID', studyInstanceUid)]];
}

/** A reference to an instance (PS3.3 Table 10-11), with the frames that are meant where not all of them are. */
export function referenceItem(
  { sopClassUid, sopInstanceUid }: Omit<ReferredInstance, 'seriesInstanceUid'>,
  frames: readonly number[] = [],
): ItemInput {
  return [
    element('ReferencedSOPClassUID', sopClassUid),
    element('ReferencedSOPInstanceUID', sopInstanceUid),
    ...(frames.length > 0 ? [element('ReferencedFrameNumber', frames.map(String))] : []),
  ];
}
