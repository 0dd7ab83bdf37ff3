// A scale out of a line: so many pixels are so many millimetres.
import { afterEach, describe, expect, it } from 'vitest';
import {
  calibrateByHand,
  forgetCalibrations,
  handCalibration,
  millimetresPerPixel,
} from './hand-calibration.ts';

afterEach(forgetCalibrations);

describe('a calibration by hand', () => {
  it('is the millimetres of the line over its pixels', () => {
    expect(millimetresPerPixel(200, 50)).toBe(0.25);
    expect(millimetresPerPixel(5, 100)).toBe(20);
  });
  it('is refused of a line that is hardly one, and of a length that is none', () => {
    expect(millimetresPerPixel(4.9, 50)).toBeUndefined();
    expect(millimetresPerPixel(200, 0)).toBeUndefined();
    expect(millimetresPerPixel(200, -1)).toBeUndefined();
    expect(millimetresPerPixel(200, Number.NaN)).toBeUndefined();
  });
  it('is kept for its image alone, as pixels for a millimetre, until it is forgotten', () => {
    calibrateByHand('one', 0.25);
    expect(handCalibration('one')).toEqual({ type: 'User', scale: 4 });
    expect(handCalibration('one')).toBe(handCalibration('one'));
    expect(handCalibration('two')).toBeUndefined();
    forgetCalibrations();
    expect(handCalibration('one')).toBeUndefined();
  });
});
