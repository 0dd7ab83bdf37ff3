// Frames that no codec has touched: byte order, single bits, halved chrominance, planes (PS3.5 8.1, 8.2). Pure.
import { type FrameExtent, lookupTransferSyntax } from '@lumenbox/dicom';
import { type DescribedImage, decodedFrameBytes } from '../image/image-description.ts';
import { PixelError } from '../pixel-error.ts';

/** Of GE: implicit little endian, but for the pixel data, which is big endian. */
const bigEndianPixelsUid = '1.2.840.113619.5.2';

/**
 * Native little endian samples by pixel out of a frame's bytes as they lie in the file.
 *
 * @throws PixelError `bad-image-attributes` when there are fewer bytes than the attributes say
 */
export function decodeNativeFrame(
  image: DescribedImage,
  bytes: Uint8Array,
  extent: Pick<FrameExtent, 'bitOffset'> & { readonly startsOdd?: boolean } = {},
): Uint8Array {
  const { rows, columns, bitsAllocated, photometricInterpretation } = image;
  if (bitsAllocated === 1) return unpackBits(bytes, rows * columns, extent.bitOffset ?? 0);
  const isHalved = /^YBR_(FULL|PARTIAL)_422$/.test(photometricInterpretation) && image.samplesPerPixel === 3;
  if (photometricInterpretation === 'YBR_PARTIAL_420') throw new PixelError('unsupported-image');
  const size = decodedFrameBytes(image);
  const expected = isHalved && bitsAllocated === 8 ? (size / 3) * 2 : size;
  if (bytes.length < expected) throw new PixelError('bad-image-attributes', 'the frame is too short');
  const ordered = inLittleEndian(image, bytes.subarray(0, expected), extent.startsOdd === true);
  if (isHalved && bitsAllocated === 8) return withWholeChrominance(ordered, size);
  return image.isPlanar ? byPixel(ordered, image) : ordered;
}

function inLittleEndian(image: DescribedImage, bytes: Uint8Array, startsOdd: boolean): Uint8Array {
  const { transferSyntax, bitsAllocated, pixelVr } = image;
  const isBigEndian = transferSyntax.bigEndian || transferSyntax.uid === bigEndianPixelsUid;
  if (!isBigEndian) return bytes;
  if (bitsAllocated === 8) {
    if (pixelVr !== 'OW') return bytes;
    // Bytes in words are swapped with them; a frame that begins or ends inside a word cannot be taken alone.
    if (startsOdd || bytes.length % 2 === 1) throw new PixelError('unsupported-image');
  }
  return swapped(bytes, bitsAllocated === 8 ? 2 : bitsAllocated / 8);
}

function swapped(bytes: Uint8Array, size: number): Uint8Array {
  const copy = Buffer.from(bytes);
  if (size === 2) copy.swap16();
  else if (size === 4) copy.swap32();
  else if (size === 8) copy.swap64();
  return copy;
}

/** The first pixel is the lowest bit (PS3.5 8.1.1). */
function unpackBits(bytes: Uint8Array, count: number, bitOffset: number): Uint8Array {
  if (bytes.length * 8 < count + bitOffset)
    throw new PixelError('bad-image-attributes', 'the frame is too short');
  const pixels = new Uint8Array(count);
  for (let index = 0, bit = bitOffset; index < count; index += 1, bit += 1) {
    pixels[index] = ((bytes[bit >> 3] as number) >> (bit & 7)) & 1;
  }
  return pixels;
}

/** Two luminances, then the chrominance of both (PS3.3 C.7.6.3.1.2). */
function withWholeChrominance(bytes: Uint8Array, size: number): Uint8Array {
  const whole = new Uint8Array(size);
  for (let from = 0, to = 0; from + 3 < bytes.length; from += 4, to += 6) {
    whole[to] = bytes[from] as number;
    whole[to + 3] = bytes[from + 1] as number;
    whole[to + 1] = whole[to + 4] = bytes[from + 2] as number;
    whole[to + 2] = whole[to + 5] = bytes[from + 3] as number;
  }
  return whole;
}

/** Planes as colours by pixel. */
export function byPixel(
  planes: Uint8Array,
  { samplesPerPixel, bitsAllocated }: Pick<DescribedImage, 'samplesPerPixel' | 'bitsAllocated'>,
): Uint8Array {
  const sampleSize = bitsAllocated / 8;
  const pixels = planes.length / samplesPerPixel / sampleSize;
  const mixed = new Uint8Array(planes.length);
  for (let sample = 0; sample < samplesPerPixel; sample += 1) {
    for (let byte = 0; byte < sampleSize; byte += 1) {
      let from = sample * pixels * sampleSize + byte;
      let to = sample * sampleSize + byte;
      for (let pixel = 0; pixel < pixels; pixel += 1) {
        mixed[to] = planes[from] as number;
        from += sampleSize;
        to += sampleSize * samplesPerPixel;
      }
    }
  }
  return mixed;
}

/** Whether the pixel data of a transfer syntax lies there as it is. */
export function isNative(transferSyntaxUid: string): boolean {
  const syntax = lookupTransferSyntax(transferSyntaxUid);
  return syntax !== undefined && !syntax.encapsulated && !syntax.video && !syntax.uid.includes('.4.');
}
