// The order of images: by place where the slices are a stack, by number where they are not.
import { describe, expect, it } from 'vitest';
import { type Made, makeImages } from './made-images.ts';
import { sortImages } from './sort-images.ts';

const numbers = (images: readonly Made[]) =>
  sortImages(makeImages(images)).map(({ instanceNumber }) => instanceNumber);

describe('images', () => {
  it('of an axial stack begin at the head, whatever their numbers are', () => {
    expect(
      numbers([
        { instanceNumber: 7, z: 0 },
        { instanceNumber: 2, z: 10 },
        { instanceNumber: 5, z: 5 },
      ]),
    ).toEqual([2, 5, 7]);
  });

  it('of a sagittal stack go along its own normal', () => {
    const orientation = [0, 1, 0, 0, 0, -1];
    expect(
      numbers([
        { instanceNumber: 1, orientation, position: [30, 0, 0] },
        { instanceNumber: 2, orientation, position: [10, 0, 0] },
        { instanceNumber: 3, orientation, position: [20, 0, 0] },
      ]),
    ).toEqual([1, 3, 2]);
  });

  it('keep their numbers where two lie at one place: phases of a heart', () => {
    expect(
      numbers([
        { instanceNumber: 3, z: 10 },
        { instanceNumber: 1, z: 5 },
        { instanceNumber: 2, z: 10 },
      ]),
    ).toEqual([1, 2, 3]);
  });

  it('keep their numbers where one is turned: a localizer', () => {
    expect(
      numbers([
        { instanceNumber: 2, z: 50 },
        { instanceNumber: 1, z: 0, orientation: [0, 1, 0, 0, 0, -1] },
      ]),
    ).toEqual([1, 2]);
  });

  it('keep their numbers where one does not say where it is', () => {
    expect(numbers([{ instanceNumber: 2, z: 50 }, { instanceNumber: 1 }])).toEqual([1, 2]);
  });

  it('of one film stay in the order of its frames', () => {
    const frames = sortImages(makeImages([{ frame: 3 }, { frame: 1 }, { frame: 2 }]));
    expect(frames.map(({ frame }) => frame)).toEqual([1, 2, 3]);
  });
});
