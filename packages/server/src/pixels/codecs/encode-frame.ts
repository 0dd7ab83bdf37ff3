// Encodes one decoded frame in a transfer syntax without loss, and proves it by decoding. Runs in a worker thread.
import { encodeRleFrame } from '@lumenbox/dicom';
import type { ImageDescription } from '../image/image-description.ts';
import type { DecodedFrame } from '../image/samples.ts';
import { PixelError } from '../pixel-error.ts';
import type { Codec, CodecFormat } from './codec-module.ts';
import { readCodestreamFacts } from './codestream-facts.ts';

/** Transfer syntaxes that frames are encoded in, each without loss. */
const encodings: Readonly<Record<string, 'native' | 'rle' | CodecFormat>> = {
  '1.2.840.10008.1.2': 'native',
  '1.2.840.10008.1.2.1': 'native',
  '1.2.840.10008.1.2.4.57': 'Jpeg',
  '1.2.840.10008.1.2.4.70': 'Jpeg',
  '1.2.840.10008.1.2.4.80': 'JpegLs',
  '1.2.840.10008.1.2.4.90': 'Jpeg2000',
  '1.2.840.10008.1.2.4.110': 'JpegXl',
  '1.2.840.10008.1.2.4.201': 'HtJpeg2000',
  '1.2.840.10008.1.2.4.202': 'HtJpeg2000',
  '1.2.840.10008.1.2.5': 'rle',
};

/** The transfer syntaxes that frames can be encoded in. */
export const encodableTransferSyntaxUids: readonly string[] = Object.keys(encodings);

/** A frame in a transfer syntax, and how the image's attributes must now describe it (PS3.5 8.2). */
export interface FrameInSyntax {
  readonly bytes: Uint8Array;
  readonly image: ImageDescription;
}

/**
 * @param options.isTransformed JPEG 2000 with the reversible colour transformation, as frames beside this one have it
 * @throws PixelError `unsupported-image`, `encode-failed`
 */
export function encodeFrame(
  codec: Codec,
  frame: DecodedFrame,
  transferSyntaxUid: string,
  { isTransformed = false }: { readonly isTransformed?: boolean } = {},
): FrameInSyntax {
  const encoding = encodings[transferSyntaxUid];
  if (encoding === undefined) throw new PixelError('unsupported-transfer-syntax');
  const image = withTrueColours(frame);
  if (encoding === 'native') return { bytes: inBits(frame), image };
  if (image.sampleKind === 'float' || image.bitsAllocated === 1) throw new PixelError('unsupported-image');
  if (encoding === 'rle') return { bytes: encodeRle(frame), image };
  return encodeWithCodec(codec, { ...frame, image }, { format: encoding, isTransformed });
}

/** Samples are by pixel now, and in the colour space that the decoder left them in. */
function withTrueColours({ image, colourSpace }: DecodedFrame): ImageDescription {
  if (image.samplesPerPixel === 1) return image;
  const photometricInterpretation = colourSpace === 'rgb' ? 'RGB' : 'YBR_FULL';
  return { ...image, isPlanar: false, photometricInterpretation };
}

/** Single bits are packed again, the first pixel lowest. Frames of a whole number of bytes only: others share bytes. */
function inBits({ image, bytes }: DecodedFrame): Uint8Array {
  if (image.bitsAllocated !== 1) return bytes;
  if (bytes.length % 8 !== 0 && image.frameCount > 1) throw new PixelError('unsupported-image');
  const packed = new Uint8Array(Math.ceil(bytes.length / 8));
  for (let index = 0; index < bytes.length; index += 1) {
    if (bytes[index] !== 0) packed[index >> 3] = (packed[index >> 3] as number) | (1 << (index & 7));
  }
  return packed;
}

function encodeRle({ image, bytes }: DecodedFrame): Uint8Array {
  const { bitsAllocated, rows, columns, samplesPerPixel } = image;
  if (bitsAllocated !== 8 && bitsAllocated !== 16 && bitsAllocated !== 32) {
    throw new PixelError('unsupported-image');
  }
  const layout = {
    bitsAllocated,
    samplesPerPixel: samplesPerPixel === 3 ? 3 : 1,
    pixels: rows * columns,
  } as const;
  return encodeRleFrame(bytes, layout, columns);
}

function encodeWithCodec(
  codec: Codec,
  frame: DecodedFrame,
  { format, isTransformed: isWanted }: { readonly format: CodecFormat; readonly isTransformed: boolean },
): FrameInSyntax {
  const { image, bytes } = frame;
  if (image.bitsAllocated > 16) throw new PixelError('unsupported-image');
  const code = attempt(() => codec.encode(format, image, bytes, { isLossy: false, isTransformed: isWanted }));
  // Bits outside the stored ones do not survive, and no library is without faults: what is not equal is not handed out.
  const decoded = attempt(() => codec.decode(format, image, code));
  if (!Buffer.from(decoded.buffer).equals(bytes)) {
    throw new PixelError('encode-failed', 'decoding gives other pixels');
  }
  const isTransformed = readCodestreamFacts(code)?.isTransformed === true;
  return { bytes: code, image: isTransformed ? { ...image, photometricInterpretation: 'YBR_RCT' } : image };
}

function attempt(work: () => Uint8Array): Uint8Array {
  try {
    return work();
  } catch (error) {
    throw new PixelError('encode-failed', error instanceof Error ? error.message.slice(0, 200) : undefined);
  }
}
