// Grey values on their way to a screen: modality, VOI, presentation (PS3.4 N.2). One table, one pass over the samples.

import type { LookupTable } from '@lumenbox/dicom';
import type { DisplayFacts, VoiWindow } from '../image/display-facts.ts';
import { type DecodedFrame, type Samples, samplesOf } from '../image/samples.ts';
import type { Raster } from './raster.ts';

/** Samples of so many bits are mapped through a table of all their values; beyond, each is computed. */
const tableBitsMax = 16;

/** Maps a value of the modality transformation to the brightness 0 to 255, before any inversion. */
type VoiMapping = (value: number) => number;

/**
 * The grey picture of a frame. The window is the given one; else the file's; else its VOI table; else, for samples of
 * up to eight bits, everything that they can hold, and for others everything that occurs in the frame but padding.
 */
export function renderGrey(
  frame: DecodedFrame,
  facts: DisplayFacts,
  options: { readonly window?: VoiWindow },
): Raster {
  const { rows: height, columns: width } = frame.image;
  const samples = samplesOf(frame);
  const modality = modalityMapping(facts);
  const voi = chooseVoi(frame, facts, { samples, modality, window: options.window });
  const flip = facts.isInverse ? 255 : 0;
  const { padding } = facts;
  const brightness = (sample: number): number => {
    // Padding is what lies around an image (PS3.3 C.7.5.1.1.2): black, whatever the window, and where small values are white too.
    if (padding !== undefined && sample >= padding.low && sample <= padding.high) return 0;
    return voi(modality(sample)) ^ flip;
  };
  return { width, height, channels: 1, data: mapSamples(frame, samples, brightness) };
}

function modalityMapping({ rescale, modalityTable }: DisplayFacts): (sample: number) => number {
  if (modalityTable !== undefined) return (sample) => entryAt(modalityTable, sample);
  const { slope, intercept } = rescale;
  return (sample) => sample * slope + intercept;
}

function entryAt({ first, entries }: LookupTable, value: number): number {
  const index = Math.min(Math.max(Math.round(value) - first, 0), entries.length - 1);
  return entries[index] as number;
}

interface VoiChoice {
  readonly samples: Samples;
  readonly modality: (sample: number) => number;
  readonly window: VoiWindow | undefined;
}

function chooseVoi(
  { image }: DecodedFrame,
  facts: DisplayFacts,
  { samples, modality, window }: VoiChoice,
): VoiMapping {
  const chosen = window ?? facts.window;
  if (chosen !== undefined) return windowMapping(chosen);
  const { voiTable } = facts;
  if (voiTable !== undefined) {
    const scale = 255 / (2 ** voiTable.bits - 1);
    return (value) => clamped(entryAt(voiTable, value) * scale);
  }
  const isWhole = image.sampleKind === 'integer' && image.bitsStored <= 8;
  const [low, high] = isWhole ? storable(image) : occurring(samples, facts.padding);
  const ends = [modality(low), modality(high)];
  return rangeMapping(Math.min(...ends), Math.max(...ends));
}

/** PS3.3 C.11.2.1.2 and C.11.2.1.3. */
function windowMapping({ center, width, function: voiFunction }: VoiWindow): VoiMapping {
  if (voiFunction === 'SIGMOID') {
    return (value) => clamped(255 / (1 + Math.exp((-4 * (value - center)) / width)));
  }
  if (voiFunction === 'LINEAR_EXACT') return rangeMapping(center - width / 2, center + width / 2);
  return rangeMapping(center - 0.5 - (width - 1) / 2, center - 0.5 + (width - 1) / 2);
}

/** A range without width is a threshold. */
function rangeMapping(low: number, high: number): VoiMapping {
  if (!(high > low)) return (value) => (value > low ? 255 : 0);
  const scale = 255 / (high - low);
  return (value) => clamped((value - low) * scale);
}

function clamped(value: number): number {
  if (!(value > 0)) return 0;
  return value >= 255 ? 255 : (value + 0.5) | 0;
}

function storable({ bitsStored, isSigned }: DecodedFrame['image']): readonly [number, number] {
  const count = 2 ** bitsStored;
  return isSigned ? [-count / 2, count / 2 - 1] : [0, count - 1];
}

function occurring(samples: Samples, padding: DisplayFacts['padding']): readonly [number, number] {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const paddingLow = padding?.low ?? Number.POSITIVE_INFINITY;
  const paddingHigh = padding?.high ?? Number.NEGATIVE_INFINITY;
  for (let index = 0; index < samples.length; index += 1) {
    const sample = samples[index] as number;
    if (!Number.isFinite(sample) || (sample >= paddingLow && sample <= paddingHigh)) continue;
    if (sample < low) low = sample;
    if (sample > high) high = sample;
  }
  return low <= high ? [low, high] : [0, 0];
}

function mapSamples(
  { image }: DecodedFrame,
  samples: Samples,
  brightness: (sample: number) => number,
): Uint8Array {
  const pixels = new Uint8Array(samples.length);
  if (image.sampleKind === 'float' || image.bitsStored > tableBitsMax) {
    for (let index = 0; index < pixels.length; index += 1)
      pixels[index] = brightness(samples[index] as number);
    return pixels;
  }
  const [low, high] = storable(image);
  const table = new Uint8Array(high - low + 1);
  for (let value = low; value <= high; value += 1) table[value - low] = brightness(value);
  for (let index = 0; index < pixels.length; index += 1) {
    pixels[index] = table[(samples[index] as number) - low] as number;
  }
  return pixels;
}
