// Reads the header of one element: tag, VR and length in every encoding (PS3.5 7.1), the odd ones included.
import {
  type Attribute,
  isPrivateCreatorTag,
  isPrivateTag,
  lookupTag,
  type Tag,
} from '../dictionary/attributes.ts';
import { hasLongHeader, isUpperCaseLetter, type VR, vrOfBytes } from '../dictionary/value-representations.ts';
import type { ByteSource } from './byte-source.ts';
import type { DicomWarningName } from './errors.ts';

/** The length that stands for "until the delimiter" (PS3.5 7.1.1). */
export const undefinedLength = 0xffffffff;

/** How elements are written: of a whole data set, or inside an element with VR UN (PS3.5 6.2.2 note 4). */
export type Encoding = { readonly explicit: boolean; readonly bigEndian: boolean };

/** An element's header as read; one object is used again and again. */
export type ElementHeader = {
  tag: Tag;
  vr: VR;
  /** Bytes of the header: 8 or 12. */
  size: number;
  length: number;
  /** The VR is that of the dictionary and not of the file. */
  isImplicit: boolean;
  /** The dictionary leaves the VR open between US and SS: Pixel Representation decides. */
  isUsOrSs: boolean;
  warning: DicomWarningName | undefined;
};

export function emptyElementHeader(): ElementHeader {
  return { tag: 0, vr: 'UN', size: 8, length: 0, isImplicit: false, isUsOrSs: false, warning: undefined };
}

/** The tag at a position: group, then element, in the byte order of the data set. */
export function readTag(source: ByteSource, position: number, bigEndian: boolean): Tag {
  const { view } = source;
  return view.getUint16(position, !bigEndian) * 0x10000 + view.getUint16(position + 2, !bigEndian);
}

/**
 * Reads tag, VR and length of the element at `position`, where at least 8 bytes must be present.
 *
 * @returns false when 12 bytes are needed and fewer are present
 */
export function readElementHeader(
  source: ByteSource,
  { position, encoding, into }: { position: number; encoding: Encoding; into: ElementHeader },
): boolean {
  const { bytes, view } = source;
  const little = !encoding.bigEndian;
  into.tag = readTag(source, position, encoding.bigEndian);
  into.warning = undefined;
  into.isUsOrSs = false;
  if (!encoding.explicit) return readImplicit(into, view.getUint32(position + 4, little));
  const vr = vrOfBytes(bytes[position + 4] as number, bytes[position + 5] as number);
  if (vr === undefined) return readUnknownVr(source, { position, little, into });
  into.vr = vr;
  into.isImplicit = false;
  if (!hasLongHeader(vr)) {
    into.size = 8;
    into.length = view.getUint16(position + 6, little);
    return true;
  }
  if (position + 12 > bytes.length) return false;
  into.size = 12;
  into.length = view.getUint32(position + 8, little);
  return true;
}

function readImplicit(into: ElementHeader, length: number): true {
  const attribute = lookupTag(into.tag);
  into.vr = attribute?.vr ?? vrWithoutDictionary(into.tag, length);
  into.isUsOrSs = isUsOrSs(attribute);
  into.size = 8;
  into.length = length;
  into.isImplicit = true;
  return true;
}

/** Private creators are LO (PS3.5 7.8.1 b); an unknown element without length can only be a sequence (PS3.5 7.5). */
function vrWithoutDictionary(tag: Tag, length: number): VR {
  if (isPrivateTag(tag) && isPrivateCreatorTag(tag)) return 'LO';
  return length === undefinedLength ? 'SQ' : 'UN';
}

function isUsOrSs(attribute: Attribute | undefined): boolean {
  return attribute?.vrChoices?.[0] === 'US' && attribute.vrChoices.includes('SS') && attribute.vr === 'US';
}

type UnknownVr = { position: number; little: boolean; into: ElementHeader };

/**
 * Two bytes that are no VR. Two capitals are a VR newer than this table: 32 bit length behind two zero bytes (PS3.5
 * 6.2.2); writers that knew better leave a 16 bit length. Anything else is an element without VR, as in implicit
 * encoding, unless only the 16 bit length can be meant.
 */
function readUnknownVr(source: ByteSource, { position, little, into }: UnknownVr): boolean {
  const { bytes, view } = source;
  const shortLength = view.getUint16(position + 6, little);
  const isNewer =
    isUpperCaseLetter(bytes[position + 4] as number) && isUpperCaseLetter(bytes[position + 5] as number);
  if (isNewer && shortLength === 0) {
    if (position + 12 > bytes.length) return false;
    readImplicit(into, view.getUint32(position + 8, little));
    into.size = 12;
    into.warning = 'vr-unknown';
    return true;
  }
  const longLength = view.getUint32(position + 4, little);
  const isShort = isNewer || (longLength >= saneLength && longLength !== undefinedLength);
  readImplicit(into, isShort ? shortLength : longLength);
  into.warning = isShort ? 'vr-unknown' : 'vr-missing';
  return true;
}

// A wrong VR read as part of a 32 bit length makes its upper half a 16 bit length: anything but an empty value is at
// least this long. Judged alike whether or not the stream's end is known, so that chunks do not matter.
const saneLength = 0x10000;
