// Windows: what fits a picture, and what they mean in values.
import { describe, expect, it } from 'vitest';
import { autoWindow, rangeOf, windowOf } from './windows.ts';

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
});
