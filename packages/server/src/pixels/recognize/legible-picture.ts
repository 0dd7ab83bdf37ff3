// Makes of a frame what a reader of printed text wants: dark letters on light ground, high enough, whatever lies behind them. Pure.

/** A grey picture: rows from the top. */
export interface GreyPicture {
  readonly width: number;
  readonly height: number;
  /** Any numbers, brighter is more. */
  readonly values: Float32Array;
}

/** Which letters are looked for: lighter or darker than what they stand on. */
type LetterTone = 'bright' | 'dark';

/** A picture for reading, and how it lies over the frame. */
export interface LegiblePicture {
  /** A file of eight grey bits, black on white, that takes no unpacking (Netpbm's PGM): its last bytes are the pixels, row by row. */
  readonly file: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Pixels of the picture for one of the frame. */
  readonly scale: number;
}

/** The smallest letters of devices are seven pixels high; the reader wants fourteen to thirty. */
const enlargement = 2;
/** Reading takes a second for some millions of pixels, and memory with them. */
const pixelsMax = 6_000_000;
/** Strokes are thinner than this; those of large letters are once the frame is made smaller. */
const strokePixels = 7;
/** How much smaller a frame is made for letters of fourteen pixels and of thirty: made of dots, they are read once these blur. */
const reductions = [1, 2, 4] as const;
/** A picture of fewer pixels a side has no letter that a smaller one would show. */
const smallestSide = 64;
/** So much of the picture has less contrast than what becomes black. */
const groundShare = 0.995;

/** The thin strokes of a frame, lighter and darker ones, small and large. */
export function legiblePictures(picture: GreyPicture): LegiblePicture[] {
  const fitting = Math.min(1, Math.sqrt(pixelsMax / (picture.width * picture.height * enlargement ** 2)));
  const sizes = reductions
    .map((reduction) => fitting / reduction)
    .filter((size) => size === fitting || Math.min(picture.width, picture.height) * size >= smallestSide);
  return sizes.flatMap((size) => {
    const small = size < 1 ? reduced(picture, size) : picture;
    return (['bright', 'dark'] as const).map((tone) => legiblePicture(small, { tone, size }));
  });
}

/** Strokes in black; what is wide or smooth, as bodies are, is gone. */
function legiblePicture(
  small: GreyPicture,
  { tone, size }: { readonly tone: LetterTone; readonly size: number },
): LegiblePicture {
  const strokes = strokesOf(small, tone);
  const full = fullContrast(strokes.values);
  const { width, height, values } = enlarged(strokes);
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`);
  const file = new Uint8Array(head.length + values.length);
  file.set(head);
  for (let at = 0; at < values.length; at += 1)
    file[head.length + at] = 255 - 255 * Math.min(1, (values[at] as number) / full);
  return { file, width, height, scale: size * enlargement };
}

/** What an opening takes away (a top hat): everything that is thinner than a stroke can be. Dark strokes are light ones upside down. */
function strokesOf({ width, height, values }: GreyPicture, tone: LetterTone): GreyPicture {
  const sign = tone === 'bright' ? 1 : -1;
  const upright = values.map((value) => value * sign);
  const eroded = least({ width, height, values: upright });
  const opened = least({ width, height, values: eroded.map((value) => -value) });
  return { width, height, values: upright.map((value, at) => value + (opened[at] as number)) };
}

/** The least value around each pixel, along rows and then along columns. */
function least({ width, height, values }: GreyPicture): Float32Array {
  const rows = leastAlong(values, { count: height, length: width, step: 1, next: width });
  return leastAlong(rows, { count: width, length: height, step: width, next: 1 });
}

function leastAlong(
  source: Float32Array,
  lines: { readonly count: number; readonly length: number; readonly step: number; readonly next: number },
): Float32Array {
  const { count, length, step, next } = lines;
  const reach = (strokePixels - 1) / 2;
  const result = new Float32Array(source.length);
  for (let line = 0; line < count; line += 1) {
    const start = line * next;
    for (let place = 0; place < length; place += 1) {
      const last = Math.min(length - 1, place + reach);
      let value = Number.POSITIVE_INFINITY;
      for (let near = Math.max(0, place - reach); near <= last; near += 1) {
        const other = source[start + near * step] as number;
        if (other < value) value = other;
      }
      result[start + place * step] = value;
    }
  }
  return result;
}

/** The contrast that becomes black: that of the strongest strokes, so that noise stays light. */
function fullContrast(strokes: Float32Array): number {
  const sorted = strokes.slice().sort();
  const strongest = sorted[sorted.length - 1] ?? 0;
  const strong = sorted[Math.floor((sorted.length - 1) * groundShare)] ?? 0;
  return Math.max(strong, strongest / 4, Number.MIN_VALUE);
}

/** Each pixel the mean of those that it stands for. */
function reduced({ width, height, values }: GreyPicture, scale: number): GreyPicture {
  const to = {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
  const result = new Float32Array(to.width * to.height);
  for (let row = 0; row < to.height; row += 1) {
    const top = Math.floor((row * height) / to.height);
    const bottom = Math.max(top + 1, Math.floor(((row + 1) * height) / to.height));
    for (let column = 0; column < to.width; column += 1) {
      const left = Math.floor((column * width) / to.width);
      const right = Math.max(left + 1, Math.floor(((column + 1) * width) / to.width));
      let sum = 0;
      for (let y = top; y < bottom; y += 1)
        for (let x = left; x < right; x += 1) sum += values[y * width + x] as number;
      result[row * to.width + column] = sum / ((bottom - top) * (right - left));
    }
  }
  return { ...to, values: result };
}

/** Each pixel between four. */
function enlarged({ width, height, values }: GreyPicture): GreyPicture {
  const to = { width: width * enlargement, height: height * enlargement };
  const result = new Float32Array(to.width * to.height);
  for (let row = 0; row < to.height; row += 1) {
    const y = Math.min(height - 1, Math.max(0, (row + 0.5) / enlargement - 0.5));
    const [top, partY] = [Math.floor(y), y - Math.floor(y)];
    const upper = top * width;
    const lower = Math.min(height - 1, top + 1) * width;
    for (let column = 0; column < to.width; column += 1) {
      const x = Math.min(width - 1, Math.max(0, (column + 0.5) / enlargement - 0.5));
      const left = Math.floor(x);
      const partX = x - left;
      const right = Math.min(width - 1, left + 1);
      const above =
        (values[upper + left] as number) * (1 - partX) + (values[upper + right] as number) * partX;
      const below =
        (values[lower + left] as number) * (1 - partX) + (values[lower + right] as number) * partX;
      result[row * to.width + column] = above * (1 - partY) + below * partY;
    }
  }
  return { ...to, values: result };
}
