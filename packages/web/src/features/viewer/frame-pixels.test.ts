// Octets become values: bits, signs, rescaling, and refusing what is too short.
import { describe, expect, it } from 'vitest';
import { extremesOf, readGreyFrame } from './frame-pixels.ts';

const image = {
  rows: 1,
  columns: 4,
  bitsAllocated: 16,
  bitsStored: 16,
  highBit: 15,
  isSigned: true,
  isFloat: false,
  slope: 1,
  intercept: 0,
};
const words = (...values: number[]) => Int16Array.from(values).buffer;

describe('a grey frame', () => {
  it('without rescaling is what it is', () => {
    expect(readGreyFrame(words(-1024, 0, 1, 32_767), image)).toEqual(Int16Array.of(-1024, 0, 1, 32_767));
  });

  it('is rescaled to Hounsfield units', () => {
    const values = readGreyFrame(words(0, 1024, 1064, 2000), {
      ...image,
      bitsStored: 12,
      highBit: 11,
      isSigned: false,
      intercept: -1024,
    });
    expect(values).toEqual(Int16Array.of(-1024, 0, 40, 976));
  });

  it('keeps fractions of a slope', () => {
    const values = readGreyFrame(words(1, 2, 3, -4), { ...image, slope: 0.5 });
    expect(values).toEqual(Float32Array.of(0.5, 1, 1.5, -2));
  });

  it('does not take overlays in the upper bits for values', () => {
    const values = readGreyFrame(words(0x1001, 0x0002, 0x2fff, 0x0000), {
      ...image,
      bitsStored: 12,
      highBit: 11,
      isSigned: false,
    });
    expect([...values]).toEqual([1, 2, 4095, 0]);
  });

  it('extends the sign of twelve stored bits', () => {
    const values = readGreyFrame(words(0x0fff, 0x0800, 0x07ff, 0), { ...image, bitsStored: 12, highBit: 11 });
    expect([...values]).toEqual([-1, -2048, 2047, 0]);
  });

  it('has room for unsigned values that lie below nothing when rescaled', () => {
    const values = readGreyFrame(Uint16Array.of(0, 65_535, 1, 2).buffer, {
      ...image,
      isSigned: false,
      intercept: -1024,
    });
    expect([...values]).toEqual([-1024, 64_511, -1023, -1022]);
  });

  it('of floats stays one', () => {
    const octets = Float32Array.of(0.25, -1, 2, 3).buffer;
    expect([...readGreyFrame(octets, { ...image, bitsAllocated: 32, isFloat: true })]).toEqual([
      0.25, -1, 2, 3,
    ]);
  });

  it('of eight bits may have signs', () => {
    const octets = Int8Array.of(-1, 2, -128, 127).buffer;
    expect([...readGreyFrame(octets, { ...image, bitsAllocated: 8, bitsStored: 8, highBit: 7 })]).toEqual([
      -1, 2, -128, 127,
    ]);
  });

  it('that is cut off is refused', () => {
    expect(() => readGreyFrame(words(1, 2, 3), image)).toThrow('6 of 8 octets');
  });

  it('knows its extremes', () => {
    expect(extremesOf(Int16Array.of(3, -7, 12))).toEqual({ low: -7, high: 12 });
  });
});
