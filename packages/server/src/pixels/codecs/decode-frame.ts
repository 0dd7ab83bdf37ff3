// Decodes one frame of any transfer syntax that we know into native samples. Runs in a worker thread.
import { inflateRawSync } from 'node:zlib';
import { DicomError, decodeRleFrame, type FrameExtent } from '@lumenbox/dicom';
import { type DescribedImage, decodedFrameBytes, isGrey } from '../image/image-description.ts';
import type { DecodedFrame } from '../image/samples.ts';
import { PixelError } from '../pixel-error.ts';
import type { Codec, CodecFormat } from './codec-module.ts';
import { type CodestreamFacts, readCodestreamFacts } from './codestream-facts.ts';
import { byPixel, decodeNativeFrame, isNative } from './native-frames.ts';

type Decoding =
  | { readonly kind: 'native' }
  | { readonly kind: 'rle' }
  | { readonly kind: 'deflated' }
  | { readonly kind: 'codec'; readonly format: CodecFormat };

const jpeg = { kind: 'codec', format: 'Jpeg' } as const;
const jpeg2000 = { kind: 'codec', format: 'Jpeg2000' } as const;
const htJpeg2000 = { kind: 'codec', format: 'HtJpeg2000' } as const;
const jpegXl = { kind: 'codec', format: 'JpegXl' } as const;

/** Transfer syntaxes with encapsulated pixel data that can be decoded (PS3.5 A.4). */
const decodings: Readonly<Record<string, Decoding>> = {
  '1.2.840.10008.1.2.1.98': { kind: 'native' },
  '1.2.840.10008.1.2.4.50': jpeg,
  '1.2.840.10008.1.2.4.51': jpeg,
  '1.2.840.10008.1.2.4.53': jpeg,
  '1.2.840.10008.1.2.4.55': jpeg,
  '1.2.840.10008.1.2.4.57': jpeg,
  '1.2.840.10008.1.2.4.70': jpeg,
  '1.2.840.10008.1.2.4.80': { kind: 'codec', format: 'JpegLs' },
  '1.2.840.10008.1.2.4.81': { kind: 'codec', format: 'JpegLs' },
  '1.2.840.10008.1.2.4.90': jpeg2000,
  '1.2.840.10008.1.2.4.91': jpeg2000,
  '1.2.840.10008.1.2.4.110': jpegXl,
  '1.2.840.10008.1.2.4.111': jpegXl,
  '1.2.840.10008.1.2.4.112': jpegXl,
  '1.2.840.10008.1.2.4.201': htJpeg2000,
  '1.2.840.10008.1.2.4.202': htJpeg2000,
  '1.2.840.10008.1.2.4.203': htJpeg2000,
  '1.2.840.10008.1.2.5': { kind: 'rle' },
  '1.2.840.10008.1.2.8.1': { kind: 'deflated' },
};

/** Whether pixel data of this transfer syntax can be decoded here. */
export function canDecode(transferSyntaxUid: string): boolean {
  return decodings[transferSyntaxUid] !== undefined || isNative(transferSyntaxUid);
}

/** A frame's bytes as they lie in the file, fragments joined. */
export interface EncodedFrame extends Pick<FrameExtent, 'bitOffset'> {
  readonly bytes: Uint8Array;
  /** The frame begins at an odd place of the pixel data: only matters to bytes in big endian words. */
  readonly startsOdd?: boolean;
}

/** @throws PixelError `decode-failed`, `unsupported-transfer-syntax`, `bad-image-attributes` */
export function decodeFrame(codec: Codec, image: DescribedImage, frame: EncodedFrame): DecodedFrame {
  const { uid } = image.transferSyntax;
  const decoding = decodings[uid] ?? (isNative(uid) ? { kind: 'native' } : undefined);
  if (decoding === undefined) throw new PixelError('unsupported-transfer-syntax');
  switch (decoding.kind) {
    case 'native':
      return finished(image, decodeNativeFrame(image, frame.bytes, frame));
    case 'deflated':
      return finished(image, decodeNativeFrame(image, inflateFrame(image, frame.bytes)));
    case 'rle':
      return finished(image, decodeRle(image, frame.bytes));
    case 'codec':
      return decodeCode(codec, image, { code: frame.bytes, format: decoding.format });
  }
}

