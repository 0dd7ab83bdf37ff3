// Writes data sets and Part 10 files (PS3.5 7, PS3.10 7) from a simple form. Changing an existing file is not done here.
import { deflateSync } from 'fflate';
import { normaliseCharacterSets } from '../character-sets/index.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import type { Tag } from '../dictionary/attributes.ts';
import { lookupTransferSyntax, transferSyntaxUids } from '../dictionary/transfer-syntaxes.ts';
import { hasLongHeader, type VR } from '../dictionary/value-representations.ts';
import { ByteWriter } from './byte-writer.ts';
import { type Encoding, undefinedLength } from './element-header.ts';
import { type ElementInput, type ItemInput, tagOfInput, vrOfInput } from './element-input.ts';
import { DicomError } from './errors.ts';
import { encodeValue, isItems } from './value-encoding.ts';

/** Our Implementation Class UID (PS3.7 D.3.3.2), from a UUID (PS3.5 B.2). */
export const implementationClassUid = '2.25.33035514900643848175675010234537169329';

/** Our Implementation Version Name. */
export const implementationVersionName = 'LUMENBOX_0_1';

const itemTag = 0xfffee000;
const itemDelimiterTag = 0xfffee00d;
const sequenceDelimiterTag = 0xfffee0dd;
/** What the two bytes of a short length field hold, made even (PS3.5 7.1.2). */
const shortLengthMax = 0xfffe;

/** How to write a data set. */
export type DataSetWriteOptions = {
  /** Default: Explicit VR Little Endian. Unknown ones are written like that too. */
  readonly transferSyntaxUid?: string;
  /** Sequences and items with a length or with delimiters (PS3.5 7.5). Default: `defined`. */
  readonly sequenceLengths?: 'defined' | 'undefined';
  /** In force unless the elements name others. */
  readonly characterSets?: readonly string[];
};

/** A whole file to write. */
export type Part10Input = {
  readonly transferSyntaxUid: string;
  readonly elements: readonly ElementInput[];
  /** Further elements of group 0002, or others instead of those that are made. */
  readonly metaExtras?: readonly ElementInput[];
  /** `false`: the file begins with group 0002, without preamble and prefix. Default: `true`. */
  readonly preamble?: boolean;
  readonly sequenceLengths?: 'defined' | 'undefined';
};

type Writing = { encoding: Encoding; hasDelimiters: boolean };

/**
 * The bytes of a Part 10 file (PS3.10 7.1): preamble, prefix, group 0002, data set in the transfer syntax, deflated
 * when it says so. Elements are sorted by tag; text is encoded by the Specific Character Set among them.
 *
 * @throws RangeError for an unknown keyword; DicomError `duplicate-tag`
 */
export function encodePart10(input: Part10Input): Uint8Array {
  const { transferSyntaxUid, sequenceLengths = 'defined' } = input;
  const dataSet = encodeDataSet(input.elements, { transferSyntaxUid, sequenceLengths });
  const meta = encodeDataSet(metaElements(input), {});
  const file = new ByteWriter({ bigEndian: false });
  if (input.preamble !== false) {
    file.write(new Uint8Array(128));
    file.writeAscii('DICM');
  }
  const lengthElement = { tag: 'FileMetaInformationGroupLength', value: [meta.length] };
  file.write(encodeDataSet([lengthElement], {}));
  file.write(meta);
  file.write(dataSet);
  return file.bytes.slice();
}

/** The bytes of a data set alone. @throws RangeError for an unknown keyword; DicomError `duplicate-tag` */
export function encodeDataSet(
  elements: readonly ElementInput[],
  options: DataSetWriteOptions = {},
): Uint8Array {
  const syntax = lookupTransferSyntax(options.transferSyntaxUid ?? transferSyntaxUids.explicitLittleEndian);
  const encoding = { explicit: syntax?.explicit ?? true, bigEndian: syntax?.bigEndian ?? false };
  const writing = { encoding, hasDelimiters: options.sequenceLengths === 'undefined' };
  const bytes = encodeElements(elements, options.characterSets ?? [], writing);
  return syntax?.deflated === true ? deflated(bytes) : bytes;
}

/** One deflate stream, padded to even length (PS3.5 A.5). */
function deflated(bytes: Uint8Array): Uint8Array {
  const stream = deflateSync(bytes);
  if ((stream.length & 1) === 0) return stream;
  const even = new Uint8Array(stream.length + 1);
  even.set(stream);
  return even;
}

function metaElements({ elements, transferSyntaxUid, metaExtras = [] }: Part10Input): ElementInput[] {
  const uidOf = (tag: Tag) => elements.find((input) => tagOfInput(input) === tag)?.value ?? '';
  const made: ElementInput[] = [
    { tag: 'FileMetaInformationVersion', value: Uint8Array.of(0, 1) },
    { tag: 'MediaStorageSOPClassUID', value: uidOf(tags.SOPClassUID) },
    { tag: 'MediaStorageSOPInstanceUID', value: uidOf(tags.SOPInstanceUID) },
    { tag: 'TransferSyntaxUID', value: transferSyntaxUid },
    { tag: 'ImplementationClassUID', value: implementationClassUid },
    { tag: 'ImplementationVersionName', value: implementationVersionName },
  ];
  const replaced = new Set(metaExtras.map(tagOfInput));
  return [...made.filter((input) => !replaced.has(tagOfInput(input))), ...metaExtras];
}

