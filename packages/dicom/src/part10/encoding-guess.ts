// Tells from the bytes where a file's data set starts and how it is encoded, when the file says nothing or not the
// truth. Looks at one element; decides nothing about values.
import { isPrivateTag, lookupTag, type Tag } from '../dictionary/attributes.ts';
import { hasLongHeader, type VR, vrOfBytes } from '../dictionary/value-representations.ts';
import { type Encoding, undefinedLength } from './element-header.ts';

/** A first element as three encodings would read it. */
type FirstElement = { tag: Tag; vr: VR | undefined; length: number };

/**
 * How the element at a position is most likely encoded, judged by whether its bytes name a VR and which byte order
 * gives the smaller group, as data sets begin with a low one. `undefined` with fewer than 8 bytes.
 */
export function guessEncoding(bytes: Uint8Array, position: number): Encoding | undefined {
  if (position + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, 8);
  const bigEndian = view.getUint16(0, false) < view.getUint16(0, true);
  const explicit = vrOfBytes(view.getUint8(4), view.getUint8(5)) !== undefined;
  return { explicit, bigEndian };
}

/**
 * The encoding to read with: what the transfer syntax says unless the first element contradicts it. A declared implicit
 * syntax is given up only for a first element that makes sense with its VR.
 */
export function confirmEncoding(bytes: Uint8Array, position: number, declared: Encoding): Encoding {
  const guess = guessEncoding(bytes, position);
  if (guess === undefined) return declared;
  const { explicit, bigEndian } = guess;
  const contradicts = explicit !== declared.explicit || bigEndian !== declared.bigEndian;
  return contradicts &&
    isPlausibleStart(bytes, position, guess) &&
    !isPlausibleStart(bytes, position, declared)
    ? guess
    : declared;
}

/**
 * Whether a data set can start here: a tag of the dictionary with a VR that fits it, or a length that fits the file's
 * size as far as known. Strict enough to refuse what is not DICOM at all.
 */
export function isPlausibleStart(bytes: Uint8Array, position: number, encoding: Encoding): boolean {
  const first = readFirst(bytes, position, encoding);
  if (first === undefined || first.tag < lowestTag) return false;
  const attribute = lookupTag(first.tag);
  if ((first.tag & 0xffff) === 0 && first.length !== 4) return false;
  if (encoding.explicit) {
    if (first.vr === undefined) return false;
    return attribute === undefined
      ? isLowPrivate(first.tag)
      : first.vr === attribute.vr || first.vr === 'UN' || attribute.vrChoices?.includes(first.vr) === true;
  }
  if (attribute === undefined && !isLowPrivate(first.tag)) return false;
  return isPlausibleLength(first.length, attribute?.vr);
}

function readFirst(bytes: Uint8Array, position: number, encoding: Encoding): FirstElement | undefined {
  if (position + 8 > bytes.length) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, 8);
  const little = !encoding.bigEndian;
  const tag = view.getUint16(0, little) * 0x10000 + view.getUint16(2, little);
  const vr = encoding.explicit ? vrOfBytes(view.getUint8(4), view.getUint8(5)) : undefined;
  const isLong = vr !== undefined && hasLongHeader(vr);
  const length = encoding.explicit && !isLong ? view.getUint16(6, little) : view.getUint32(4, little);
  return { tag, vr, length };
}

// Group 0000 is for commands, not files; and zeros are no data set.
const lowestTag = 0x00010000;

/** A private tag says little: as a beginning it is believed in the low groups alone, where any data set begins. */
function isLowPrivate(tag: Tag): boolean {
  return isPrivateTag(tag) && tag < 0x01000000;
}

// First elements are group lengths, character sets, image types: never longer than this unless they are sequences.
const plausibleLengthMax = 0x4000;

function isPlausibleLength(length: number, vr: VR | undefined): boolean {
  if (length === undefinedLength) return vr === undefined || vr === 'SQ';
  return length <= plausibleLengthMax || (vr === 'SQ' && length < 0x1000000);
}
