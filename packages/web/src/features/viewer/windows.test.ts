// Windows: what fits a picture, and what they mean in values.
import { describe, expect, it } from 'vitest';
import { makeImages } from './made-images.ts';
import { autoWindow, rangeOf, windowFunctionOf, windowOf } from './windows.ts';

describe('the window that fits a picture', () => {
  it('spans what is in it', () => {
    const values = Array.from({ length: 1001 }, (_, index) => index);
    const { lower, upper } = rangeOf(autoWindow(values));
    expect(lower).toBeGreaterThan(-5);
    expect(lower).toBeLessThan(15);
    expect(upper).toBeGreaterThan(985);
    expect(upper).toBeLessThan(1005);
  });

  it('is not led astray by a hot spot or by padding', () => {
    const values = [
      ...Array.from({ length: 10_000 }, (_, index) => index % 100),
      60_000,
      ...Array(5000).fill(-2000),
    ];
    const { width } = autoWindow(values, -2000);
    expect(width).toBeLessThan(200);
  });

  it('exists for a picture of one value, and of none', () => {
    expect(autoWindow([7, 7, 7])).toEqual({ center: 7, width: 1 });
    expect(autoWindow([]).width).toBeGreaterThan(0);
  });
});

describe('a window', () => {
  it('goes from black to white as the standard says, and back', () => {
    expect(rangeOf({ center: 40, width: 400 })).toEqual({ lower: -160, upper: 239 });
    expect(windowOf({ lower: -160, upper: 239 })).toEqual({ center: 40, width: 400 });
  });

  it('of fractions is exact, and is never turned over', () => {
    const [map, pet, unsaid, ct] = makeImages([
      { isFloat: true, window: { center: 0.5, width: 1 } },
      { slope: 0.3, window: { center: 4000, width: 8000 } },
      { slope: 0.000_001 },
      { intercept: -1024 },
    ]).map(windowFunctionOf);
    expect([map, pet, unsaid, ct]).toEqual(['LINEAR_EXACT', 'LINEAR', 'LINEAR_EXACT', 'LINEAR']);
    // By whole numbers the first would have one edge, and the second would go from white to black.
    expect(rangeOf({ center: 0.5, width: 1 }, map)).toEqual({ lower: 0, upper: 1 });
    expect(rangeOf({ center: 0.002, width: 0.004 }, unsaid)).toEqual({ lower: 0, upper: 0.004 });
    expect(windowOf({ lower: 0, upper: 1 }, map)).toEqual({ center: 0.5, width: 1 });
  });
});
