// Which series can be cut in other planes, and what is said of the others.
import { describe, expect, it } from 'vitest';
import { makeImages, makeStack } from './made-images.ts';
import { volumeObstacle } from './volume-eligibility.ts';

describe('a series', () => {
  it('of equal, parallel, equally spaced slices is a volume, in any order', () => {
    expect(volumeObstacle(makeStack(20, 2.5).toReversed())).toBeUndefined();
  });

  it('may be rounded: a hundredth of a millimetre is no gap', () => {
    const stack = makeStack(20, 2.5).map((image, index) => ({
      ...image,
      position: [0, 0, index * 2.5 + (index % 2) * 0.01] as const,
    }));
    expect(volumeObstacle(stack)).toBeUndefined();
  });

  it('of four slices is too short', () => {
    expect(volumeObstacle(makeStack(4, 2.5))).toBe('tooFew');
    expect(volumeObstacle([])).toBe('tooFew');
  });

  it('with a slice missing is not equally spaced', () => {
    expect(volumeObstacle(makeStack(20, 2.5).filter((_, index) => index !== 9))).toBe('unequalSpacing');
  });

  it('with two images at one place is not a stack', () => {
    const stack = makeStack(20, 2.5);
    expect(volumeObstacle([...stack, ...stack.slice(3, 4)])).toBe('samePlace');
  });

  it('of a tilted gantry is shifted from slice to slice', () => {
    const stack = makeStack(20, 2.5).map((image, index) => ({
      ...image,
      position: [0, index * 0.8, index * 2.5] as const,
    }));
    expect(volumeObstacle(stack)).toBe('tilted');
  });

  it('with a slice that is turned, of another size, in colour or nowhere is refused by its name', () => {
    const stack = makeStack(20, 2.5);
    const with_ = (patch: object) =>
      stack.map((image, index) => (index === 5 ? { ...image, ...patch } : image));
    expect(volumeObstacle(with_({ orientation: [0, 1, 0, 0, 0, -1] }))).toBe('notParallel');
    expect(volumeObstacle(with_({ rows: 256 }))).toBe('differentSizes');
    expect(volumeObstacle(with_({ spacing: [0.7, 0.8] }))).toBe('differentSizes');
    expect(volumeObstacle(with_({ kind: 'picture' }))).toBe('colour');
    expect(volumeObstacle(with_({ position: undefined }))).toBe('noPlace');
    expect(volumeObstacle(makeImages(Array.from({ length: 9 }, () => ({}))))).toBe('noPlace');
  });

  it('that does not fit into memory is too large', () => {
    const stack = makeStack(20, 2.5);
    expect(volumeObstacle(stack, 20 * 512 * 512 * 2)).toBeUndefined();
    expect(volumeObstacle(stack, 20 * 512 * 512 * 2 - 1)).toBe('tooLarge');
  });
});