function encodeElements(
  inputs: readonly ElementInput[],
  inherited: readonly string[],
  writing: Writing,
): Uint8Array {
  const sorted = inputs
    .map((input) => ({ input, tag: tagOfInput(input) }))
    .sort((first, second) => first.tag - second.tag);
  const characterSets = characterSetsOf(inputs) ?? inherited;
  const writer = new ByteWriter(writing.encoding);
  let lastTag = -1;
  for (const { input, tag } of sorted) {
    if (tag === lastTag) throw new DicomError('duplicate-tag', { tag });
    lastTag = tag;
    writeElement(writer, { input, tag, characterSets }, writing);
  }
  return writer.bytes;
}

function characterSetsOf(inputs: readonly ElementInput[]): readonly string[] | undefined {
  const value = inputs.find((input) => tagOfInput(input) === tags.SpecificCharacterSet)?.value;
  if (typeof value === 'string') return normaliseCharacterSets(value.split('\\'));
  return Array.isArray(value) ? normaliseCharacterSets(value.map(String)) : undefined;
}

type ElementToWrite = { input: ElementInput; tag: Tag; characterSets: readonly string[] };

function writeElement(
  writer: ByteWriter,
  { input, tag, characterSets }: ElementToWrite,
  writing: Writing,
): void {
  const vr = vrOfInput(input, tag);
  if (input.fragments !== undefined) {
    writeFragments(writer, { input, tag, vr }, writing);
    return;
  }
  if (vr === 'SQ' || (isItems(input.value) && input.value.length > 0)) {
    const items = isItems(input.value) ? input.value : [];
    writeSequence(writer, { items, tag, vr, characterSets }, writing);
    return;
  }
  const { bigEndian } = writing.encoding;
  const value = encodeValue(input.value, { vr, bigEndian, characterSets });
  writeHeader(writer, { tag, vr, length: value.length }, writing.encoding);
  writer.write(value);
}

type Header = { tag: Tag; vr: VR; length: number };

function writeHeader(writer: ByteWriter, { tag, vr, length }: Header, { explicit }: Encoding): void {
  writeTag(writer, tag);
  if (!explicit) {
    writer.writeUint32(length);
    return;
  }
  // A value too long for a 16 bit length is written as UN, which has 32 (PS3.5 6.2.2 note 2).
  const written = !hasLongHeader(vr) && length > shortLengthMax ? 'UN' : vr;
  writer.writeAscii(written);
  if (!hasLongHeader(written)) {
    writer.writeUint16(length);
    return;
  }
  writer.writeUint16(0);
  writer.writeUint32(length);
}

function writeTag(writer: ByteWriter, tag: Tag): void {
  writer.writeUint16(tag >>> 16);
  writer.writeUint16(tag & 0xffff);
}

type SequenceToWrite = { items: readonly ItemInput[]; tag: Tag; vr: VR; characterSets: readonly string[] };

function writeSequence(
  writer: ByteWriter,
  { items, tag, vr, characterSets }: SequenceToWrite,
  writing: Writing,
): void {
  // Inside UN everything is implicit little endian (PS3.5 6.2.2 note 4).
  const inside = vr === 'UN' ? { ...writing, encoding: { explicit: false, bigEndian: false } } : writing;
  const body = new ByteWriter(inside.encoding);
  for (const item of items) {
    const bytes = encodeElements(item, characterSets, inside);
    writeTag(body, itemTag);
    body.writeUint32(writing.hasDelimiters ? undefinedLength : bytes.length);
    body.write(bytes);
    if (writing.hasDelimiters) writeDelimiter(body, itemDelimiterTag);
  }
  if (writing.hasDelimiters) writeDelimiter(body, sequenceDelimiterTag);
  const length = writing.hasDelimiters ? undefinedLength : body.length;
  writeHeader(writer, { tag, vr, length }, writing.encoding);
  writer.write(body.bytes);
}

function writeDelimiter(writer: ByteWriter, tag: Tag): void {
  writeTag(writer, tag);
  writer.writeUint32(0);
}

type FragmentsToWrite = { input: ElementInput; tag: Tag; vr: VR };

function writeFragments(writer: ByteWriter, { input, tag, vr }: FragmentsToWrite, writing: Writing): void {
  const { bigEndian } = writing.encoding;
  const table = encodeValue(input.offsetTable ?? [], { vr: 'UL', bigEndian, characterSets: [] });
  writeHeader(writer, { tag, vr, length: undefinedLength }, writing.encoding);
  for (const fragment of [table, ...(input.fragments ?? [])]) {
    const bytes = encodeValue(fragment, { vr: 'OB', bigEndian: false, characterSets: [] });
    writeTag(writer, itemTag);
    writer.writeUint32(bytes.length);
    writer.write(bytes);
  }
  writeDelimiter(writer, sequenceDelimiterTag);
}
