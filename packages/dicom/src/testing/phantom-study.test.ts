// The phantoms: series that fit together, and matter where it belongs.
import { describe, expect, it } from 'vitest';
import { firstNumber, firstString, numbers } from '../data-set/values.ts';
import { tags } from '../dictionary/index.ts';
import { readHeader } from '../part10/read-header.ts';
import { type MadeInstance, phantomStudy } from './index.ts';

const header = (made: MadeInstance) => readHeader(made.bytes).dataSet;

/** A stored value at a place given in parts of the image's width and height. */
function sample(made: MadeInstance, place: { across: number; down: number }): number {
  const rows = firstNumber(header(made), tags.Rows) ?? 0;
  const columns = firstNumber(header(made), tags.Columns) ?? 0;
  const at = Math.floor(place.down * rows) * columns + Math.floor(place.across * columns);
  return new DataView(made.pixelData.buffer, made.pixelData.byteOffset).getInt16(2 * at, true);
}

describe('the CT phantom', () => {
  const slices = [...phantomStudy({ kind: 'ct', slices: 12, rows: 128, columns: 128 })];

  it('is one series in one frame of reference, numbered from the feet', () => {
    expect(slices).toHaveLength(12);
    expect(new Set(slices.map(({ seriesInstanceUid }) => seriesInstanceUid)).size).toBe(1);
    expect(new Set(slices.map(({ sopInstanceUid }) => sopInstanceUid)).size).toBe(12);
    const frames = slices.map((made) => firstString(header(made), tags.FrameOfReferenceUID));
    expect(new Set(frames).size).toBe(1);
    expect(slices.map((made) => firstNumber(header(made), tags.InstanceNumber))).toEqual(
      Array.from({ length: 12 }, (_, i) => i + 1),
    );
  });

  it('has slices one thickness apart, without gaps', () => {
    const z = slices.map((made) => numbers(header(made), tags.ImagePositionPatient)[2] ?? Number.NaN);
    const thickness = firstNumber(header(slices[0] as MadeInstance), tags.SliceThickness) ?? 0;
    for (let i = 1; i < z.length; i++) expect((z[i] ?? 0) - (z[i - 1] ?? 0)).toBeCloseTo(thickness, 6);
  });

  it('has air around it, lungs at both sides and bone behind the middle', () => {
    const middle = slices[7] as MadeInstance;
    const hu = (across: number, down: number) => sample(middle, { across, down }) - 1024;
    expect(hu(0.02, 0.02)).toBeLessThan(-950);
    expect(hu(0.33, 0.5)).toBeLessThan(-700);
    expect(hu(0.67, 0.5)).toBeLessThan(-700);
    expect(hu(0.5, 0.65)).toBeGreaterThan(60);
  });

  it('has the dome of the liver at the left of the picture, which is the right of the patient', () => {
    const low = slices[3] as MadeInstance;
    const hu = (across: number) => sample(low, { across, down: 0.48 }) - 1024;
    expect(hu(0.34)).toBeGreaterThan(0);
    expect(hu(0.72)).toBeLessThan(-500);
  });

  it('is the same each time, and another study by another seed', () => {
    const [again] = phantomStudy({ kind: 'ct', slices: 12, rows: 128, columns: 128 });
    expect(again?.bytes).toEqual(slices[0]?.bytes);
    const [other] = phantomStudy({ kind: 'ct', slices: 12, rows: 32, columns: 32, seed: 'x' });
    expect(other?.studyInstanceUid).not.toBe(slices[0]?.studyInstanceUid);
  });

  it('is 512 x 512 and signed when nothing else is asked', () => {
    const [first] = phantomStudy({ kind: 'ct' });
    const dataSet = header(first as MadeInstance);
    expect(
      [tags.Rows, tags.Columns, tags.BitsAllocated, tags.PixelRepresentation].map((tag) =>
        firstNumber(dataSet, tag),
      ),
    ).toEqual([512, 512, 16, 1]);
    expect(first?.pixelData).toHaveLength(512 * 512 * 2);
  });
});

describe('the MR phantom', () => {
  const instances = [...phantomStudy({ kind: 'mr', rows: 64, columns: 64 })];

  it('has a T1 and a T2 weighted series of the same places', () => {
    const series = [...new Set(instances.map(({ seriesInstanceUid }) => seriesInstanceUid))];
    expect(series).toHaveLength(2);
    const [t1, t2] = series.map((uid) => instances.filter((made) => made.seriesInstanceUid === uid));
    const places = (list: readonly MadeInstance[] = []) =>
      list.map((made) => numbers(header(made), tags.ImagePositionPatient));
    expect(places(t1)).toHaveLength(24);
    expect(places(t1)).toEqual(places(t2));
    expect(new Set(instances.map(({ studyInstanceUid }) => studyInstanceUid)).size).toBe(1);
  });

  it('shows the fluid of the ventricles dark in T1 and bright in T2', () => {
    const brightness = (made: MadeInstance | undefined, place: { across: number; down: number }) =>
      made === undefined ? Number.NaN : sample(made, place);
    const ventricle = { across: 0.545, down: 0.5 };
    const white = { across: 0.66, down: 0.5 };
    expect(brightness(instances[13], ventricle)).toBeLessThan(brightness(instances[13], white));
    expect(brightness(instances[37], ventricle)).toBeGreaterThan(2 * brightness(instances[37], white));
  });
});

describe('the CR phantom', () => {
  const [radiograph] = phantomStudy({ kind: 'cr', rows: 128, columns: 128 });
  const value = (across: number, down: number) => sample(radiograph as MadeInstance, { across, down });

  it('shows the spine brighter than the lungs and these brighter than air', () => {
    expect(value(0.5, 0.5)).toBeGreaterThan(1.5 * value(0.3, 0.5));
    expect(value(0.3, 0.5)).toBeGreaterThan(value(0.01, 0.01) + 200);
  });

  it('shows the heart at the right of the picture, which is the left of the patient', () => {
    expect(value(0.66, 0.62)).toBeGreaterThan(value(0.34, 0.62) + 150);
  });

  it('keeps within 12 bits', () => {
    const bytes = radiograph?.pixelData ?? new Uint8Array();
    expect(bytes.filter((byte, i) => i % 2 === 1 && byte > 15)).toHaveLength(0);
  });
});
