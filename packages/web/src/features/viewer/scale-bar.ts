// How long the bar is that shows the scale of a picture.
import { formatMeasure } from '../../shared/format/format.ts';

/** Lengths that a bar may have, in millimetres. */
const steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

/** The longest of the round lengths that fits, and how many pixels it takes; undefined without a scale. */
export function scaleBar(
  millimetresPerPixel: number | undefined,
  pixelsMax: number,
): { millimetres: number; pixels: number } | undefined {
  if (millimetresPerPixel === undefined || !(millimetresPerPixel > 0)) return undefined;
  const millimetres = steps.findLast((step) => step / millimetresPerPixel <= pixelsMax);
  return millimetres === undefined ? undefined : { millimetres, pixels: millimetres / millimetresPerPixel };
}

/** Millimetres as people say them: centimetres from ten on. */
export function lengthText(millimetres: number): string {
  return millimetres >= 10
    ? `${formatMeasure(millimetres / 10, 0, 1)} cm`
    : `${formatMeasure(millimetres, 0, 1)} mm`;
}
