// What a DICOMDIR takes of a file's header (PS3.3 F.5), apart from the rest of it. Writes nothing.
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { firstString } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import type { Tag } from '../dictionary/attributes.ts';
import {
  codeKeys,
  directoryRecordType,
  keysOfRecordType,
  patientKeys,
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

function partOf(dataSet: DataSet, wanted: readonly Tag[]): DataSet {
  const found = [...new Set(wanted)].flatMap((tag) => dataSet.elements.get(tag) ?? []);
  const elements = new Map<Tag, DataElement>();
  let size = 0;
  for (const element of found) {
    // Of a sequence a directory takes the first item, which has its own bytes.
    const items = element.items?.slice(0, 1).map((item) => partOf(item, codeKeys));
    const length = items === undefined ? element.length : 0;
    const moved = { ...element, start: size, offset: size, length };
    elements.set(element.tag, items === undefined ? moved : { ...moved, items });
    size += length;
  }
  const bytes = new Uint8Array(size);
  for (const { tag, offset } of found) {
    const to = elements.get(tag) as DataElement;
    bytes.set(dataSet.bytes.subarray(offset, offset + to.length), to.offset);
  }
  const { bigEndian, explicit, characterSets } = dataSet;
  return { bytes, bigEndian, explicit, characterSets: [...characterSets], elements };
}
