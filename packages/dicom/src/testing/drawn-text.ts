// Text as devices draw it into their images: letters of five by seven dots, enlarged. For files that tests clean.

/** Each letter's five columns, the lowest bit on top. */
const letters: Readonly<Record<string, string>> = {
  A: '7e1111117e',
  B: '7f49494936',
  C: '3e41414122',
  D: '7f4141221c',
  E: '7f49494941',
  F: '7f09090901',
  G: '3e4149497a',
  H: '7f0808087f',
  I: '00417f4100',
  J: '2040413f01',
  K: '7f08142241',
  L: '7f40404040',
  M: '7f020c027f',
  N: '7f0408107f',
  O: '3e4141413e',
  P: '7f09090906',
  Q: '3e4151215e',
  R: '7f09192946',
  S: '4649494931',
  T: '01017f0101',
  U: '3f4040403f',
  V: '1f2040201f',
  W: '3f4038403f',
  X: '6314081463',
  Y: '0708700807',
  Z: '6151494543',
  0: '3e5149453e',
  1: '00427f4000',
  2: '4261514946',
  3: '2141454b31',
  4: '1814127f10',
  5: '2745454539',
  6: '3c4a494930',
  7: '0171090503',
  8: '3649494936',
  9: '064949291e',
  '-': '0808080808',
  '/': '2010080402',
};
const [letterColumns, letterRows, letterStep] = [5, 7, 6];

/** Where text was drawn. */
export interface DrawnText {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Draws a line of text into samples that lie by pixel: one frame, or the one that `bytes` is a view of.
 *
 * @param place.scale pixels of a dot
 * @param image.pixel the bytes of a pixel of the text
 */
export function drawText(
  bytes: Uint8Array,
  text: string,
  {
    x,
    y,
    scale,
    image,
  }: {
    readonly x: number;
    readonly y: number;
    readonly scale: number;
    readonly image: { readonly columns: number; readonly pixel: readonly number[] };
  },
): DrawnText {
  const { columns, pixel } = image;
  [...text.toUpperCase()].forEach((letter, place) => {
    const dots = columnsOf(letters[letter] ?? '');
    for (let column = 0; column < letterColumns * scale; column += 1)
      for (let row = 0; row < letterRows * scale; row += 1) {
        const isDot = ((dots[Math.floor(column / scale)] ?? 0) >> Math.floor(row / scale)) & 1;
        const at = (y + row) * columns + x + place * letterStep * scale + column;
        if (isDot === 1) bytes.set(pixel, at * pixel.length);
      }
  });
  return { x, y, width: (text.length * letterStep - 1) * scale, height: letterRows * scale };
}

function columnsOf(dots: string): number[] {
  return Array.from({ length: letterColumns }, (_, column) =>
    Number.parseInt(dots.slice(2 * column, 2 * column + 2) || '0', 16),
  );
}
