// Points of measurements between patient and image, and their ids and values in both forms.
import { describe, expect, it } from 'vitest';
import {
  annotationOfUid,
  axesOf,
  directionsOf,
  handlesOf,
  type ImagePoint,
  toImage,
  toWorld,
  uidOfAnnotation,
  valuesOf,
} from './measurement-points.ts';

/** Oblique, with pixels that are not square. */
const plane = {
  orientation: [0.8, 0.6, 0, 0, 0, -1],
  position: [10, -20, 30],
  spacing: [2, 0.5],
} as const;

describe('a point of a measurement', () => {
  it('is where the image says that its pixels are', () => {
    // The middle of the first pixel is the image's position; the next column lies half a millimetre along the row.
    expect(toWorld(plane, [0.5, 0.5])).toEqual([10, -20, 30]);
    expect(toWorld(plane, [1.5, 0.5]).map((part) => Number(part.toFixed(9)))).toEqual([10.4, -19.7, 30]);
    expect(toWorld(plane, [0.5, 1.5])).toEqual([10, -20, 28]);
  });

  it.each<ImagePoint[]>([[[0, 0]], [[12.25, 99.5]], [[-3, 511.75]]])(
    'comes back from the patient: %j',
    (point) => {
      expect(toImage(plane, toWorld(plane, point))).toEqual(point);
      expect(toImage({}, toWorld({}, point))).toEqual(point);
      // Also where it was rounded to what a report holds.
      const odd = point.map((part) =>
        Math.fround(Math.round((part + 1 / 3) * 10_000) / 10_000),
      ) as ImagePoint;
      expect(toImage(plane, toWorld(plane, odd))).toEqual(odd);
    },
  );

  it('lies in a plane whose normal and upward direction are known', () => {
    const { normal, up } = directionsOf({ orientation: [1, 0, 0, 0, 1, 0] });
    expect(normal).toEqual([0, 0, 1]);
    expect(up.map((part) => part + 0)).toEqual([0, -1, 0]);
  });
});

describe('the points of an ellipse', () => {
  const upright: ImagePoint[] = [
    [5, 0],
    [5, 20],
    [2, 10],
    [8, 10],
  ];
  const level: ImagePoint[] = [
    [10, 8],
    [10, 12],
    [0, 10],
    [20, 10],
  ];
  it('are saved with the long axis first, and drawn from the first row to the last, and from left to right', () => {
    expect(axesOf(upright)).toEqual(upright);
    expect(axesOf(level)).toEqual([level[2], level[3], level[0], level[1]]);
    expect(handlesOf(axesOf(upright))).toEqual(upright);
    expect(handlesOf(axesOf(level))).toEqual(level);
    expect(handlesOf([...axesOf(level)].reverse())).toEqual(level);
  });
});

describe('the id of a measurement', () => {
  it('is a UUID on the screen and a UID in a report', () => {
    const id = '0b7e5c1a-02d4-4c3e-9d41-9c0c11a9ad21';
    expect(uidOfAnnotation(id)).toMatch(/^2\.25\.\d+$/);
    expect(annotationOfUid(uidOfAnnotation(id))).toBe(id);
  });

  it('stays what it is where it comes from elsewhere', () => {
    for (const uid of ['1.2.840.113619.2', `2.25.${2n ** 128n}`]) {
      expect(annotationOfUid(uid)).toBe(uid);
      expect(uidOfAnnotation(uid)).toBe(uid);
    }
  });
});

describe('the values of a measurement', () => {
  it('have units of UCUM, wherever the scale comes from', () => {
    expect(valuesOf('length', { length: 12.5, unit: 'mm Proj' })).toEqual([
      { quantity: 'length', value: 12.5, unit: 'mm' },
    ]);
    expect(valuesOf('length', { length: 7, unit: 'px' })).toEqual([
      { quantity: 'length', value: 7, unit: '{pixels}' },
    ]);
    expect(
      valuesOf('ellipse', { area: 3, areaUnit: 'mm²', mean: [5], stdDev: Number.NaN, modalityUnit: 'HU' }),
    ).toEqual([
      { quantity: 'area', value: 3, unit: 'mm2' },
      { quantity: 'mean', value: 5, unit: "[hnsf'U]" },
    ]);
    expect(valuesOf('arrow', {})).toEqual([]);
  });
});
