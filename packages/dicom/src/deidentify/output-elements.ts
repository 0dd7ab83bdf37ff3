// Elements of the result and their bytes (PS3.5 7): everything is encoded anew, so that nothing hides in lengths,
// reserved fields or delimiters of the original. Values that stay are taken from the original's bytes without copying.
import type { Tag } from '../dictionary/attributes.ts';
import { hasLongHeader, type VR } from '../dictionary/value-representations.ts';
import { type Encoding, undefinedLength } from '../part10/element-header.ts';
import { encodeValue } from '../part10/value-encoding.ts';

/** An element with its value's bytes in the result's byte order, or with items. */
export interface OutputElement {
  readonly tag: Tag;
  readonly vr: VR;
  readonly bytes?: Uint8Array;
  readonly items?: readonly OutputItem[];
}

/** The elements of an item or of the data set, by ascending tag. */
export type OutputItem = readonly OutputElement[];

const itemTag = 0xfffee000;
const itemHeaderBytes = 8;
/** What the two bytes of a short length field hold, made even (PS3.5 7.1.2). */
const shortLengthMax = 0xfffe;
const nothing = new Uint8Array(0);

/** An element with an encoded text. */
export function textElement(
  { tag, vr }: { tag: Tag; vr: VR },
  text: string,
  encoding: { bigEndian: boolean; characterSets: readonly string[] },
): OutputElement {
  return { tag, vr, bytes: encodeValue(text, { vr, ...encoding }) };
}

/** By ascending tag, as data sets are (PS3.5 7.1). */
export function inOrder(elements: OutputElement[]): OutputElement[] {
  return elements.sort((first, second) => first.tag - second.tag);
}

/** The bytes of a data set. Sequences and items have lengths. */
export function encodeElements(elements: OutputItem, encoding: Encoding): Uint8Array {
  const bytes = new Uint8Array(sizeOfItem(elements, encoding));
  const view = new DataView(bytes.buffer);
  writeItem({ bytes, view, encoding, position: 0 }, elements);
  return bytes;
}

/** The header of an element whose value others write. */
export function encodeElementHeader(
  element: { tag: Tag; vr: VR; length: number | undefined },
  encoding: Encoding,
): Uint8Array {
  const { tag, vr, length = undefinedLength } = element;
  const bytes = new Uint8Array(headerSize(vr, length, encoding));
  const view = new DataView(bytes.buffer);
  writeHeader({ bytes, view, encoding, position: 0 }, { tag, vr, length });
  return bytes;
}

function sizeOfItem(elements: OutputItem, encoding: Encoding): number {
  let size = 0;
  for (const element of elements) {
    const length = valueLength(element, encoding);
    size += headerSize(element.vr, length, encoding) + length;
  }
  return size;
}

function valueLength({ bytes, items }: OutputElement, encoding: Encoding): number {
  if (items === undefined) return evenLength(bytes ?? nothing);
  return items.reduce((sum, item) => sum + itemHeaderBytes + sizeOfItem(item, encoding), 0);
}

function evenLength(bytes: Uint8Array): number {
  return bytes.length + (bytes.length & 1);
}

function headerSize(vr: VR, length: number, { explicit }: Encoding): number {
  return explicit && (hasLongHeader(vr) || length > shortLengthMax) ? 12 : 8;
}

type Writing = { bytes: Uint8Array; view: DataView; encoding: Encoding; position: number };

function writeItem(writing: Writing, elements: OutputItem): void {
  for (const element of elements) {
    const { tag, vr, items } = element;
    writeHeader(writing, { tag, vr, length: valueLength(element, writing.encoding) });
    if (items === undefined) writeValue(writing, element);
    else for (const item of items) writeSequenceItem(writing, item);
  }
}

function writeSequenceItem(writing: Writing, item: OutputItem): void {
  writeTag(writing, itemTag);
  writing.view.setUint32(writing.position, sizeOfItem(item, writing.encoding), !writing.encoding.bigEndian);
  writing.position += 4;
  writeItem(writing, item);
}

function writeValue(writing: Writing, { vr, bytes = nothing }: OutputElement): void {
  writing.bytes.set(bytes, writing.position);
  writing.position += bytes.length;
  if ((bytes.length & 1) === 0) return;
  writing.bytes[writing.position] = vr === 'UI' || vr === 'OB' || vr === 'UN' ? 0 : 0x20;
  writing.position += 1;
}

function writeHeader(writing: Writing, { tag, vr, length }: { tag: Tag; vr: VR; length: number }): void {
  const { view, encoding } = writing;
  const little = !encoding.bigEndian;
  writeTag(writing, tag);
  if (!encoding.explicit) {
    view.setUint32(writing.position, length, little);
    writing.position += 4;
    return;
  }
  // A value too long for a 16 bit length is written as UN, which has 32 (PS3.5 6.2.2 note 2).
  const written = !hasLongHeader(vr) && length > shortLengthMax ? 'UN' : vr;
  view.setUint16(writing.position, (written.charCodeAt(0) << 8) | written.charCodeAt(1));
  if (hasLongHeader(written)) {
    view.setUint32(writing.position + 4, length, little);
    writing.position += 8;
  } else {
    view.setUint16(writing.position + 2, length, little);
    writing.position += 4;
  }
}

function writeTag(writing: Writing, tag: Tag): void {
  const little = !writing.encoding.bigEndian;
  writing.view.setUint16(writing.position, tag >>> 16, little);
  writing.view.setUint16(writing.position + 2, tag & 0xffff, little);
  writing.position += 4;
}
