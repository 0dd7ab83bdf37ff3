// Writes a DICOMDIR: the directory of a file-set (PS3.3 F, PS3.10 8) with patients, studies, series and instances.
import type { DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, numbers } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { formatTag, type Tag } from '../dictionary/attributes.ts';
import { mediaStorageDirectoryUid } from '../dictionary/sop-classes.ts';
import { transferSyntaxUids } from '../dictionary/transfer-syntaxes.ts';
import { type DirectoryHeader, itemsOf, sopClassOf } from './directory-header.ts';
import {
  codeKeys,
  directoryRecordType,
  keysOfRecordType,
  patientKeys,
  type RecordKey,
  seriesKeys,
  studyKeys,
} from './directory-record-types.ts';
import type { ElementInput } from './element-input.ts';
import { encodeDataSet, encodePart10 } from './write.ts';

/** One file of the file-set. */
export type DicomdirFile = {
  /** Its path as components: at most 8, each of at most 8 of A-Z, 0-9 and _ (PS3.10 8.2). */
  readonly path: readonly string[];
  readonly header: DirectoryHeader;
};

export type DicomdirOptions = {
  /** File-set ID, at most 16 characters. Default: empty. */
  readonly fileSetId?: string;
  /** SOP Instance UID of the directory. Default: one derived from the UIDs of the instances. */
  readonly instanceUid?: string;
};

/** A directory record with the records below it. */
type DirectoryRecord = {
  readonly type: string;
  readonly keys: readonly ElementInput[];
  readonly lower: DirectoryRecord[];
};

type Placed = { readonly record: DirectoryRecord; offset: number; next: number; lower: number };

/** Components of a file's path on a medium (PS3.10 8.2). */
const pathComponentsMax = 8;

/**
 * The bytes of a DICOMDIR in Explicit VR Little Endian (PS3.10 8.6). Patients are sorted by ID, studies by date and
 * time, series by number, instances by number.
 *
 * @throws RangeError for a path that a file-set does not allow
 */
export function encodeDicomdir(files: readonly DicomdirFile[], options: DicomdirOptions = {}): Uint8Array {
  for (const { path } of files) checkPath(path);
  const patients = buildRecords(files);
  const placed = flatten(patients);
  const instanceUid = options.instanceUid ?? derivedUid(files);
  const encode = (sequence: Uint8Array, root: { first: number; last: number }): Uint8Array =>
    encodeDirectory({ sequence, root, instanceUid, fileSetId: options.fileSetId ?? '' });
  // All offsets are of fixed size: placing the records once with zeros gives the positions for good.
  let position = encode(new Uint8Array(0), { first: 0, last: 0 }).length;
  for (const entry of placed) {
    entry.offset = position;
    position += encodeRecord(entry).length;
  }
  link(patients, placed);
  const offsetOf = (record: DirectoryRecord | undefined): number =>
    placed.find((entry) => entry.record === record)?.offset ?? 0;
  const sequence = concatenated(placed.map(encodeRecord));
  return encode(sequence, { first: offsetOf(patients[0]), last: offsetOf(patients.at(-1)) });
}

function checkPath(path: readonly string[]): void {
  const isAllowed =
    path.length > 0 &&
    path.length <= pathComponentsMax &&
    path.every((part) => /^[A-Z0-9_]{1,8}$/.test(part));
  if (!isAllowed)
    throw new RangeError('a path of a file-set has 1 to 8 components of 1 to 8 of A-Z, 0-9 and _');
}

type Directory = {
  sequence: Uint8Array;
  root: { first: number; last: number };
  instanceUid: string;
  fileSetId: string;
};

function encodeDirectory({ sequence, root, instanceUid, fileSetId }: Directory): Uint8Array {
  const file = encodePart10({
    transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
    metaExtras: [
      { tag: 'MediaStorageSOPClassUID', value: mediaStorageDirectoryUid },
      { tag: 'MediaStorageSOPInstanceUID', value: instanceUid },
    ],
    elements: [
      { tag: 'FileSetID', value: fileSetId },
      { tag: 'OffsetOfTheFirstDirectoryRecordOfTheRootDirectoryEntity', value: root.first },
      { tag: 'OffsetOfTheLastDirectoryRecordOfTheRootDirectoryEntity', value: root.last },
      { tag: 'FileSetConsistencyFlag', value: 0 },
      { tag: 'DirectoryRecordSequence', vr: 'SQ', value: [] },
    ],
  });
  // The sequence is the last element and empty: its items follow behind, and its length is the last four bytes.
  const whole = concatenated([file, sequence]);
  new DataView(whole.buffer).setUint32(file.length - 4, sequence.length, true);
  return whole;
}

