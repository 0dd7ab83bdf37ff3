// A human chest made of ellipses and tubes, in millimetres and Hounsfield units: the matter of the CT and CR phantoms.
// Nobody's anatomy; plausible enough to tell whether a viewer shows orientation, window and order of slices right.
import { seededNumbers } from './uids.ts';

/** A horizontal cut through the torso: x to the patient's left, y to the back, z to the head, all in millimetres. */
export interface SliceGeometry {
  readonly rows: number;
  readonly columns: number;
  /** Millimetres between the centres of neighbouring pixels, in both directions. */
  readonly spacing: number;
  readonly z: number;
}

/** The largest |z| at which the torso has matter. */
export const torsoHalfHeight = 200;

interface Ellipse {
  readonly x: number;
  readonly y: number;
  readonly rx: number;
  readonly ry: number;
  /** Turn in radians, from x towards y. */
  readonly turn?: number;
  readonly hu: number;
  /** Paints only where the value so far is below this: vessels stay inside the lungs. */
  readonly below?: number;
}

interface Ellipsoid extends Ellipse {
  readonly z: number;
  readonly rz: number;
}

const air = -1000;
const lung = -860;
const fat = -95;
const muscle = 52;
const blood = 44;
const bone = 420;

/** The Hounsfield units of one slice without noise, row by row. */
export function torsoSlice(geometry: SliceGeometry): Float32Array {
  const slice = new Float32Array(geometry.rows * geometry.columns).fill(air);
  for (const ellipse of anatomyAt(geometry.z)) paint(slice, geometry, ellipse);
  return slice;
}

/** What the slice cuts, from the skin inwards: later ones cover earlier ones. */
function anatomyAt(z: number): Ellipse[] {
  const girth = bodyGirth(z);
  if (girth <= 0) return couch;
  return [
    ...couch,
    { x: 0, y: 0, rx: 178 * girth, ry: 122 * girth, hu: fat },
    { x: 0, y: 2, rx: 162 * girth, ry: 105 * girth, hu: muscle },
    { x: 0, y: -4, rx: 140 * girth, ry: 88 * girth, hu: -60 },
    ...cut(organs, z),
    ...vesselsAt(z),
    ...cut(mediastinum, z),
    ...airways(z),
    ...ribsAt(z, girth),
    ...cut(shoulders, z),
    ...spineAt(z),
  ];
}

/** Full from the hips to the armpits, narrowing to the neck. */
function bodyGirth(z: number): number {
  if (Math.abs(z) > torsoHalfHeight) return 0;
  return z < 120 ? 1 - 0.00018 * Math.max(0, -z) : 1 - 0.52 * ((z - 120) / 80) ** 2;
}

const couch: Ellipse[] = [
  { x: 0, y: 121, rx: 215, ry: 30, hu: -180 },
  { x: 0, y: 119, rx: 213, ry: 28, hu: -920 },
  { x: 0, y: 62, rx: 240, ry: 66, hu: air },
];

const organs: readonly Ellipsoid[] = [
  { x: 0, y: -10, z: -190, rx: 132, ry: 80, rz: 120, hu: 30 },
  { x: -72, y: -2, z: 10, rx: 58, ry: 82, rz: 140, hu: lung },
  { x: 74, y: -2, z: 10, rx: 56, ry: 80, rz: 138, hu: lung },
  { x: -64, y: -8, z: -132, rx: 78, ry: 76, rz: 74, hu: 62 },
  { x: 78, y: 26, z: -140, rx: 42, ry: 50, rz: 52, hu: 54 },
  { x: 62, y: -30, z: -145, rx: 44, ry: 40, rz: 50, hu: 34 },
  { x: 62, y: -46, z: -138, rx: 28, ry: 18, rz: 26, hu: -960 },
  { x: -58, y: 52, z: -205, rx: 24, ry: 20, rz: 52, hu: 34 },
  { x: 58, y: 52, z: -200, rx: 24, ry: 20, rz: 52, hu: 34 },
];

