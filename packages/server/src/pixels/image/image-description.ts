// What a header says of an image's samples, checked before any byte of pixel data is touched. No display, no decoding.
import {
  type DataSet,
  firstNumber,
  firstString,
  frameCount,
  type HeaderResult,
  lookupTransferSyntax,
  type TransferSyntax,
  tags,
} from '@lumenbox/dicom';
import { PixelError } from '../pixel-error.ts';

/** How an image's samples are described (PS3.3 C.7.6.3). */
export interface ImageDescription {
  readonly rows: number;
  readonly columns: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  /** Bits to the right of the stored ones: High Bit + 1 - Bits Stored. */
  readonly bitShift: number;
  readonly isSigned: boolean;
  /** `integer`, or the floats of Float Pixel Data and Double Float Pixel Data (PS3.3 C.7.6.24). */
  readonly sampleKind: 'integer' | 'float';
  readonly photometricInterpretation: string;
  /** Planar Configuration 1: all of a colour, then all of the next (native pixel data alone). */
  readonly isPlanar: boolean;
  readonly frameCount: number;
}

/** An image with how its pixel data is encoded. */
export interface DescribedImage extends ImageDescription {
  readonly transferSyntax: TransferSyntax;
  /** The VR of the pixel data: `OB`, `OW`, `OF`, `OD`. */
  readonly pixelVr: string;
}

/**
 * Bytes of a decoded frame at most: 11,585 x 11,585 pixels of 16 bits. Single frames of mammography have a fifth of it;
 * whole slide images come in tiles. Rendering holds such a frame four times, and there are several threads.
 */
export const frameBytesMax = 256 * 1024 * 1024;

/** @throws PixelError `no-pixel-data`, `unsupported-transfer-syntax`, `bad-image-attributes`, `image-too-large` */
export function describeImage(header: HeaderResult): DescribedImage {
  const { dataSet, pixelData } = header;
  if (pixelData === undefined) throw new PixelError('no-pixel-data');
  const transferSyntax = lookupTransferSyntax(header.transferSyntaxUid);
  if (transferSyntax === undefined) throw new PixelError('unsupported-transfer-syntax');
  const isFloat = pixelData.tag !== tags.PixelData;
  const floatBits = pixelData.tag === tags.DoubleFloatPixelData ? 64 : 32;
  const bitsAllocated = isFloat ? floatBits : needed(dataSet, tags.BitsAllocated);
  const bitsStored = isFloat ? floatBits : (firstNumber(dataSet, tags.BitsStored) ?? bitsAllocated);
  const highBit = isFloat ? floatBits - 1 : (firstNumber(dataSet, tags.HighBit) ?? bitsStored - 1);
  const samplesPerPixel = firstNumber(dataSet, tags.SamplesPerPixel) ?? 1;
  const image: DescribedImage = {
    rows: needed(dataSet, tags.Rows),
    columns: needed(dataSet, tags.Columns),
    samplesPerPixel,
    bitsAllocated,
    bitsStored,
    bitShift: highBit + 1 - bitsStored,
    isSigned: !isFloat && firstNumber(dataSet, tags.PixelRepresentation) === 1,
    sampleKind: isFloat ? 'float' : 'integer',
    photometricInterpretation:
      firstString(dataSet, tags.PhotometricInterpretation) ?? (samplesPerPixel === 3 ? 'RGB' : 'MONOCHROME2'),
    isPlanar: firstNumber(dataSet, tags.PlanarConfiguration) === 1 && samplesPerPixel > 1,
    frameCount: frameCount(dataSet),
    transferSyntax,
    pixelVr: pixelData.vr,
  };
  check(image);
  return image;
}

function needed(dataSet: DataSet, tag: number): number {
  const value = firstNumber(dataSet, tag);
  if (value === undefined) throw new PixelError('bad-image-attributes', 'rows, columns or bits are missing');
  return value;
}

function check(image: DescribedImage): void {
  const { rows, columns, samplesPerPixel, bitsAllocated, bitsStored, bitShift } = image;
  const isInRange =
    isBetween(rows, 1, 65_535) &&
    isBetween(columns, 1, 65_535) &&
    (samplesPerPixel === 1 || samplesPerPixel === 3) &&
    [1, 8, 16, 32, 64].includes(bitsAllocated) &&
    isBetween(bitsStored, 1, bitsAllocated) &&
    isBetween(bitShift, 0, bitsAllocated - bitsStored);
  if (!isInRange) throw new PixelError('bad-image-attributes', 'rows, columns, samples or bits');
  if (bitsAllocated === 64 && image.sampleKind === 'integer') throw new PixelError('unsupported-image');
  if (decodedFrameBytes(image) > frameBytesMax) throw new PixelError('image-too-large');
}

function isBetween(value: number, min: number, max: number): boolean {
  return Number.isInteger(value) && value >= min && value <= max;
}

/** Bytes of a decoded frame: single bits become bytes. A safe integer for everything that a header can say. */
export function decodedFrameBytes(image: ImageDescription): number {
  return image.rows * image.columns * image.samplesPerPixel * (Math.max(8, image.bitsAllocated) / 8);
}

/** Whether pixels are one grey value each. */
export function isGrey({ photometricInterpretation }: ImageDescription): boolean {
  return photometricInterpretation.startsWith('MONOCHROME');
}
