// Boxes stay inside of the image, whatever is done to them.
import type { PixelBox } from '@lumenbox/contract';
import { describe, expect, it } from 'vitest';
import { between, boxesOfFrame, drawn, moved, resized, sent } from './boxes.ts';

const size = { columns: 100, rows: 50 };
const box: PixelBox = { frame: 'all', x: 10, y: 10, width: 20, height: 10, source: 'device-region' };

describe('a box', () => {
  it('is drawn from any corner to any other, in whole pixels', () => {
    const expected = { x: 10, y: 20, width: 21, height: 11 };
    expect(between({ x: 10.4, y: 20.2 }, { x: 30.6, y: 30.1 }, size)).toEqual(expected);
    expect(between({ x: 30.6, y: 30.1 }, { x: 10.4, y: 20.2 }, size)).toEqual(expected);
  });
  it('ends at the edges, and is never less than a pixel', () => {
    expect(between({ x: -5, y: -5 }, { x: 500, y: 500 }, size)).toEqual({
      x: 0,
      y: 0,
      width: 100,
      height: 50,
    });
    expect(between({ x: 200, y: 90 }, { x: 200, y: 90 }, size)).toEqual({
      x: 99,
      y: 49,
      width: 1,
      height: 1,
    });
  });
  it('moves as far as the edges, in its size', () => {
    expect(moved(box, { x: 5, y: -3 }, size)).toMatchObject({ x: 15, y: 7, width: 20, height: 10 });
    expect(moved(box, { x: 500, y: 500 }, size)).toMatchObject({ x: 80, y: 40, width: 20, height: 10 });
  });
  it('grows as far as the edges, and shrinks to a pixel', () => {
    expect(resized(box, { x: 500, y: 500 }, size)).toMatchObject({ x: 10, y: 10, width: 90, height: 40 });
    expect(resized(box, { x: -500, y: -500 }, size)).toMatchObject({ width: 1, height: 1 });
  });
  it('is of whoever has changed it, and of who found it before', () => {
    expect(moved(box, { x: 1, y: 0 }, size).source).toBe('reviewer');
    expect(moved(box, { x: 0, y: 0 }, size)).toBe(box);
    expect(sent(drawn(box))).toEqual(box);
  });
});

it('is shown on its frame, or on all of them', () => {
  const ofFrame = { ...box, frame: 2 };
  expect(boxesOfFrame([box, ofFrame], 1)).toEqual([box]);
  expect(boxesOfFrame([box, ofFrame], 2)).toEqual([box, ofFrame]);
});
