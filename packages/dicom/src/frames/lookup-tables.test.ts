// Palettes as files hold them: entries of eight and of sixteen bits, in words, in bytes and in segments, in both byte orders.
import { describe, expect, it } from 'vitest';
import { transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { readPalette } from './lookup-tables.ts';

const { explicitLittleEndian, explicitBigEndian } = transferSyntaxUids;

/** The red entries of a palette whose three tables are the same. Bytes are given as they lie in little endian words. */
function redOf(
  { count, bits, isSegmented = false }: { count: number; bits: number; isSegmented?: boolean },
  data: readonly number[],
  transferSyntaxUid: string = explicitLittleEndian,
) {
  const elements = ['Red', 'Green', 'Blue'].flatMap((name): ElementInput[] => [
    { tag: `${name}PaletteColorLookupTableDescriptor`, vr: 'US', value: [count, 0, bits] },
    {
      tag: `${isSegmented ? 'Segmented' : ''}${name}PaletteColorLookupTableData`,
      vr: 'OW',
      value: Uint8Array.from(data),
    },
  ]);
  const { dataSet } = readHeader(encodePart10({ transferSyntaxUid, elements }));
  return [...(readPalette(dataSet, { isSigned: false })?.red.entries ?? [])];
}

describe.each([
  { order: 'little endian', uid: explicitLittleEndian },
  { order: 'big endian', uid: explicitBigEndian },
])('a palette in $order', ({ uid }) => {
  it('of eight bits has its entries in words, or two in each', () => {
    expect(redOf({ count: 3, bits: 8 }, [7, 0, 80, 0, 255, 0], uid)).toEqual([7, 80, 255]);
    expect(redOf({ count: 4, bits: 8 }, [7, 80, 255, 3], uid)).toEqual([7, 80, 255, 3]);
    expect(redOf({ count: 3, bits: 8 }, [7, 80, 255, 0], uid)).toEqual([7, 80, 255]);
  });

  it('of eight bits in segments has them in bytes', () => {
    // The table of SPRING (PS3.6 B.1.5) begins and ends like this: 0, then a line up to 255.
    const ramp = redOf({ count: 256, bits: 8, isSegmented: true }, [0, 1, 0, 1, 255, 255], uid);
    expect(ramp).toEqual(Array.from({ length: 256 }, (_, index) => index));
    // Two entries, a line of two steps, and the first segment again by its offset of four bytes.
    const repeated = [0, 2, 10, 20, 1, 2, 40, 2, 1, 0, 0, 0, 0, 0];
    expect(redOf({ count: 6, bits: 8, isSegmented: true }, repeated, uid)).toEqual([10, 20, 30, 40, 10, 20]);
  });

  it('of eight bits in segments of words is read as such', () => {
    const words = [0, 0, 1, 0, 10, 0, 1, 0, 3, 0, 40, 0];
    expect(redOf({ count: 4, bits: 8, isSegmented: true }, words, uid)).toEqual([10, 20, 30, 40]);
  });

  it('of sixteen bits in segments has them in words', () => {
    const words = [0, 0, 1, 0, 0, 1, 1, 0, 2, 0, 0, 5, 2, 0, 1, 0, 0, 0, 0, 0];
    expect(redOf({ count: 4, bits: 16, isSegmented: true }, words, uid)).toEqual([256, 768, 1280, 256]);
  });
});
