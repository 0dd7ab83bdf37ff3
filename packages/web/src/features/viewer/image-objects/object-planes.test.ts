// Where objects lie on images: by reference or place, at the right pixels, and nowhere else.
import type { Segmentation, SegmentFrame, Structure } from '@lumenbox/dicom';
import { describe, expect, it } from 'vitest';
import { makeImages } from '../made-images.ts';
import { contoursOn, framesOn } from './object-planes.ts';

const frameOfReferenceUid = '1.2.9';
const [image, next] = makeImages([
  {
    sopInstanceUid: '1.2.3',
    z: 0,
    sliceThickness: 2,
    spacing: [0.5, 0.5],
    rows: 64,
    columns: 64,
    frameOfReferenceUid,
  },
  {
    sopInstanceUid: '1.2.4',
    z: 2,
    sliceThickness: 2,
    spacing: [0.5, 0.5],
    rows: 64,
    columns: 64,
    frameOfReferenceUid,
  },
]);
if (image === undefined || next === undefined) throw new Error('Two images were made.');

const frame: SegmentFrame = {
  segment: 1,
  sources: [],
  orientation: [1, 0, 0, 0, 1, 0],
  position: [0.25, 0.25, 0],
  spacing: [1, 1],
  thickness: undefined,
};
const segmentation = (patch: Partial<SegmentFrame>, more: Partial<Segmentation> = {}): Segmentation => ({
  label: '',
  rows: 32,
  columns: 32,
  type: 'BINARY',
  frameOfReferenceUid,
  segments: [],
  frames: [{ ...frame, ...patch }],
  maskOf: () => new Uint8Array(),
  opacityAt: () => 0,
  ...more,
});

describe('a frame of a segmentation', () => {
  it('lies on the image of its plane, scaled to its pixels, and not on the next', () => {
    // Its first pixel is twice as large, and its corner is the image's corner.
    expect(framesOn(image, segmentation({}))).toEqual([{ frame: 0, segment: 1, matrix: [2, 0, 0, 2, 0, 0] }]);
    expect(framesOn(next, segmentation({}))).toEqual([]);
    expect(framesOn(image, segmentation({}, { frameOfReferenceUid: '1.2.8' }))).toEqual([]);
  });

  it('lies on the image that it was made of, whatever its place', () => {
    const sources = [{ sopInstanceUid: '1.2.4', frames: [] }];
    const pixels = { rows: 64, columns: 64 };
    const made = segmentation({ sources, position: undefined }, pixels);
    expect(framesOn(next, made)).toEqual([{ frame: 0, segment: 1, matrix: [1, 0, 0, 1, 0, 0] }]);
    expect(framesOn(image, made)).toEqual([]);
    expect(framesOn(next, segmentation({ sources, position: undefined }))).toEqual([]);
  });
});

describe('an outline of a structure', () => {
  const structure: Structure = {
    number: 1,
    name: 'PTV',
    colour: undefined,
    frameOfReferenceUid,
    contours: [
      {
        isClosed: true,
        images: [],
        points: [
          [0, 0, 0.9],
          [1, 0, 0.9],
          [1, 1, 0.9],
        ],
      },
      {
        isClosed: true,
        images: [],
        points: [
          [0, 0, 1],
          [1, 0, 1],
          [1, 1, 1],
        ],
      },
    ],
  };
  it('lies on one slice alone, at its columns and rows', () => {
    const points = [
      [0.5, 0.5],
      [2.5, 0.5],
      [2.5, 2.5],
    ];
    expect(contoursOn(image, structure)).toEqual([{ isClosed: true, points }]);
    expect(contoursOn(next, structure)).toHaveLength(1);
  });
  it('lies on no image of another frame of reference', () => {
    expect(contoursOn(image, { ...structure, frameOfReferenceUid: '1.2.8' })).toEqual([]);
  });
});
