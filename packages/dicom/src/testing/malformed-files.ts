// Files that are broken in one known way each, for tests of refusal. Every one starts from a sound file.
import type { Tag } from '../dictionary/index.ts';
import { aDataSet } from './instances.ts';

const prefixEnd = 132;

/** The first `length` bytes of a file. */
export function truncate(bytes: Uint8Array, length: number): Uint8Array {
  return bytes.slice(0, length);
}

/** A file without its 128 bytes and `DICM`: it begins with the file meta information. */
export function withoutPreamble(bytes: Uint8Array): Uint8Array {
  return bytes.slice(prefixEnd);
}

/** A bare data set: no preamble, no file meta information. */
export function withoutMeta(bytes: Uint8Array): Uint8Array {
  return bytes.slice(dataSetOffset(bytes));
}

function dataSetOffset(bytes: Uint8Array): number {
  // (0002,0000) UL counts the bytes behind itself: 12 bytes in front of what it counts.
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return prefixEnd + 12 + view.getUint32(prefixEnd + 8, true);
}

/**
 * An explicit little endian file in which the first element of the tag claims another length than it has.
 *
 * @throws RangeError when the file has no such element
 */
export function lyingLength(bytes: Uint8Array, tag: Tag, length: number): Uint8Array {
  const lying = bytes.slice();
  const view = new DataView(lying.buffer);
  for (let at = prefixEnd; at + 12 <= lying.length; at += 2) {
    if (view.getUint16(at, true) !== tag >>> 16 || view.getUint16(at + 2, true) !== (tag & 0xffff)) continue;
    if (view.getUint16(at + 6, true) === 0 && /^(?:O.|SQ|SV|U[CNRTV])$/.test(vrAt(lying, at))) {
      view.setUint32(at + 8, length, true);
    } else view.setUint16(at + 6, length, true);
    return lying;
  }
  throw new RangeError('the file has no such element');
}

function vrAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(bytes[at + 4] ?? 0, bytes[at + 5] ?? 0);
}

/** (0099,1001), behind all that `aDataSet` has, and (0099,0010) LO `NEST`, which reserves it (PS3.5 7.8.1). */
const nestTag = [0x99, 0x00, 0x01, 0x10];
const nestCreator = Uint8Array.of(0x99, 0x00, 0x10, 0x00, 0x4c, 0x4f, 4, 0, 0x4e, 0x45, 0x53, 0x54);
const endless = [0xff, 0xff, 0xff, 0xff];

/** A file whose one private sequence has items inside items, so many levels deep, all of undefined length. */
export function deeplyNested(levels: number): Uint8Array {
  const sound = aDataSet();
  const opening = Uint8Array.from([
    ...nestTag,
    0x53,
    0x51,
    0,
    0,
    ...endless,
    0xfe,
    0xff,
    0x00,
    0xe0,
    ...endless,
  ]);
  const closing = Uint8Array.of(0xfe, 0xff, 0x0d, 0xe0, 0, 0, 0, 0, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0);
  const nest = new Uint8Array((opening.length + closing.length) * levels);
  for (let level = 0; level < levels; level++) {
    nest.set(opening, level * opening.length);
    nest.set(closing, opening.length * levels + level * closing.length);
  }
  return withAppended(withAppended(sound.bytes, nestCreator), nest);
}

/** A file with bytes behind its end. */
export function withAppended(bytes: Uint8Array, appended: Uint8Array): Uint8Array {
  const longer = new Uint8Array(bytes.length + appended.length);
  longer.set(bytes);
  longer.set(appended, bytes.length);
  return longer;
}
