// Takes out of native samples what their unused bits hold (PS3.5 8.1.1, 8.1.2): overlays of old, or anything else. The values stay: above
// the high bit come zeros, or the sign of signed samples.
import { firstNumber } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import type { HeaderResult } from '../part10/header-result.ts';

/** Treats whole samples where they lie. */
export interface StoredBits {
  readonly bytesPerSample: number;
  clean(samples: Uint8Array): void;
}

/** `undefined` where samples have no unused bits, or the header does not say plainly where they are. */
export function storedBitsOf({ dataSet, pixelData }: HeaderResult): StoredBits | undefined {
  const allocated = firstNumber(dataSet, tags.BitsAllocated) ?? 0;
  const stored = firstNumber(dataSet, tags.BitsStored) ?? 0;
  const highBit = firstNumber(dataSet, tags.HighBit) ?? stored - 1;
  const isPlain = stored >= 1 && highBit >= stored - 1 && highBit < allocated;
  if (pixelData?.tag !== tags.PixelData || !isPlain || stored === allocated) return undefined;
  if (allocated !== 8 && allocated !== 16 && allocated !== 32) return undefined;
  const isSigned = firstNumber(dataSet, tags.PixelRepresentation) === 1;
  const shifts: Shifts = { up: 31 - highBit, down: 32 - stored, back: highBit + 1 - stored, isSigned };
  const padding = firstNumber(dataSet, tags.PixelPaddingValue);
  const bytesPerSample = allocated / 8;
  const isLittle = !dataSet.bigEndian;
  // The padding of many scanners lies outside of the stored bits: viewers find it by its whole sample.
  const kept = padding === undefined ? undefined : (padding << (32 - allocated)) >>> (32 - allocated);
  return {
    bytesPerSample,
    clean(samples) {
      const view = new DataView(samples.buffer, samples.byteOffset, samples.byteLength);
      for (let at = 0; at + bytesPerSample <= samples.length; at += bytesPerSample) {
        if (bytesPerSample === 2) {
          const sample = view.getUint16(at, isLittle);
          if (sample !== kept) view.setUint16(at, storedOf(sample, shifts), isLittle);
        } else if (bytesPerSample === 1) {
          const sample = view.getUint8(at);
          if (sample !== kept) view.setUint8(at, storedOf(sample, shifts));
        } else {
          const sample = view.getUint32(at, isLittle);
          if (sample !== kept) view.setUint32(at, storedOf(sample, shifts), isLittle);
        }
      }
    },
  };
}

type Shifts = {
  readonly up: number;
  readonly down: number;
  readonly back: number;
  readonly isSigned: boolean;
};

/** To the top, so that nothing is above, down, so that nothing is below, and back to its place. */
function storedOf(sample: number, { up, down, back, isSigned }: Shifts): number {
  const top = sample << up;
  return (isSigned ? top >> down : top >>> down) << back;
}