const mediastinum: readonly Ellipsoid[] = [
  { x: 4, y: -14, z: 40, rx: 30, ry: 50, rz: 150, hu: -70 },
  { x: 22, y: -28, z: -42, rx: 60, ry: 48, rz: 62, turn: 0.5, hu: -40 },
  { x: 22, y: -28, z: -42, rx: 55, ry: 43, rz: 57, turn: 0.5, hu: blood },
  { x: 6, y: -30, z: 30, rx: 16, ry: 16, rz: 58, hu: blood + 4 },
  { x: 8, y: -8, z: 72, rx: 15, ry: 44, rz: 16, hu: blood + 4 },
  { x: 20, y: 36, z: -70, rx: 13, ry: 13, rz: 400, hu: blood + 4 },
  { x: -20, y: -26, z: 60, rx: 10, ry: 10, rz: 80, hu: blood },
  { x: 4, y: 24, z: 60, rx: 8, ry: 6, rz: 400, hu: 30 },
  { x: 0, y: -100, z: 30, rx: 17, ry: 7, rz: 90, hu: bone - 140 },
  { x: -96, y: 8, z: 66, rx: 7, ry: 7, rz: 7, hu: 30 },
];

const shoulders: readonly Ellipsoid[] = [-1, 1].flatMap((side) => [
  { x: side * 108, y: 78, z: 110, rx: 42, ry: 6, rz: 62, turn: side * -0.55, hu: bone },
  { x: side * 78, y: -52, z: 142, rx: 66, ry: 7, rz: 9, turn: side * 0.45, hu: bone + 120 },
]);

/** The ellipses in which a horizontal plane cuts ellipsoids. */
function cut(bodies: readonly Ellipsoid[], z: number): Ellipse[] {
  return bodies.flatMap((body) => {
    const share = 1 - ((z - body.z) / body.rz) ** 2;
    if (share <= 0) return [];
    const scale = Math.sqrt(share);
    return [{ ...body, rx: body.rx * scale, ry: body.ry * scale }];
  });
}

/** The windpipe down to its fork at z = 45, then the main bronchi outwards and down. */
function airways(z: number): Ellipse[] {
  if (z > 45) return [{ x: 0, y: 4, rx: 9, ry: 10, hu: -990 }];
  if (z < 5) return [];
  const outwards = 6 + (45 - z) * 0.75;
  return [-1, 1].map((side) => ({ x: side * outwards, y: 4, rx: 8, ry: 7, hu: -980 }));
}

function spineAt(z: number): Ellipse[] {
  // A vertebra and its disc every 25 mm.
  const phase = (((z % 25) + 25) % 25) / 25;
  const inDisc = phase < 0.2;
  return [
    { x: 0, y: 62, rx: 21, ry: 17, hu: inDisc ? 95 : bone + 180 },
    { x: 0, y: 62, rx: 18.5, ry: 14.5, hu: inDisc ? 80 : 190 },
    { x: 0, y: 84, rx: 17, ry: 13, hu: inDisc ? 70 : bone + 60 },
    { x: 0, y: 84, rx: 10, ry: 8.5, hu: 28 },
    { x: 0, y: 103, rx: 4.5, ry: inDisc ? 8 : 13, hu: bone },
    ...[-1, 1].map((side) => ({
      x: side * 27,
      y: 84,
      rx: inDisc ? 0.5 : 14,
      ry: 5,
      turn: side * 0.35,
      hu: bone - 60,
    })),
  ];
}

/** Ribs as tilted hoops, lower in front than behind: each slice cuts a few of them a few times. */
function ribsAt(z: number, girth: number): Ellipse[] {
  const ellipses: Ellipse[] = [];
  for (let rib = 0; rib < 11; rib++) {
    const behind = 150 - rib * 27;
    const roundness = Math.min(1, 0.62 + rib * 0.12);
    for (let step = 0; step < 180; step++) {
      const angle = (step / 180) * 2 * Math.PI;
      const distance = z - (behind - 26 * (1 - Math.sin(angle)));
      const inFrontGap = Math.sin(angle) < -0.93;
      if (Math.abs(distance) > 6.5 || inFrontGap) continue;
      const thickness = Math.sqrt(1 - (distance / 6.5) ** 2);
      const x = 150 * girth * roundness * Math.cos(angle);
      const y = 2 + 97 * girth * Math.sin(angle);
      ellipses.push({ x, y, rx: 4 * thickness + 1.2, ry: 3.4 * thickness + 1.2, hu: bone + 80 });
    }
  }
  return ellipses;
}

interface Bead {
  readonly x: number;
  readonly y: number;
  readonly z: number;
  readonly radius: number;
}

let beadsByZ: Map<number, Bead[]> | undefined;

