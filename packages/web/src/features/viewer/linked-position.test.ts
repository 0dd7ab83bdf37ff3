// Which image of another panel goes with one: by place in the patient, by millimetres, by number.
import { describe, expect, it } from 'vitest';
import { linkedIndex } from './linked-position.ts';
import { makeImages, makeStack } from './made-images.ts';

const none = { from: 0, to: 0 };
const frame = { frameOfReferenceUid: '1.9' };
/** Slices at 0, 2, 4 … 18 mm, and at 0, 5, 10, 15 mm. */
const thin = makeStack(10, 2, frame);
const thick = makeStack(4, 5, frame);

describe('a linked panel', () => {
  it('shows the nearest plane in the patient where the frame of reference is shared, whatever the anchor', () => {
    const at = (index: number) => linkedIndex({ images: thin, index }, thick, { from: 9, to: 0 });
    // 0, 4, 6, 8 and 18 mm.
    expect([0, 2, 3, 4, 9].map(at)).toEqual([0, 1, 1, 2, 3]);
    expect(linkedIndex({ images: thick, index: 2 }, thin, none)).toBe(5);
  });

  it('finds the plane in a stack that is counted the other way round', () => {
    expect(linkedIndex({ images: thin, index: 1 }, thin.toReversed(), none)).toBe(8);
  });

  it('keeps the distance in millimetres between studies of different frames', () => {
    const before = makeStack(10, 5, { frameOfReferenceUid: '1.8' });
    // Linked at 4 mm and 15 mm: 10 mm further on is at 25 mm.
    expect(linkedIndex({ images: thin, index: 7 }, before, { from: 2, to: 3 })).toBe(5);
    // Beyond the end it stays at the end.
    expect(linkedIndex({ images: thin, index: 0 }, before, { from: 9, to: 0 })).toBe(0);
  });

  it('counts images where no place is known', () => {
    const film = makeImages(Array.from({ length: 6 }, () => ({})));
    expect(linkedIndex({ images: thin, index: 5 }, film, { from: 3, to: 1 })).toBe(3);
    expect(linkedIndex({ images: film, index: 5 }, film.slice(0, 2), none)).toBe(1);
  });

  it('measures at the middle of the image, so that a tilt moves nothing', () => {
    // Tilted by atan(3/4)/4, about 9 degrees, around the middle of a slice at 10 mm: its corner is 25 mm away.
    const [sine, cosine] = [0.16, Math.sqrt(1 - 0.16 ** 2)];
    const half = (511 / 2) * 0.7;
    const middle = [half, half, 10] as const;
    const tilted = makeImages([
      {
        ...frame,
        orientation: [1, 0, 0, 0, cosine, sine],
        position: [middle[0] - half, middle[1] - cosine * half, middle[2] - sine * half],
      },
    ]);
    expect(linkedIndex({ images: tilted, index: 0 }, thick, none)).toBe(2);
  });

  it('stays where it is when the stacks cross', () => {
    const sagittal = makeStack(5, 1, { ...frame, orientation: [0, 1, 0, 0, 0, -1] });
    expect(linkedIndex({ images: sagittal, index: 1 }, thick, none)).toBeUndefined();
    expect(linkedIndex({ images: [], index: 0 }, thick, none)).toBeUndefined();
  });
});
