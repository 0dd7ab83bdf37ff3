// What a machine does to matter: blur and noise. Both the same each time, since the seed fixes them.
import { seededNumbers } from './uids.ts';

/** Blurs in both directions by the kernel 1 2 1, borders as they are. */
export function blur(image: Float32Array, rows: number, columns: number): Float32Array {
  const across = image.slice();
  for (let row = 0; row < rows; row++) {
    const end = (row + 1) * columns - 1;
    for (let at = row * columns + 1; at < end; at++) {
      across[at] = ((image[at - 1] as number) + 2 * (image[at] as number) + (image[at + 1] as number)) / 4;
    }
  }
  const blurred = across.slice();
  for (let at = columns; at < (rows - 1) * columns; at++) {
    blurred[at] =
      ((across[at - columns] as number) + 2 * (across[at] as number) + (across[at + columns] as number)) / 4;
  }
  return blurred;
}

const tableSize = 1 << 16;
let table: Float32Array | undefined;

/**
 * Adds noise of a standard deviation of `strength`, normally distributed: a table of numbers entered at places that the
 * seed chooses, one for each row, because drawing each number would take longer than the image.
 */
export function addNoise(
  image: Float32Array,
  columns: number,
  options: { strength: number; seed: number },
): void {
  table ??= normalNumbers();
  const random = seededNumbers(options.seed);
  for (let start = 0; start < image.length; start += columns) {
    const offset = Math.floor(random() * tableSize);
    const end = Math.min(start + columns, image.length);
    for (let at = start; at < end; at++) {
      image[at] =
        (image[at] as number) + options.strength * (table[(offset + at - start) % tableSize] as number);
    }
  }
}

/** Sums of four uniform numbers, near enough to normal. */
function normalNumbers(): Float32Array {
  const random = seededNumbers(11);
  return Float32Array.from(
    { length: tableSize },
    () => (random() + random() + random() + random() - 2) * 1.732,
  );
}