/** The lungs' vessels where the slice meets them: a tree of beads, grown once. */
function vesselsAt(z: number): Ellipse[] {
  beadsByZ ??= growVessels();
  const ellipses: Ellipse[] = [];
  for (let bucket = Math.floor(z / 8) - 1; bucket <= Math.floor(z / 8) + 1; bucket++) {
    for (const bead of beadsByZ.get(bucket) ?? []) {
      const share = bead.radius ** 2 - (z - bead.z) ** 2;
      if (share <= 0) continue;
      const radius = Math.sqrt(share);
      ellipses.push({ x: bead.x, y: bead.y, rx: radius, ry: radius, hu: 30, below: -500 });
    }
  }
  return ellipses;
}

function growVessels(): Map<number, Bead[]> {
  const random = seededNumbers(7);
  const beads = new Map<number, Bead[]>();
  const grow = (at: Bead, direction: readonly number[], generation: number): void => {
    let bead = at;
    for (let step = 0; step < 9; step++) {
      const [dx = 0, dy = 0, dz = 0] = direction.map((part) => part + (random() - 0.5) * 0.5);
      const pace = bead.radius * 0.6 + 0.9;
      bead = {
        x: bead.x + dx * pace,
        y: bead.y + dy * pace,
        z: bead.z + dz * pace,
        radius: bead.radius * 0.98,
      };
      const bucket = Math.floor(bead.z / 8);
      const there = beads.get(bucket);
      if (there) there.push(bead);
      else beads.set(bucket, [bead]);
      if (!isInLung(bead)) return;
    }
    if (generation === 8) return;
    for (let branch = 0; branch < 2; branch++) {
      const turned = direction.map((part) => part + (random() - 0.5) * 1.7);
      const length = Math.hypot(...turned) || 1;
      const radius = Math.max(0.9, bead.radius * (branch === 0 ? 0.82 : 0.7));
      grow(
        { ...bead, radius },
        turned.map((part) => part / length),
        generation + 1,
      );
    }
  };
  for (const side of [-1, 1]) {
    for (let trunk = 0; trunk < 11; trunk++) {
      const tilt = (trunk / 10) * 2 - 1;
      const start = { x: side * 34, y: (random() - 0.5) * 16, z: 18 + tilt * 14, radius: 4.6 };
      grow(start, [side * 0.75, (random() - 0.5) * 1.4, tilt], 0);
    }
  }
  return beads;
}

/** Whether a point is well inside one of the lungs, as `organs` has them; vessels end where it is not. */
function isInLung({ x, y, z }: Bead): boolean {
  return ((Math.abs(x) - 73) / 54) ** 2 + ((y + 2) / 78) ** 2 + ((z - 10) / 134) ** 2 < 1;
}

/** Fills an ellipse row by row: the middle of a pixel decides. */
function paint(slice: Float32Array, geometry: SliceGeometry, ellipse: Ellipse): void {
  const { rows, columns, spacing } = geometry;
  const sine = Math.sin(ellipse.turn ?? 0);
  const cosine = Math.cos(ellipse.turn ?? 0);
  const a = 1 / ellipse.rx ** 2;
  const b = 1 / ellipse.ry ** 2;
  // The turned ellipse as p dx² + 2 q dx dy + r dy² = 1.
  const p = a * cosine ** 2 + b * sine ** 2;
  const q = (a - b) * sine * cosine;
  const r = a * sine ** 2 + b * cosine ** 2;
  const halfHeight = Math.sqrt(p / (p * r - q * q));
  const middleRow = (rows - 1) / 2 + ellipse.y / spacing;
  const middleColumn = (columns - 1) / 2 + ellipse.x / spacing;
  const firstRow = Math.max(0, Math.ceil(middleRow - halfHeight / spacing));
  const lastRow = Math.min(rows - 1, Math.floor(middleRow + halfHeight / spacing));
  for (let row = firstRow; row <= lastRow; row++) {
    const dy = (row - middleRow) * spacing;
    const root = Math.sqrt(Math.max(0, (q * dy) ** 2 - p * (r * dy * dy - 1)));
    const from = Math.max(0, Math.ceil(middleColumn + (-q * dy - root) / p / spacing));
    const to = Math.min(columns - 1, Math.floor(middleColumn + (-q * dy + root) / p / spacing));
    if (ellipse.below === undefined) {
      if (to >= from) slice.fill(ellipse.hu, row * columns + from, row * columns + to + 1);
      continue;
    }
    for (let at = row * columns + from; at <= row * columns + to; at++) {
      if ((slice[at] ?? 0) < ellipse.below) slice[at] = ellipse.hu;
    }
  }
}
