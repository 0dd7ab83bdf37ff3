// SUVs against values that were worked out by hand, and every reason for which there is none.
import { describe, expect, it } from 'vitest';
import type { JsonDataSet } from './dicom-json.ts';
import { readUptake } from './uptake.ts';

const value = (...Value: unknown[]) => ({ Value });
/** 70 kg, 370 MBq, a half-life of an hour, an hour of waiting: 185 MBq are left. */
const tracer: JsonDataSet = {
  '00181072': value('090000.00'),
  '00181074': value(370_000_000),
  '00181075': value(3600),
};
const pet: JsonDataSet = {
  '00080060': value('PT'),
  '00080021': value('20250115'),
  '00080031': value('100000'),
  '00080022': value('20250115'),
  '00080032': value('100500'),
  '00101030': value(70),
  '00280051': value('DECY', 'ATTN', 'SCAT'),
  '00541001': value('BQML'),
  '00541102': value('START'),
  '00540016': value(tracer),
};
const without = (tag: string) => ({ ...pet, [tag]: undefined });
const withTracer = (patch: JsonDataSet) => ({ ...pet, '00540016': value({ ...tracer, ...patch }) });
const suvOf = (dataSet: JsonDataSet, becquerels: number) => {
  const uptake = readUptake(dataSet);
  return uptake !== undefined && 'suvOfOne' in uptake ? uptake.suvOfOne * becquerels : uptake;
};

describe('the SUV by body weight', () => {
  it('is the value times the weight in grams over what is left of the dose', () => {
    // 5000 Bq/ml x 70 000 g / 185 000 000 Bq.
    expect(suvOf(pet, 5000)).toBeCloseTo(1.891_89, 5);
    // F-18, an hour, 400 MBq, 80 kg: 400 x 2^(-3600/6588) = 273.88 MBq; 10 000 x 80 000 / 273 880 000 = 2.921.
    const fluorine = withTracer({ '00181074': value(400_000_000), '00181075': value(6588) });
    expect(suvOf({ ...fluorine, '00101030': value(80) }, 10_000)).toBeCloseTo(2.921, 3);
  });
  it('takes the whole dose where the values are corrected to the moment of giving', () => {
    // 5000 x 70 000 / 370 000 000.
    expect(suvOf({ ...pet, '00541102': value('ADMIN') }, 5000)).toBeCloseTo(0.945_95, 5);
  });
  it('knows when the tracer was given: with a date and zone, or on the evening before', () => {
    const dated = withTracer({ '00181078': value('20250115090000.000000+0100'), '00181072': undefined });
    expect(suvOf(dated, 5000)).toBeCloseTo(1.891_89, 5);
    const night = { ...pet, '00080031': value('003000'), '00080032': value('003500') };
    expect(
      suvOf({ ...night, '00540016': value({ ...tracer, '00181072': value('233000') }) }, 5000),
    ).toBeCloseTo(1.891_89, 5);
  });
  it('is the value itself where the file holds SUVs', () => {
    expect(readUptake({ ...pet, '00541001': value('GML') })).toEqual({ unit: 'g/ml', suvOfOne: 1 });
    expect(readUptake({ ...pet, '00541001': value('GML'), '00541006': value('BSA') })).toEqual({
      unit: 'g/ml',
      obstacle: 'units',
    });
  });
  it('is nothing of other modalities', () => {
    expect(readUptake({ ...pet, '00080060': value('CT') })).toBeUndefined();
  });
  it.each([
    ['units', { ...pet, '00541001': value('CNTS') }],
    ['notCalibrated', { ...pet, '00541322': value(0) }],
    ['notCorrected', { ...pet, '00280051': value('DECY') }],
    ['notDecayCorrected', { ...pet, '00541102': value('NONE') }],
    ['notDecayCorrected', without('00541102')],
    ['weight', without('00101030')],
    ['weight', { ...pet, '00101030': value(0) }],
    ['tracer', without('00540016')],
    ['tracer', { ...pet, '00540016': value(tracer, tracer) }],
    ['dose', withTracer({ '00181074': undefined })],
    ['halfLife', withTracer({ '00181075': undefined })],
    ['administration', withTracer({ '00181072': undefined })],
    ['scanTime', { ...without('00080031'), '00080032': undefined }],
    ['derivedLater', { ...pet, '00080031': value('120000') }],
    ['timesContradict', withTracer({ '00181078': value('20250113090000') })],
    ['timesContradict', withTracer({ '00181078': value('20250115110000') })],
  ] as const)('is not reckoned: %s', (obstacle, dataSet) => {
    expect(readUptake(dataSet)).toMatchObject({ obstacle });
  });
  it('leaves a calibration that was made as it is', () => {
    expect(suvOf({ ...pet, '00541322': value(2.5) }, 5000)).toBeCloseTo(1.891_89, 5);
  });
});
