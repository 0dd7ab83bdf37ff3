// Unused bits of native samples: nothing in them passes, and no value changes.
import { describe, expect, it } from 'vitest';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { element } from '../testing/index.ts';
import { createPixelDataPassage } from './pixel-data-passage.ts';

type Image = {
  allocated: 8 | 16 | 32;
  stored: number;
  highBit?: number;
  signed?: boolean;
  bigEndian?: boolean;
  padding?: number;
};

/** The samples that come of others, the same in whatever chunks they come. */
function passed(image: Image, samples: readonly number[]): number[] {
  const { allocated, stored, signed = false, bigEndian = false, padding } = image;
  const size = allocated / 8;
  const value = new Uint8Array(samples.length * size);
  // What is written lies in little endian order; the writer turns words.
  samples.forEach((sample, at) => {
    for (let byte = 0; byte < size; byte += 1) value[at * size + byte] = sample >>> (8 * byte);
  });
  const bytes = encodePart10({
    transferSyntaxUid: bigEndian
      ? transferSyntaxUids.explicitBigEndian
      : transferSyntaxUids.explicitLittleEndian,
    elements: [
      element('SOPInstanceUID', '1.2.3'),
      element('Rows', 1),
      element('Columns', samples.length),
      element('BitsAllocated', allocated),
      element('BitsStored', stored),
      element('HighBit', image.highBit ?? stored - 1),
      element('PixelRepresentation', signed ? 1 : 0),
      ...(padding === undefined
        ? []
        : [{ tag: tags.PixelPaddingValue, vr: signed ? 'SS' : 'US', value: [padding] } as const]),
      { tag: tags.PixelData, vr: allocated === 8 ? 'OB' : 'OW', value },
    ],
  });
  const results = [1, 3, 7, 64].map((chunkBytes) => {
    const passage = createPixelDataPassage(readHeader(bytes));
    const parts: number[] = [];
    for (let at = passage.startOffset; at < bytes.length; at += chunkBytes)
      parts.push(...passage.push(bytes.subarray(at, at + chunkBytes)));
    return [...parts, ...passage.end()];
  });
  for (const result of results) expect(result).toEqual(results[0]);
  const result = results[0] ?? [];
  const inOrder = (part: number[]) => (bigEndian ? part : part.reverse());
  return samples.map((_, at) =>
    inOrder(result.slice(at * size, (at + 1) * size)).reduce((sum, byte) => sum * 256 + byte, 0),
  );
}

describe('unused bits', () => {
  it.each([false, true])('of unsigned samples become zero (big endian: %s)', (bigEndian) => {
    expect(passed({ allocated: 16, stored: 8, bigEndian }, [0x4d01, 0x75ff, 0x00fe])).toEqual([
      1, 0xff, 0xfe,
    ]);
    expect(passed({ allocated: 16, stored: 12, bigEndian }, [0xf234, 0x8fff])).toEqual([0x234, 0xfff]);
    expect(passed({ allocated: 16, stored: 12, highBit: 15, bigEndian }, [0xf23a, 0x8ff1])).toEqual([
      0xf230, 0x8ff0,
    ]);
  });

  it.each([false, true])('of signed samples take the sign (big endian: %s)', (bigEndian) => {
    const image = { allocated: 16, stored: 12, signed: true, bigEndian } as const;
    expect(passed(image, [0xf830, 0x0830, 0x7830, 0xa7ff, 0x0000])).toEqual([
      0xf830, 0xf830, 0xf830, 0x07ff, 0,
    ]);
  });

  it('go in bytes and long words too', () => {
    expect(passed({ allocated: 8, stored: 6 }, [0xff, 0x41])).toEqual([0x3f, 1]);
    expect(passed({ allocated: 32, stored: 24 }, [0x4d00_0001, 0xffff_ffff])).toEqual([1, 0xff_ffff]);
    expect(passed({ allocated: 32, stored: 24, signed: true }, [0x4d80_0000])).toEqual([0xff80_0000]);
  });

  it('stay in samples that are the padding value, by which viewers find it', () => {
    const image = { allocated: 16, stored: 12, padding: 63_536 } as const;
    expect(passed(image, [63_536, 63_537])).toEqual([63_536, 0x831]);
  });

  it('are none where all are stored, or the header does not say it plainly', () => {
    expect(passed({ allocated: 16, stored: 16 }, [0xf234])).toEqual([0xf234]);
    expect(passed({ allocated: 16, stored: 0, highBit: 0 }, [0xf234])).toEqual([0xf234]);
    expect(passed({ allocated: 16, stored: 12, highBit: 16 }, [0xf234])).toEqual([0xf234]);
  });
});
