// The octets of a frame as numbers: bits outside the stored ones taken away, rescaled to the modality's units. Pure.
import type { ViewedImage } from './image-facts.ts';

/** What a grey frame's values are kept in. */
export type GreyValues = Uint8Array | Int16Array | Uint16Array | Float32Array;

/** What of an image says how its octets are to be read. */
type Stored = Pick<
  ViewedImage,
  | 'rows'
  | 'columns'
  | 'bitsAllocated'
  | 'bitsStored'
  | 'highBit'
  | 'isSigned'
  | 'isFloat'
  | 'slope'
  | 'intercept'
>;

/** The values of a frame in little endian octets, in units of the modality. Throws when there are too few octets. */
export function readGreyFrame(octets: ArrayBuffer, image: Stored): GreyValues {
  const count = image.rows * image.columns;
  const needed = count * (image.bitsAllocated / 8);
  if (octets.byteLength < needed) throw new Error(`The frame has ${octets.byteLength} of ${needed} octets.`);
  const stored = storedValues(octets.slice(0, needed), image);
  return rescaled(stored, image);
}

function storedValues(octets: ArrayBuffer, image: Stored): ArrayLike<number> {
  const { bitsAllocated, bitsStored, highBit, isSigned, isFloat } = image;
  if (isFloat) return bitsAllocated === 64 ? new Float64Array(octets) : new Float32Array(octets);
  const whole = integers(octets, bitsAllocated, isSigned);
  if (bitsStored === bitsAllocated) return whole;
  const left = 32 - highBit - 1;
  const right = 32 - bitsStored;
  for (let index = 0; index < whole.length; index += 1) {
    const value = (whole[index] as number) << left;
    whole[index] = isSigned ? value >> right : value >>> right;
  }
  return whole;
}

function integers(octets: ArrayBuffer, bits: number, isSigned: boolean) {
  if (bits === 8) return isSigned ? new Int8Array(octets) : new Uint8Array(octets);
  if (bits === 16) return isSigned ? new Int16Array(octets) : new Uint16Array(octets);
  if (bits === 32) return isSigned ? new Int32Array(octets) : new Uint32Array(octets);
  throw new Error(`Samples of ${bits} bits are not shown.`);
}

function rescaled(stored: ArrayLike<number>, image: Stored): GreyValues {
  const { slope, intercept } = image;
  const isPlain = slope === 1 && intercept === 0;
  if (
    isPlain &&
    (stored instanceof Uint8Array || stored instanceof Int16Array || stored instanceof Uint16Array)
  )
    return stored;
  const Values = typeFor(image);
  const values = new Values(stored.length);
  for (let index = 0; index < values.length; index += 1)
    values[index] = (stored[index] as number) * slope + intercept;
  return values;
}

/** The smallest kind of array that holds every value that may occur: the same for all slices of a volume. */
function typeFor({ slope, intercept, bitsStored, isSigned, isFloat }: Stored) {
  if (isFloat || !Number.isInteger(slope) || !Number.isInteger(intercept)) return Float32Array;
  const low = isSigned ? -(2 ** (bitsStored - 1)) : 0;
  const high = 2 ** (isSigned ? bitsStored - 1 : bitsStored) - 1;
  const ends = [low * slope + intercept, high * slope + intercept];
  if (Math.min(...ends) >= -32_768 && Math.max(...ends) <= 32_767) return Int16Array;
  if (Math.min(...ends) >= 0 && Math.max(...ends) <= 65_535) return Uint16Array;
  return Float32Array;
}

/** The smallest and the largest value. */
export function extremesOf(values: GreyValues): { low: number; high: number } {
  let low = values[0] ?? 0;
  let high = low;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
