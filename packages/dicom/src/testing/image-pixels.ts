// The pixels of made images and the elements that describe them: samples, Pixel Data, RLE fragments.
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import { encodeRleFrame } from '../frames/rle-encoding.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { defaultSize, element, type InstanceOptions } from './instance-elements.ts';

/** How an image's samples are described (PS3.3 C.7.6.3). */
export interface Samples {
  readonly bitsAllocated: 8 | 16;
  readonly bitsStored: number;
  readonly signed: boolean;
  readonly colours: 1 | 3;
}

// Loops over indexes from here on: `from` with a function and `forEach` take five times as long for half a megabyte.

/** Hounsfield units as 16 bit little endian samples. */
export function ctPixels(hounsfield: Float32Array, intercept: number): Uint8Array {
  const bytes = new Uint8Array(hounsfield.length * 2);
  for (let i = 0; i < hounsfield.length; i++) {
    const sample = Math.floor((hounsfield[i] as number) + 0.5) - intercept;
    bytes[2 * i] = sample & 0xff;
    bytes[2 * i + 1] = (sample >> 8) & 0xff;
  }
  return bytes;
}

/** Values as unsigned 12 bit samples in 16 little endian bits; what is beyond becomes the nearest. */
export function unsignedPixels(values: Float32Array): Uint8Array {
  const bytes = new Uint8Array(values.length * 2);
  for (let i = 0; i < values.length; i++) {
    const sample = Math.max(0, Math.min(4095, Math.floor((values[i] as number) + 0.5)));
    bytes[2 * i] = sample & 0xff;
    bytes[2 * i + 1] = sample >> 8;
  }
  return bytes;
}

/** All frames one behind the other. */
export function joined(frames: readonly Uint8Array[]): Uint8Array {
  const [only] = frames;
  if (frames.length === 1 && only !== undefined) return only;
  const whole = new Uint8Array(frames.reduce((size, frame) => size + frame.length, 0));
  let at = 0;
  for (const frame of frames) {
    whole.set(frame, at);
    at += frame.length;
  }
  return whole;
}

/** Image pixel module and its neighbours, without the pixels (PS3.3 C.7.6.3). */
export function pixelElements(options: InstanceOptions, samples: Samples): ElementInput[] {
  const colour = samples.colours === 3;
  return [
    element('BurnedInAnnotation', 'NO'),
    element('SamplesPerPixel', [samples.colours]),
    element('PhotometricInterpretation', colour ? 'RGB' : 'MONOCHROME2'),
    ...(colour ? [element('PlanarConfiguration', [0])] : []),
    ...(options.frames === undefined ? [] : [element('NumberOfFrames', options.frames)]),
    element('Rows', [options.rows ?? defaultSize]),
    element('Columns', [options.columns ?? defaultSize]),
    element('BitsAllocated', [samples.bitsAllocated]),
    element('BitsStored', [samples.bitsStored]),
    element('HighBit', [samples.bitsStored - 1]),
    element('PixelRepresentation', [samples.signed ? 1 : 0]),
    element('LossyImageCompression', '00'),
  ];
}

/** Pixel Data: native, or a fragment a frame with an offset table for RLE Lossless (PS3.5 8, A.4). */
export function pixelDataElement(
  options: InstanceOptions,
  samples: Samples,
  pixelData: Uint8Array,
): ElementInput {
  if (options.transferSyntaxUid !== transferSyntaxUids.rleLossless) {
    // In the implicit syntax pixel data are always words (PS3.5 A.1).
    const implicit = options.transferSyntaxUid === transferSyntaxUids.implicitLittleEndian;
    return {
      tag: tags.PixelData,
      vr: samples.bitsAllocated === 8 && !implicit ? 'OB' : 'OW',
      value: pixelData,
    };
  }
  const columns = options.columns ?? defaultSize;
  const pixels = (options.rows ?? defaultSize) * columns;
  const size = pixels * samples.colours * (samples.bitsAllocated / 8);
  const layout = { bitsAllocated: samples.bitsAllocated, samplesPerPixel: samples.colours, pixels };
  const fragments = Array.from({ length: options.frames ?? 1 }, (_, frame) =>
    encodeRleFrame(pixelData.subarray(frame * size, (frame + 1) * size), layout, columns),
  );
  const offsetTable: number[] = [];
  let offset = 0;
  for (const fragment of fragments) {
    offsetTable.push(offset);
    offset += 8 + fragment.length;
  }
  return { tag: tags.PixelData, vr: 'OB', fragments, offsetTable };
}
