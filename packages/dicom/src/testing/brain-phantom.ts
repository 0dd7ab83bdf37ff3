// A human head after Shepp and Logan, grown by folds, ventricles and eyes, in millimetres: the matter of the MR phantom.
// Tissues and their proton density and relaxation times; what a sequence makes of them is computed from these.

/** What a voxel is made of; the numbers index `tissues`. */
type Tissue = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

/** Relative proton density, T1 and T2 in milliseconds at 1.5 T, rounded. */
interface TissueProperties {
  readonly density: number;
  readonly t1: number;
  readonly t2: number;
}

const tissues: readonly TissueProperties[] = [
  { density: 0, t1: 1000, t2: 100 }, // air
  { density: 1, t1: 260, t2: 84 }, // fat of the scalp
  { density: 0.08, t1: 500, t2: 20 }, // skull
  { density: 1, t1: 4000, t2: 2000 }, // cerebrospinal fluid
  { density: 0.78, t1: 950, t2: 100 }, // grey matter
  { density: 0.7, t1: 520, t2: 78 }, // white matter
  { density: 0.9, t1: 2600, t2: 700 }, // eyes
  { density: 0.85, t1: 850, t2: 45 }, // muscle
];

/** Echo and repetition time of a spin echo sequence, in milliseconds. */
export interface SpinEcho {
  readonly repetitionTime: number;
  readonly echoTime: number;
}

/** The signal of each tissue, 0 to 1: density (1 - exp(-TR/T1)) exp(-TE/T2). */
export function tissueSignals({ repetitionTime, echoTime }: SpinEcho): Float32Array {
  return Float32Array.from(
    tissues,
    ({ density, t1, t2 }) => density * (1 - Math.exp(-repetitionTime / t1)) * Math.exp(-echoTime / t2),
  );
}

/**
 * The tissues of an axial slice, row by row, as indexes into what `tissueSignals` gives.
 *
 * @param spacing millimetres between pixels
 * @param z millimetres above the middle of the head, which ends at about 85 and -85
 */
export function brainSlice(geometry: {
  rows: number;
  columns: number;
  spacing: number;
  z: number;
}): Uint8Array {
  const { rows, columns, spacing, z } = geometry;
  const slice = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const y = (row - (rows - 1) / 2) * spacing;
    for (let column = 0; column < columns; column++) {
      slice[row * columns + column] = tissueAt((column - (columns - 1) / 2) * spacing, y, z);
    }
  }
  return slice;
}

/** Stored value of a tissue that gives the whole signal. */
const fullSignal = 3000;

/** What a sequence shows of a slice's tissues, without noise. */
export function signalImage(tissuesOfSlice: Uint8Array, signals: Float32Array): Float32Array {
  const image = new Float32Array(tissuesOfSlice.length);
  for (let i = 0; i < image.length; i++) {
    image[i] = (signals[tissuesOfSlice[i] as number] as number) * fullSignal;
  }
  return image;
}

/** How far out a point is in an ellipsoid: 1 on its surface. */
function radius(x: number, y: number, z: number, axes: readonly [number, number, number]): number {
  return Math.sqrt((x / axes[0]) ** 2 + (y / axes[1]) ** 2 + (z / axes[2]) ** 2);
}

function tissueAt(x: number, y: number, z: number): Tissue {
  const head = radius(x, y - 2, z, [81, 102, 96]);
  if (head > 1) return 0;
  const eye = eyeAt(x, y, z);
  if (eye !== undefined) return eye;
  if (head > 0.945) return 1;
  if (z < -44 && y < 8) return faceAt(x, y, z);
  const skull = radius(x, y - 2, z, [76, 97, 90]);
  if (skull > 1) return z < -40 ? 7 : 1;
  if (skull > 0.94) return 2;
  return brainAt(x, y, z);
}

function eyeAt(x: number, y: number, z: number): Tissue | undefined {
  const side = Math.abs(x) - 32;
  const distance = Math.hypot(side, y + 78, z + 38);
  if (distance < 12) return 6;
  if (distance < 17) return 1;
  const nerve = Math.hypot(side + (y + 66) * 0.5, z + 38);
  if (y > -68 && y < -34 && nerve < 2.6) return 5;
  if (y > -70 && y < -36 && nerve < 10) return 1;
  return undefined;
}

/** Below the brain's front: sinuses of air between muscle and bone. */
function faceAt(x: number, y: number, z: number): Tissue {
  if (radius(Math.abs(x) - 22, y + 52, z + 62, [14, 20, 18]) < 1) return 0;
  if (radius(x, y + 62, z + 58, [6, 26, 26]) < 1) return 0;
  const jaw = radius(x, y - 6, 0, [52, 74, 1]);
  return jaw > 0.86 && jaw < 0.98 ? 2 : 7;
}

/** A smooth field without direction, -1 to 1, for what nature folds. */
function folds(x: number, y: number, z: number, scale: number): number {
  const a = Math.sin(x * scale + 1.7 * Math.sin(y * scale * 0.7 + 0.5));
  const b = Math.sin(y * scale * 1.1 + 1.5 * Math.sin(z * scale * 0.8 + 1.3));
  const c = Math.sin(z * scale * 1.2 + 1.6 * Math.sin(x * scale * 0.6 + 2.1));
  return (a + b + c) / 3;
}

function brainAt(x: number, y: number, z: number): Tissue {
  const brain = radius(x, y - 2, z - 2, [68, 88, 80]);
  if (z < -44 && y >= 8) return cerebellumAt(x, y, z);
  if (brain > 1.02) return 3;
  const mirrored = Math.abs(x);
  const fissure = mirrored < 1.2 && (Math.abs(y - 5) > 38 || z > 30);
  if (fissure) return 3;
  const inner = innerTissueAt(mirrored, y, z);
  if (inner !== undefined) return inner;
  const field = folds(x * 1.05, y, z, 0.19);
  const depth = 1 - brain;
  // Sulci are the places where the field is near zero, deepest at the surface.
  if (Math.abs(field) < 0.11 - depth * 0.36) return 3;
  const ribbon = Math.abs(field) < 0.46 - depth * 1.0 || depth < 0.045;
  return ribbon ? 4 : 5;
}

/** Ventricles, thalami, basal ganglia and the brain stem. */
function innerTissueAt(x: number, y: number, z: number): Tissue | undefined {
  const bend = x - 9 - 0.006 * (y - 5) ** 2;
  if (radius(bend, y - 2, z - 14, [7, 40, 13]) < 1) return 3;
  if (radius(x, y - 8, z + 4, [2.4, 13, 14]) < 1) return 3;
  if (radius(x - 11, y - 12, z + 2, [9, 14, 12]) < 1) return 4;
  if (radius(x - 25, y + 6, z + 2, [7, 19, 14]) < 1) return 4;
  if (radius(x - 14, y + 26, z - 6, [6, 9, 12]) < 1) return 4;
  if (z < -18 && radius(x, y - 14, 0, [15, 14, 1]) < 1) return 5;
  return undefined;
}

function cerebellumAt(x: number, y: number, z: number): Tissue {
  if (radius(x, y - 20, z + 60, [16, 15, 30]) < 1) return 5;
  if (radius(x, y - 36, z + 56, [5, 6, 12]) < 1) return 3;
  const size = radius(Math.abs(x) - 22, y - 52, z + 62, [32, 30, 26]);
  if (size > 1) return size < 1.1 && y > 20 ? 3 : 7;
  return Math.sin(size * 26 + 0.25 * Math.sin(x * 0.4)) > 0.1 - (1 - size) * 0.5 ? 5 : 4;
}
