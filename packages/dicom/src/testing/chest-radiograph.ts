// A chest radiograph of the torso phantom: rays from back to front, summed, as an X-ray plate would see them.
import { torsoSlice } from './torso-phantom.ts';

/** Millimetres between pixels of the projection before it is enlarged. */
const step = 0.7;
/** Rows of each slice that the rays pass: the body without the couch behind it. */
const depthRows = 346;

/**
 * The attenuation along parallel rays through the phantom, head up, patient's left at the right: about 0 in air and 1 at
 * the spine. Row by row.
 *
 * @param spacing millimetres between pixels; the field's middle is the middle of the chest
 */
export function chestProjection(geometry: { rows: number; columns: number; spacing: number }): Float32Array {
  const height = Math.ceil((geometry.rows * geometry.spacing) / step) + 2;
  const width = Math.ceil((geometry.columns * geometry.spacing) / step) + 2;
  const sums = new Float32Array(height * width);
  for (let row = 0; row < height; row++) {
    const z = ((height - 1) / 2 - row) * step + 12;
    const slice = torsoSlice({ rows: depthRows, columns: width, spacing: step, z });
    const line = sums.subarray(row * width, (row + 1) * width);
    for (let depth = 0; depth < depthRows; depth++) {
      const start = depth * width;
      for (let column = 0; column < width; column++) {
        line[column] = (line[column] as number) + attenuation(slice[start + column] as number);
      }
    }
  }
  return enlarge({ values: sums, height, width }, geometry);
}

/** Attenuation of a voxel for the soft rays of a radiograph, in which calcium counts more than its CT number. */
function attenuation(hu: number): number {
  const density = (hu + 1000) / 1000;
  return ((hu > 150 ? density + (hu - 150) / 260 : density) * step) / 330;
}

function enlarge(
  image: { values: Float32Array; height: number; width: number },
  geometry: { rows: number; columns: number; spacing: number },
): Float32Array {
  const { values, height, width } = image;
  const scale = geometry.spacing / step;
  const enlarged = new Float32Array(geometry.rows * geometry.columns);
  for (let row = 0; row < geometry.rows; row++) {
    const y = (height - 1) / 2 + (row - (geometry.rows - 1) / 2) * scale;
    const top = Math.floor(y);
    for (let column = 0; column < geometry.columns; column++) {
      const x = (width - 1) / 2 + (column - (geometry.columns - 1) / 2) * scale;
      const left = Math.floor(x);
      const at = top * width + left;
      const upper = mix(values[at] as number, values[at + 1] as number, x - left);
      const lower = mix(values[at + width] as number, values[at + width + 1] as number, x - left);
      enlarged[row * geometry.columns + column] = mix(upper, lower, y - top);
    }
  }
  return enlarged;
}

function mix(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
