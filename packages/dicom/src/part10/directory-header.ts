// What a DICOMDIR takes of a file's header (PS3.3 F.5), apart from the rest of it. Writes nothing.
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { firstString, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import type { Tag } from '../dictionary/attributes.ts';
import {
  codeKeys,
  directoryRecordType,
  keysOfRecordType,
  patientKeys,
  type RecordKey,
  seriesKeys,
  studyKeys,
} from './directory-record-types.ts';
import type { HeaderResult } from './header-result.ts';

/** What a directory is made of. */
export type DirectoryHeader = Pick<HeaderResult, 'meta' | 'dataSet' | 'transferSyntaxUid'>;

/**
 * The elements that a directory tells of a file (PS3.3 F.5), in bytes of their own: who gathers many files, or documents that are
 * all header, need not keep what they were read from.
 */
export function directoryHeaderOf(header: DirectoryHeader): DirectoryHeader {
  const { meta, dataSet, transferSyntaxUid } = header;
  const wanted = [
    tags.SOPClassUID,
    tags.SOPInstanceUID,
    ...patientKeys,
    ...studyKeys,
    ...seriesKeys,
    ...keysOfRecordType(directoryRecordType(sopClassOf(header))),
  ];
  return {
    meta: partOf(meta, [tags.MediaStorageSOPClassUID, tags.MediaStorageSOPInstanceUID]),
    dataSet: partOf(dataSet, wanted),
    transferSyntaxUid,
  };
}

/** The SOP Class UID that a header gives its instance; empty when it gives none. */
export function sopClassOf({ dataSet, meta }: DirectoryHeader): string {
  return firstString(dataSet, tags.SOPClassUID) ?? firstString(meta, tags.MediaStorageSOPClassUID) ?? '';
}

/** A sequence's items, or those of them that a key wants. */
export function itemsOf(dataSet: DataSet, key: Exclude<RecordKey, Tag>): readonly DataSet[] {
  if (key.kind === 'latest') return sequence(dataSet, key.within);
  const items = sequence(dataSet, key.tag);
  if (key.kind === 'code') return items.slice(0, 1);
  const { relationship } = key;
  return relationship === undefined
    ? items
    : items.filter((item) => firstString(item, tags.RelationshipType) === relationship);
}

function partOf(dataSet: DataSet, wanted: readonly RecordKey[]): DataSet {
  const elements = new Map<Tag, DataElement>();
  const sources: { readonly offset: number; readonly to: DataElement }[] = [];
  let size = 0;
  for (const key of wanted) {
    const element = dataSet.elements.get(tagIn(key));
    const isSequence = typeof key === 'object';
    if (element === undefined || (element.items !== undefined) !== isSequence) continue;
    // Items have bytes of their own.
    const length = isSequence ? 0 : element.length;
    const moved = { ...element, start: size, offset: size, length };
    const items = isSequence ? itemsOf(dataSet, key).map((item) => partOf(item, keysWithin(key))) : undefined;
    elements.set(element.tag, items === undefined ? moved : { ...moved, items });
    sources.push({ offset: element.offset, to: moved });
    size += length;
  }
  const bytes = new Uint8Array(size);
  for (const { offset, to } of sources)
    bytes.set(dataSet.bytes.subarray(offset, offset + to.length), to.offset);
  const { bigEndian, explicit, characterSets } = dataSet;
  return { bytes, bigEndian, explicit, characterSets: [...characterSets], elements };
}

/** Where a header has what a key says. */
function tagIn(key: RecordKey): Tag {
  if (typeof key !== 'object') return key;
  return key.kind === 'latest' ? key.within : key.tag;
}

function keysWithin(key: Exclude<RecordKey, Tag>): readonly RecordKey[] {
  if (key.kind === 'latest') return [key.tag];
  return key.kind === 'code' ? codeKeys : key.of;
}
