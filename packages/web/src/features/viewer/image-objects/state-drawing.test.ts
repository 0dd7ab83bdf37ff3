// What a presentation state draws: on its images alone, in columns and rows, whatever units it is written in.
import { describe, expect, it } from 'vitest';
import { makeImages } from '../made-images.ts';
import { aMadeState } from './made-states.ts';
import { areaFor, drawingsFor, isFor, shutterPaths } from './state-drawing.ts';

const [image, other] = makeImages([
  { sopInstanceUid: '1.2.3', rows: 64, columns: 64 },
  { sopInstanceUid: '1.2.4', rows: 64, columns: 64 },
]);
if (image === undefined || other === undefined) throw new Error('Two images were made.');

const state = aMadeState({
  areas: [{ images: [], topLeft: [17, 17], bottomRight: [48, 48] }],
  annotations: [
    {
      images: [],
      colour: [10, 20, 30],
      graphics: [
        {
          type: 'POLYLINE',
          units: 'pixel',
          isFilled: true,
          points: [
            [1, 2],
            [3, 4],
            [5, 2],
          ],
        },
        {
          type: 'ELLIPSE',
          units: 'pixel',
          isFilled: false,
          points: [
            [0, 5],
            [10, 5],
            [5, 3],
            [5, 7],
          ],
        },
      ],
      texts: [{ text: 'Here', isBox: false, units: 'display', points: [[0.5, 0.25]] }],
    },
  ],
});

describe('a presentation state', () => {
  it('is for the images that it refers to, and draws on no other', () => {
    expect(isFor({ images: [] }, state, image)).toBe(true);
    expect(isFor({ images: [] }, state, other)).toBe(false);
    expect(drawingsFor(state, other)).toEqual({ paths: [], texts: [] });
  });

  it('draws lines as they are, and parts of the displayed area where these are on the image', () => {
    const { paths, texts } = drawingsFor(state, image);
    expect(paths).toEqual([
      { path: 'M1 2L3 4L5 2Z', isFilled: true, colour: [10, 20, 30] },
      { path: 'M0 5A5 2 0 1 0 10 5A5 2 0 1 0 0 5Z', isFilled: false, colour: [10, 20, 30] },
    ]);
    expect(texts).toEqual([{ text: 'Here', at: [32, 24], colour: [10, 20, 30] }]);
  });

  it('shows the pixels from corner to corner, both included', () => {
    expect(areaFor(state, image)).toEqual({ from: [16, 16], to: [48, 48] });
    expect(areaFor({ ...state, areas: [] }, image)).toEqual({ from: [0, 0], to: [64, 64] });
  });

  it('leaves open what is within its shutters', () => {
    const [path] = shutterPaths([{ shape: 'rectangle', left: 9, right: 64, upper: 1, lower: 32 }]);
    expect(path).toMatch(/ZM8 0H64V32H8Z$/);
  });
});