function finished(image: DescribedImage, bytes: Uint8Array, facts?: CodestreamFacts): DecodedFrame {
  return { image: { ...image, isPlanar: false }, bytes, colourSpace: colourSpaceOf(image, facts) };
}

/** What a code says of its own colours goes before the attribute, which is often wrong. */
function colourSpaceOf(image: DescribedImage, facts?: CodestreamFacts): DecodedFrame['colourSpace'] {
  if (image.samplesPerPixel === 1) return isGrey(image) || !isPalette(image) ? 'grey' : 'palette';
  if (facts?.jpegColours !== undefined) return facts.jpegColours;
  const { photometricInterpretation } = image;
  // The decoders undo the transformations of JPEG 2000 themselves.
  return /^YBR_(FULL|PARTIAL)/.test(photometricInterpretation) ? 'ybr' : 'rgb';
}

function isPalette({ photometricInterpretation }: DescribedImage): boolean {
  return photometricInterpretation === 'PALETTE COLOR';
}

/** Each frame is one deflate stream (PS3.5 A.4.13). */
function inflateFrame(image: DescribedImage, bytes: Uint8Array): Uint8Array {
  try {
    // A padding byte may lie behind the stream, and one inside for odd frames.
    return inflateRawSync(bytes, { maxOutputLength: decodedFrameBytes(image) + 1 });
  } catch (error) {
    throw new PixelError('decode-failed', error instanceof Error ? error.message : undefined);
  }
}

function decodeRle(image: DescribedImage, bytes: Uint8Array): Uint8Array {
  const { bitsAllocated, samplesPerPixel } = image;
  if (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32) {
    throw new PixelError('unsupported-image');
  }
  const layout = {
    bitsAllocated,
    samplesPerPixel: samplesPerPixel === 3 ? 3 : 1,
    pixels: image.rows * image.columns,
  } as const;
  try {
    return decodeRleFrame(bytes, layout);
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    throw new PixelError('decode-failed', error.message);
  }
}

function decodeCode(
  codec: Codec,
  image: DescribedImage,
  { code, format }: { readonly code: Uint8Array; readonly format: CodecFormat },
): DecodedFrame {
  const facts = readCodestreamFacts(code);
  checkFacts(image, format, facts);
  const size = decodedFrameBytes(image);
  const decoded = decodeGuarded(codec, image, { code, format });
  // Eight bits in a code, sixteen allocated.
  const isNarrow = decoded.length * 2 === size;
  if (decoded.length !== size && !isNarrow)
    throw new PixelError('decode-failed', 'the code holds another image than the attributes say');
  const { samplesPerPixel } = image;
  const bitsAllocated = isNarrow ? 8 : image.bitsAllocated;
  // Whatever Planar Configuration says: how a code has its components, the code says itself (PS3.5 8.2.3).
  const mixed = facts?.isPlanar === true ? byPixel(decoded, { samplesPerPixel, bitsAllocated }) : decoded;
  return finished(image, isNarrow ? widened(mixed, image.isSigned) : mixed, facts);
}

function decodeGuarded(
  codec: Codec,
  image: DescribedImage,
  { code, format }: { readonly code: Uint8Array; readonly format: CodecFormat },
): Uint8Array {
  try {
    return codec.decode(format, image, code);
  } catch (error) {
    // The library's words come from a closed list in its code and name positions and parameters only.
    const about = error instanceof Error ? error.message.split('\n')[0]?.slice(0, 200) : undefined;
    throw new PixelError('decode-failed', about);
  }
}

/** Before a codec allocates anything: does the code claim the image that the attributes claim? */
function checkFacts(image: DescribedImage, format: CodecFormat, facts?: CodestreamFacts): void {
  if (format === 'JpegXl') return;
  if (facts === undefined) throw new PixelError('decode-failed', 'this is no code of the transfer syntax');
  const isSame =
    facts.rows === image.rows &&
    facts.columns === image.columns &&
    facts.components === image.samplesPerPixel &&
    facts.precision <= image.bitsAllocated;
  if (!isSame) throw new PixelError('decode-failed', 'the code holds another image than the attributes say');
}

function widened(bytes: Uint8Array, isSigned: boolean): Uint8Array {
  const samples = isSigned ? Int16Array.from(new Int8Array(bytes)) : Uint16Array.from(bytes);
  return new Uint8Array(samples.buffer);
}
