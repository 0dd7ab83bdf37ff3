// Encodes the values of one element as its VR wants them, padded to even length (PS3.5 6.2). Never reads any.
import { encodeText } from '../character-sets/index.ts';
import type { VR } from '../dictionary/value-representations.ts';
import type { ElementValue, ItemInput } from './element-input.ts';

const space = 0x20;

/** VRs padded with NUL; text is padded with a space (PS3.5 6.2). */
const nulPaddedVrs: ReadonlySet<VR> = new Set<VR>(['UI', 'OB', 'UN']);

export type ValueEncoding = { vr: VR; bigEndian: boolean; characterSets: readonly string[] };

/** Whether a value is the items of a sequence. */
export function isItems(value: ElementValue | undefined): value is readonly ItemInput[] {
  return Array.isArray(value) && (value.length === 0 || Array.isArray(value[0]));
}

/** The bytes of a value that is no sequence, of even length. */
export function encodeValue(value: ElementValue | undefined, encoding: ValueEncoding): Uint8Array {
  return padded(encodeUnpadded(value, encoding), nulPaddedVrs.has(encoding.vr) ? 0 : space);
}

function encodeUnpadded(value: ElementValue | undefined, encoding: ValueEncoding): Uint8Array {
  if (value === undefined) return new Uint8Array(0);
  if (value instanceof Uint8Array) return encoding.bigEndian ? swapped(value, wordSize(encoding.vr)) : value;
  const values = (Array.isArray(value) ? value : [value]) as readonly (string | number | bigint)[];
  if (values.length === 0) return new Uint8Array(0);
  const size = wordSize(encoding.vr);
  if (encoding.vr !== 'AT' && size === 1) {
    return encodeText(values.map(String).join('\\'), encoding.characterSets, encoding.vr);
  }
  return encodeNumbers(values, encoding);
}

function encodeNumbers(
  values: readonly (string | number | bigint)[],
  { vr, bigEndian }: ValueEncoding,
): Uint8Array {
  const size = vr === 'AT' ? 4 : wordSize(vr);
  const bytes = new Uint8Array(values.length * size);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => {
    setNumber(view, { offset: index * size, vr, little: !bigEndian, value });
  });
  return bytes;
}

type NumberAt = { offset: number; vr: VR; little: boolean; value: string | number | bigint };

function setNumber(view: DataView, { offset, vr, little, value }: NumberAt): void {
  if (vr === 'US' || vr === 'OW') view.setUint16(offset, Number(value), little);
  else if (vr === 'SS') view.setInt16(offset, Number(value), little);
  else if (vr === 'SL') view.setInt32(offset, Number(value), little);
  else if (vr === 'FL' || vr === 'OF') view.setFloat32(offset, Number(value), little);
  else if (vr === 'FD' || vr === 'OD') view.setFloat64(offset, Number(value), little);
  else if (vr === 'UV' || vr === 'OV') view.setBigUint64(offset, BigInt(value), little);
  else if (vr === 'SV') view.setBigInt64(offset, BigInt(value), little);
  else if (vr === 'AT') {
    view.setUint16(offset, Number(value) >>> 16, little);
    view.setUint16(offset + 2, Number(value) & 0xffff, little);
  } else view.setUint32(offset, Number(value), little);
}

/** Bytes that change places together when the byte order does; 1 for text and plain bytes. */
export function wordSize(vr: VR): number {
  if (vr === 'US' || vr === 'SS' || vr === 'OW' || vr === 'AT') return 2;
  if (vr === 'UL' || vr === 'SL' || vr === 'FL' || vr === 'OL' || vr === 'OF') return 4;
  return vr === 'FD' || vr === 'OD' || vr === 'UV' || vr === 'SV' || vr === 'OV' ? 8 : 1;
}

/** A copy with the bytes of each word in the other order; the value itself when its words are bytes. */
export function swapped(bytes: Uint8Array, size: number): Uint8Array {
  if (size === 1) return bytes;
  // Not `slice`, which of a Node buffer is no copy.
  const copy = Uint8Array.from(bytes);
  for (let start = 0; start + size <= copy.length; start += size)
    copy.subarray(start, start + size).reverse();
  return copy;
}

function padded(bytes: Uint8Array, padding: number): Uint8Array {
  if ((bytes.length & 1) === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1);
  even.set(bytes);
  even[bytes.length] = padding;
  return even;
}
