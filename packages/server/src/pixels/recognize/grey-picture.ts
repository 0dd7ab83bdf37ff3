// A decoded frame as one brightness a pixel, at full depth: no window may hide letters that another one shows. Pure.
import type { DisplayFacts } from '../image/display-facts.ts';
import { type DecodedFrame, samplesOf } from '../image/samples.ts';
import { renderColour } from '../render/colour-pipeline.ts';
import type { GreyPicture } from './legible-picture.ts';

/** @param facts of images with a palette, whose samples are no brightness */
export function greyOf(frame: DecodedFrame, facts?: DisplayFacts): GreyPicture {
  const { rows: height, columns: width, samplesPerPixel } = frame.image;
  if (frame.colourSpace === 'palette' && facts !== undefined) {
    const { data } = renderColour(frame, facts);
    return { width, height, values: luminances(data, width * height) };
  }
  const samples = samplesOf(frame);
  if (samplesPerPixel === 1) return { width, height, values: Float32Array.from(samples) };
  if (frame.colourSpace === 'rgb') return { width, height, values: luminances(samples, width * height) };
  return {
    width,
    height,
    values: Float32Array.from({ length: width * height }, (_, at) => samples[3 * at] ?? 0),
  };
}

/** The luminance of BT.601, which YBR_FULL has too (PS3.3 C.7.6.3.1.2). */
function luminances(colours: ArrayLike<number>, count: number): Float32Array {
  const values = new Float32Array(count);
  for (let at = 0; at < count; at += 1)
    values[at] =
      0.299 * (colours[3 * at] as number) +
      0.587 * (colours[3 * at + 1] as number) +
      0.114 * (colours[3 * at + 2] as number);
  return values;
}
