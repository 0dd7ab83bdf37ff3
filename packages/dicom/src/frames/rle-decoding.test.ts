// RLE Lossless: what was encoded comes back, and whatever else arrives ends in a frame or a named error.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DicomError } from '../part10/errors.ts';
import { decodeRleFrame } from './rle-decoding.ts';
import { encodeRleFrame, type FrameLayout } from './rle-encoding.ts';

const layouts: fc.Arbitrary<FrameLayout & { columns: number }> = fc
  .record({
    bitsAllocated: fc.constantFrom(8 as const, 16 as const, 32 as const),
    samplesPerPixel: fc.constantFrom(1 as const, 3 as const),
    rows: fc.integer({ min: 1, max: 9 }),
    columns: fc.integer({ min: 1, max: 300 }),
  })
  .map(({ rows, ...layout }) => ({ ...layout, pixels: rows * layout.columns }));

const sizeOf = ({ pixels, bitsAllocated, samplesPerPixel }: FrameLayout) =>
  (pixels * bitsAllocated * samplesPerPixel) / 8;

describe('a frame in RLE', () => {
  it('comes back as it was, in runs and in literals', () => {
    fc.assert(
      fc.property(layouts, fc.integer({ min: 1, max: 255 }), (layout, levels) => {
        let state = levels;
        const frame = Uint8Array.from({ length: sizeOf(layout) }, () => {
          state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
          return (state >> 16) % levels;
        });
        expect(decodeRleFrame(encodeRleFrame(frame, layout, layout.columns), layout)).toEqual(frame);
      }),
    );
  });

  it('that is cut anywhere in its segments is refused by name', () => {
    const layout = { bitsAllocated: 16, samplesPerPixel: 1, pixels: 64 } as const;
    const frame = Uint8Array.from({ length: 128 }, (_, index) => (index * 37) & 255);
    const fragment = encodeRleFrame(frame, layout, 8);
    for (let length = 0; length < fragment.length - 1; length += 1) {
      expect(() => decodeRleFrame(fragment.subarray(0, length), layout)).toThrow('bad-fragments');
    }
  });

  it('made of any bytes ends with a frame of the stated size or a named error', () => {
    fc.assert(
      fc.property(layouts, fc.uint8Array({ maxLength: 400 }), (layout, bytes) => {
        const count = (layout.bitsAllocated / 8) * layout.samplesPerPixel;
        const fragment = new Uint8Array(64 + bytes.length);
        fragment[0] = count;
        for (let index = 0; index < count; index += 1) fragment[4 + 4 * index] = 64;
        fragment.set(bytes, 64);
        try {
          expect(decodeRleFrame(fragment, layout)).toHaveLength(sizeOf(layout));
        } catch (error) {
          expect(error).toBeInstanceOf(DicomError);
        }
      }),
    );
  });
});
