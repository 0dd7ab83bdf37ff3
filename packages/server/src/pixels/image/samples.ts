// Decoded frames: samples as numbers in typed arrays, colours by pixel. Made by decoding, read by rendering and encoding.
import type { ImageDescription } from './image-description.ts';

/** A decoded frame. */
export interface DecodedFrame {
  readonly image: ImageDescription;
  /** Native little endian samples, rows from the top, colours by pixel; single bits are bytes. */
  readonly bytes: Uint8Array;
  /** The colour space of the samples as they are now: a decoder may have undone a transformation. */
  readonly colourSpace: 'grey' | 'palette' | 'rgb' | 'ybr';
}

/** Samples as numbers. */
export type Samples =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/** The samples of a frame: views on its bytes where nothing but stored bits is in them, else copies. */
export function samplesOf({ image, bytes }: DecodedFrame): Samples {
  const { bitsAllocated, bitsStored, bitShift, isSigned } = image;
  if (image.sampleKind === 'float') {
    return bitsAllocated === 64 ? new Float64Array(aligned(bytes, 8)) : new Float32Array(aligned(bytes, 4));
  }
  const whole = integers(bytes, Math.max(8, bitsAllocated), isSigned);
  if (bitsAllocated === 1 || bitsStored === bitsAllocated) return whole;
  return withoutOtherBits(whole, { bitsAllocated, bitsStored, bitShift, isSigned });
}

function integers(bytes: Uint8Array, bits: number, isSigned: boolean): Samples {
  if (bits === 8) return isSigned ? new Int8Array(aligned(bytes, 1)) : bytes;
  const buffer = aligned(bytes, bits / 8);
  if (bits === 16) return isSigned ? new Int16Array(buffer) : new Uint16Array(buffer);
  return isSigned ? new Int32Array(buffer) : new Uint32Array(buffer);
}

/** A buffer of exactly these bytes, copied only when they are a part of another. */
function aligned(bytes: Uint8Array, size: number): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  const isWhole = byteOffset === 0 && byteLength === buffer.byteLength && byteLength % size === 0;
  if (isWhole) return buffer as ArrayBuffer;
  // Not by the method of the value: a Buffer's `slice` copies nothing, and its memory holds other things too.
  return Uint8Array.prototype.slice.call(bytes, 0, byteLength - (byteLength % size)).buffer;
}

/** Bits outside the stored ones may hold overlays or anything (PS3.5 8.1.1). */
function withoutOtherBits(
  samples: Samples,
  image: Pick<ImageDescription, 'bitsAllocated' | 'bitsStored' | 'bitShift' | 'isSigned'>,
): Samples {
  const { bitsStored, bitShift, isSigned } = image;
  const left = 32 - bitsStored - bitShift;
  const right = 32 - bitsStored;
  const cleaned = samples.slice();
  for (let index = 0; index < cleaned.length; index += 1) {
    const value = (samples[index] as number) << left;
    cleaned[index] = isSigned ? value >> right : value >>> right;
  }
  return cleaned;
}
