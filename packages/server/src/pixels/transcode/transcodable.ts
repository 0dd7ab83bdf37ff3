// From which transfer syntax to which other pixels can go, and what a file needs for it. Decides, does nothing.
import { lookupTransferSyntax } from '@lumenbox/dicom';
import { canDecode } from '../codecs/decode-frame.ts';
import { encodableTransferSyntaxUids } from '../codecs/encode-frame.ts';

/**
 * Whether instances of one transfer syntax can be made into instances of another. Only what loses nothing is offered;
 * whether a certain image fits the other syntax (bits, floats) is seen when it is tried.
 */
export function canTranscode(fromUid: string, toUid: string): boolean {
  return fromUid === toUid || (canDecode(fromUid) && encodableTransferSyntaxUids.includes(toUid));
}

/** Whether pixel data stays as it is, byte for byte: only the head is written anew. */
export function isCopied(fromUid: string, toUid: string): boolean {
  return isPlainLittleEndian(fromUid) && isPlainLittleEndian(toUid);
}

function isPlainLittleEndian(uid: string): boolean {
  return uid === '1.2.840.10008.1.2' || uid === '1.2.840.10008.1.2.1';
}

/** Whether a transfer syntax has its frames in fragments. */
export function isEncapsulated(uid: string): boolean {
  return lookupTransferSyntax(uid)?.encapsulated === true;
}
