// Writes the head of an existing file in another transfer syntax, with some elements changed; and the framing of pixel data
// behind it (PS3.5 A.4). The pixels themselves never pass through here.
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { valueBytes } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import type { Tag } from '../dictionary/attributes.ts';
import { lookupTransferSyntax } from '../dictionary/transfer-syntaxes.ts';
import { hasLongHeader, type VR } from '../dictionary/value-representations.ts';
import { ByteWriter } from './byte-writer.ts';
import { undefinedLength } from './element-header.ts';
import { type ElementInput, type ItemInput, tagOfInput } from './element-input.ts';
import type { HeaderResult } from './header-result.ts';
import { swapped, wordSize } from './value-encoding.ts';
import { encodeDataSet, encodePart10 } from './write.ts';

const itemTag = 0xfffee000;
const sequenceDelimiterTag = 0xfffee0dd;

/** How to write a head anew. */
export type RewriteOptions = {
  /** Of the result: a little endian one that is not deflated. */
  readonly transferSyntaxUid: string;
  /** Elements in the place of those of the file, or added to them. */
  readonly changes?: readonly ElementInput[];
  readonly omit?: readonly Tag[];
  /** `part10`: preamble, meta information and data set. `data-set`: the data set alone, as DIMSE sends it. */
  readonly form: 'part10' | 'data-set';
};

/**
 * Everything in front of a file's pixel data, in another transfer syntax: values are kept byte for byte (but for their
 * order), sequences get lengths. Icons that are encapsulated are left out: what holds for the image's transfer syntax
 * holds for theirs (PS3.5 A.4).
 *
 * @throws DicomError, RangeError
 */
export function rewriteHead(header: HeaderResult, options: RewriteOptions): Uint8Array {
  const { transferSyntaxUid, changes = [], omit = [] } = options;
  const left = new Set<Tag>([...changes.map(tagOfInput), ...omit]);
  if (hasEncapsulatedIcon(header.dataSet)) left.add(tags.IconImageSequence);
  const kept = elementInputs(header.dataSet).filter((input) => !left.has(tagOfInput(input)));
  const elements = [...kept, ...changes];
  if (options.form === 'part10') return encodePart10({ transferSyntaxUid, elements });
  return encodeDataSet(elements, { transferSyntaxUid });
}

function hasEncapsulatedIcon({ elements }: DataSet): boolean {
  const icons = elements.get(tags.IconImageSequence)?.items ?? [];
  return icons.some((icon) => icon.elements.get(tags.PixelData)?.fragments !== undefined);
}

function elementInputs(dataSet: DataSet): ElementInput[] {
  const inputs: ElementInput[] = [];
  for (const element of dataSet.elements.values()) {
    // Group lengths are retired and would be wrong now (PS3.5 7.2).
    if ((element.tag & 0xffff) !== 0) inputs.push(elementInput(dataSet, element));
  }
  return inputs;
}

/** An element as it stands in a data set, to be written again. */
export function elementInput(dataSet: DataSet, element: DataElement): ElementInput {
  const { tag, vr, items, fragments } = element;
  if (items !== undefined) return { tag, vr, value: items.map((item): ItemInput => elementInputs(item)) };
  if (fragments !== undefined) {
    const [, ...pieces] = fragments.map(({ offset, length }) =>
      dataSet.bytes.subarray(offset, offset + length),
    );
    return { tag, vr, fragments: pieces };
  }
  const bytes = valueBytes(dataSet, element);
  return { tag, vr, value: dataSet.bigEndian ? swapped(bytes, wordSize(vr)) : bytes };
}

/** The header of native pixel data, whose value has this many bytes. */
export function nativePixelDataHead(element: {
  readonly tag: Tag;
  readonly vr: VR;
  readonly length: number;
  readonly transferSyntaxUid: string;
}): Uint8Array {
  const isExplicit = lookupTransferSyntax(element.transferSyntaxUid)?.explicit !== false;
  const writer = new ByteWriter({ bigEndian: false });
  writeTag(writer, element.tag);
  if (isExplicit) {
    writer.writeAscii(element.vr);
    if (!hasLongHeader(element.vr)) throw new RangeError(`pixel data has no VR ${element.vr}`);
    writer.writeUint16(0);
  }
  writer.writeUint32(element.length);
  return writer.bytes.slice();
}

/** The header of encapsulated pixel data with the item of its offset table (PS3.5 A.4). */
export function encapsulatedPixelDataHead(offsetTable: readonly number[]): Uint8Array {
  const writer = new ByteWriter({ bigEndian: false });
  writeTag(writer, tags.PixelData);
  writer.writeAscii('OB');
  writer.writeUint16(0);
  writer.writeUint32(undefinedLength);
  writeTag(writer, itemTag);
  writer.writeUint32(offsetTable.length * 4);
  for (const offset of offsetTable) writer.writeUint32(offset);
  return writer.bytes.slice();
}

/** The item header of a fragment of an even number of bytes. */
export function fragmentHead(length: number): Uint8Array {
  const writer = new ByteWriter({ bigEndian: false });
  writeTag(writer, itemTag);
  writer.writeUint32(length);
  return writer.bytes.slice();
}

/** What ends encapsulated pixel data. */
export function encapsulatedPixelDataEnd(): Uint8Array {
  const writer = new ByteWriter({ bigEndian: false });
  writeTag(writer, sequenceDelimiterTag);
  writer.writeUint32(0);
  return writer.bytes.slice();
}

function writeTag(writer: ByteWriter, tag: Tag): void {
  writer.writeUint16(tag >>> 16);
  writer.writeUint16(tag & 0xffff);
}
