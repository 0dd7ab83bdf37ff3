// Rectangles become fewer, cover no less than before, and hardly more.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isCovered, joined, type PixelRectangle } from './pixel-boxes.ts';

const box = (x: number, y: number, width: number, height: number): PixelRectangle => ({
  x,
  y,
  width,
  height,
});

/** The pixels that rectangles cover. */
function pixelsOf(rectangles: readonly PixelRectangle[]): Set<string> {
  const covered = new Set<string>();
  for (const { x, y, width, height } of rectangles)
    for (let row = y; row < y + height; row += 1)
      for (let column = x; column < x + width; column += 1) covered.add(`${column} ${row}`);
  return covered;
}

const isWithin = (some: Set<string>, all: Set<string>) => [...some].every((pixel) => all.has(pixel));

const rectangles = fc.array(
  fc.tuple(fc.nat(30), fc.nat(30), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 })),
  { minLength: 1, maxLength: 12 },
);

describe('rectangles that are joined', () => {
  it('are one for the words of a line, and for what lies in another', () => {
    expect(joined([box(0, 10, 20, 8), box(20, 10, 30, 8), box(5, 12, 3, 3)])).toEqual([box(0, 10, 50, 8)]);
  });

  it('stay as they are where the box around them would be mostly of others', () => {
    const steps = Array.from({ length: 10 }, (_, step) => box(step * 20, step * 20, 21, 21));
    expect(joined(steps)).toEqual(steps);
    const cross = [box(0, 40, 100, 10), box(45, 0, 10, 100)];
    expect(joined(cross)).toEqual(cross);
  });

  it('cover all that they covered, and a tenth more at most', () => {
    fc.assert(
      fc.property(rectangles, (sides) => {
        const all = sides.map((side) => box(...side));
        const [before, after] = [pixelsOf(all), joined(all)];
        expect(isWithin(before, pixelsOf(after))).toBe(true);
        for (const one of after) {
          const within = [...pixelsOf([one])].filter((pixel) => before.has(pixel));
          expect(one.width * one.height).toBeLessThanOrEqual(within.length * 1.1 + 1e-6);
        }
      }),
    );
  });
});

describe('a rectangle', () => {
  it('is covered by others when each of its pixels is', () => {
    fc.assert(
      fc.property(rectangles, ([side, ...sides]) => {
        const one = box(...(side ?? [0, 0, 1, 1]));
        const others = sides.map((other) => box(...other));
        expect(isCovered(one, others)).toBe(isWithin(pixelsOf([one]), pixelsOf(others)));
      }),
    );
  });
});
