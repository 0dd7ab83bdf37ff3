// Colours on their way to a screen: palettes, YCbCr, samples of more than eight bits (PS3.3 C.7.6.3.1.2). No windows.

import type { LookupTable } from '@lumenbox/dicom';
import type { DisplayFacts } from '../image/display-facts.ts';
import { type DecodedFrame, type Samples, samplesOf } from '../image/samples.ts';
import { PixelError } from '../pixel-error.ts';
import type { Raster } from './raster.ts';

/** The picture of a frame of three samples, or of a palette. @throws PixelError `unsupported-image` */
export function renderColour(frame: DecodedFrame, facts: DisplayFacts): Raster {
  const { rows: height, columns: width } = frame.image;
  return { width, height, channels: 3, data: coloursOf(frame, facts) };
}

function coloursOf(frame: DecodedFrame, facts: DisplayFacts): Uint8Array {
  if (frame.image.sampleKind === 'float') throw new PixelError('unsupported-image');
  const samples = samplesOf(frame);
  if (frame.colourSpace === 'palette') return throughPalette(samples, facts.palette);
  const bytes = eightBits(samples, frame.image);
  if (frame.colourSpace !== 'ybr') return bytes;
  return frame.image.photometricInterpretation.startsWith('YBR_PARTIAL')
    ? fromPartialYbr(bytes)
    : fromFullYbr(bytes);
}

function throughPalette(samples: Samples, palette: DisplayFacts['palette']): Uint8Array {
  if (palette === undefined) throw new PixelError('bad-image-attributes', 'the palette is missing');
  const colours = new Uint8Array(samples.length * 3);
  [palette.red, palette.green, palette.blue].forEach((table, channel) => {
    const entries = entriesOfEightBits(table);
    const last = entries.length - 1;
    for (let index = 0, at = channel; index < samples.length; index += 1, at += 3) {
      const entry = (samples[index] as number) - table.first;
      colours[at] = entries[Math.min(Math.max(entry, 0), last)] as number;
    }
  });
  return colours;
}

function entriesOfEightBits({ entries, bits }: LookupTable): Uint8Array {
  return Uint8Array.from(entries, (entry) => entry >> (bits - 8));
}

function eightBits(samples: Samples, { bitsStored, isSigned }: DecodedFrame['image']): Uint8Array {
  if (samples instanceof Uint8Array && bitsStored === 8) return samples;
  const offset = isSigned ? 2 ** (bitsStored - 1) : 0;
  const scale = 255 / (2 ** bitsStored - 1);
  const bytes = new Uint8Array(samples.length);
  for (let index = 0; index < bytes.length; index += 1) {
    bytes[index] = ((samples[index] as number) + offset) * scale + 0.5;
  }
  return bytes;
}

function fromFullYbr(ybr: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(ybr.length);
  for (let at = 0; at + 2 < ybr.length; at += 3) {
    const y = ybr[at] as number;
    const cb = (ybr[at + 1] as number) - 128;
    const cr = (ybr[at + 2] as number) - 128;
    rgb[at] = y + 1.402 * cr;
    rgb[at + 1] = y - 0.344136 * cb - 0.714136 * cr;
    rgb[at + 2] = y + 1.772 * cb;
  }
  return new Uint8Array(rgb.buffer);
}

/** Black is 16 and white 235. */
function fromPartialYbr(ybr: Uint8Array): Uint8Array {
  const rgb = new Uint8ClampedArray(ybr.length);
  for (let at = 0; at + 2 < ybr.length; at += 3) {
    const y = ((ybr[at] as number) - 16) * 1.164384;
    const cb = (ybr[at + 1] as number) - 128;
    const cr = (ybr[at + 2] as number) - 128;
    rgb[at] = y + 1.596027 * cr;
    rgb[at + 1] = y - 0.391762 * cb - 0.812968 * cr;
    rgb[at + 2] = y + 2.017232 * cb;
  }
  return new Uint8Array(rgb.buffer);
}