function encodeRecord({ record, next, lower }: Placed): Uint8Array {
  const body = encodeDataSet([
    { tag: 'OffsetOfTheNextDirectoryRecord', value: next },
    { tag: 'RecordInUseFlag', value: 0xffff },
    { tag: 'OffsetOfReferencedLowerLevelDirectoryEntity', value: lower },
    { tag: 'DirectoryRecordType', value: record.type },
    ...record.keys,
  ]);
  const item = new Uint8Array(8 + body.length);
  const view = new DataView(item.buffer);
  view.setUint16(0, 0xfffe, true);
  view.setUint16(2, 0xe000, true);
  view.setUint32(4, body.length, true);
  item.set(body, 8);
  return item;
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((total, part) => total + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
}

// ---- the tree of records

function flatten(records: readonly DirectoryRecord[]): Placed[] {
  return records.flatMap((record) => [{ record, offset: 0, next: 0, lower: 0 }, ...flatten(record.lower)]);
}

function link(patients: readonly DirectoryRecord[], placed: readonly Placed[]): void {
  const byRecord = new Map(placed.map((entry) => [entry.record, entry]));
  const offsetOf = (record: DirectoryRecord | undefined): number =>
    record === undefined ? 0 : (byRecord.get(record)?.offset ?? 0);
  const linkSiblings = (siblings: readonly DirectoryRecord[]): void => {
    siblings.forEach((record, index) => {
      const entry = byRecord.get(record);
      if (entry === undefined) return;
      entry.next = offsetOf(siblings[index + 1]);
      entry.lower = offsetOf(record.lower[0]);
      linkSiblings(record.lower);
    });
  };
  linkSiblings(patients);
}

function buildRecords(files: readonly DicomdirFile[]): DirectoryRecord[] {
  return grouped(files, tags.PatientID).map((ofPatient) => ({
    type: 'PATIENT',
    keys: keys(ofPatient[0], patientKeys),
    lower: grouped(sorted(ofPatient, [tags.StudyDate, tags.StudyTime]), tags.StudyInstanceUID).map(
      studyRecord,
    ),
  }));
}

function studyRecord(files: readonly DicomdirFile[]): DirectoryRecord {
  return {
    type: 'STUDY',
    keys: keys(files[0], studyKeys),
    lower: grouped(sorted(files, [tags.SeriesNumber]), tags.SeriesInstanceUID).map((ofSeries) => ({
      type: 'SERIES',
      keys: keys(ofSeries[0], seriesKeys),
      lower: sorted(ofSeries, [tags.InstanceNumber]).map(instanceRecord),
    })),
  };
}

function instanceRecord(file: DicomdirFile): DirectoryRecord {
  const { dataSet, meta, transferSyntaxUid } = file.header;
  const sopClassUid = sopClassOf(file.header);
  const type = directoryRecordType(sopClassUid);
  return {
    type,
    keys: [
      { tag: 'ReferencedFileID', value: file.path },
      { tag: 'ReferencedSOPClassUIDInFile', value: sopClassUid },
      {
        tag: 'ReferencedSOPInstanceUIDInFile',
        value:
          firstString(dataSet, tags.SOPInstanceUID) ??
          firstString(meta, tags.MediaStorageSOPInstanceUID) ??
          '',
      },
      { tag: 'ReferencedTransferSyntaxUIDInFile', value: transferSyntaxUid },
      ...keys(file, keysOfRecordType(type)),
    ],
    lower: [],
  };
}

/** Keys of a record, empty where the instance has none, with the character set that their text is written in. */
function keys(file: DicomdirFile | undefined, wanted: readonly RecordKey[]): ElementInput[] {
  if (file === undefined) return [];
  const { dataSet } = file.header;
  const { characterSets } = dataSet;
  const found = inputsOf(dataSet, wanted);
  return characterSets.length === 0
    ? found
    : [{ tag: 'SpecificCharacterSet', value: characterSets }, ...found];
}

function inputsOf(dataSet: DataSet, wanted: readonly RecordKey[]): ElementInput[] {
  return wanted.flatMap((key) => inputOf(dataSet, key) ?? []);
}

/** A key as it is written; `undefined` for one of Type 1C that the instance gives no reason for. */
function inputOf(dataSet: DataSet, key: RecordKey): ElementInput | undefined {
  if (typeof key !== 'object') {
    const input = plainInput(dataSet, key);
    // Only a clinical document of HL7 has one.
    return key === tags.HL7InstanceIdentifier && isEmpty(input) ? undefined : input;
  }
  const { tag, kind } = key;
  const items = itemsOf(dataSet, key);
  if (kind === 'code') return { tag, vr: 'SQ', value: items.map((item) => inputsOf(item, codeKeys)) };
  if (kind === 'items') {
    // What such an item lacks is left out, as it was there.
    const value = items.map((item) => inputsOf(item, key.of).filter((input) => !isEmpty(input)));
    return items.length === 0 ? undefined : { tag, vr: 'SQ', value };
  }
  const latest = items
    .map((item) => firstString(item, tag) ?? '')
    .sort()
    .at(-1);
  return latest === undefined || latest === '' ? undefined : { tag, value: latest };
}

/** Frames and segments are the keys that have several values. */
const numberLists: ReadonlySet<Tag> = new Set([tags.ReferencedFrameNumber, tags.ReferencedSegmentNumber]);

function plainInput(dataSet: DataSet, tag: Tag): ElementInput {
  return { tag, value: numberLists.has(tag) ? numbers(dataSet, tag) : (firstString(dataSet, tag) ?? []) };
}

function isEmpty({ value }: ElementInput): boolean {
  return Array.isArray(value) && value.length === 0;
}

function grouped(files: readonly DicomdirFile[], tag: Tag): (readonly DicomdirFile[])[] {
  const groups = new Map<string, DicomdirFile[]>();
  for (const file of files) {
    const value = firstString(file.header.dataSet, tag) ?? '';
    const group = groups.get(value);
    if (group === undefined) groups.set(value, [file]);
    else group.push(file);
  }
  const values = [...groups];
  if (tag === tags.PatientID) values.sort(([first], [second]) => (first < second ? -1 : 1));
  return values.map(([, group]) => group);
}

function sorted(files: readonly DicomdirFile[], by: readonly Tag[]): DicomdirFile[] {
  return [...files].sort((first, second) => {
    for (const tag of by) {
      const order = compare(first.header.dataSet, second.header.dataSet, tag);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compare(first: DataSet, second: DataSet, tag: Tag): number {
  const numbers = [firstNumber(first, tag), firstNumber(second, tag)];
  if (numbers[0] !== undefined && numbers[1] !== undefined) return numbers[0] - numbers[1];
  const texts = [firstString(first, tag) ?? '', firstString(second, tag) ?? ''] as const;
  if (texts[0] === texts[1]) return 0;
  return texts[0] < texts[1] ? -1 : 1;
}

/** A UID of 128 bits (PS3.5 B.2) that is the same for the same instances: two FNV-1a hashes of their UIDs. */
function derivedUid(files: readonly DicomdirFile[]): string {
  const text = files.map(({ path, header }) => {
    const uid = firstString(header.dataSet, tags.SOPInstanceUID) ?? formatTag(tags.SOPInstanceUID);
    return `${path.join('/')} ${uid}`;
  });
  const hash = (seed: bigint): bigint => {
    let value = seed;
    for (const character of text.join('\n')) {
      value = BigInt.asUintN(64, (value ^ BigInt(character.codePointAt(0) ?? 0)) * 0x100000001b3n);
    }
    return value;
  };
  return `2.25.${(hash(0xcbf29ce484222325n) << 64n) | hash(0x84222325cbf29ce4n)}`;
}
