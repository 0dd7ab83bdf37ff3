// Boxes in native pixels: black or padding inside, and outside not a bit that changes, in whatever form samples lie.
import { describe, expect, it } from 'vitest';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { DicomError } from '../part10/errors.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { element } from '../testing/index.ts';
import type { PixelBox } from './pixel-boxes.ts';
import { createPixelDataPassage } from './pixel-data-passage.ts';

const box: PixelBox = { frame: 'all', x: 2, y: 1, width: 2, height: 1, source: 'reviewer' };
const chunkSizes = [1, 3, 7, 100_000];

type Image = {
  rows?: number;
  columns?: number;
  frames?: number;
  bits?: number;
  stored?: number;
  signed?: boolean;
  samples?: number;
  photometric?: string;
  more?: readonly ElementInput[];
  uid?: string;
  vr?: 'OB' | 'OW';
  value: Uint8Array;
};

function file(image: Image): Uint8Array {
  const { rows = 2, columns = 6, bits = 8, samples = 1, frames = 1, stored = bits } = image;
  return encodePart10({
    transferSyntaxUid: image.uid ?? transferSyntaxUids.explicitLittleEndian,
    elements: [
      element('SOPInstanceUID', '1.2.3'),
      element('SamplesPerPixel', samples),
      element('PhotometricInterpretation', image.photometric ?? 'MONOCHROME2'),
      element('NumberOfFrames', frames),
      element('Rows', rows),
      element('Columns', columns),
      element('BitsAllocated', bits),
      element('BitsStored', stored),
      element('HighBit', stored - 1),
      element('PixelRepresentation', image.signed === true ? 1 : 0),
      ...(image.more ?? []),
      { tag: tags.PixelData, vr: image.vr ?? (bits > 8 ? 'OW' : 'OB'), value: image.value },
    ],
  });
}

/** The pixel data after blanking, the same in whatever chunks it comes. */
function blanked(image: Image, boxes: readonly PixelBox[] = [box]): number[] {
  const bytes = file(image);
  const results = chunkSizes.map((size) => {
    const passage = createPixelDataPassage(readHeader(bytes), { boxes });
    const parts: number[] = [];
    for (let at = passage.startOffset; at < bytes.length; at += size)
      parts.push(...passage.push(bytes.subarray(at, at + size)));
    return [...parts, ...passage.end()];
  });
  for (const result of results) expect(result).toEqual(results[0]);
  return results[0] ?? [];
}

/** The pixel data as it lies in the file: the writer swaps words for big endian. */
function storedOf(image: Image): Uint8Array {
  const bytes = file(image);
  const { offset = 0 } = readHeader(bytes).pixelData ?? {};
  return bytes.slice(offset);
}

const bytesOf = (length: number) => Uint8Array.from({ length }, (_, index) => 100 + (index % 100));
/** What is expected when bytes from one to another take a pattern. */
function expected(value: Uint8Array, ...runs: readonly [number, number[]][]): number[] {
  const bytes = [...value];
  for (const [at, pattern] of runs) bytes.splice(at, pattern.length, ...pattern);
  return bytes;
}

describe('a box in native pixels', () => {
  it('becomes black in every frame, or in its own alone', () => {
    const value = bytesOf(36);
    expect(blanked({ frames: 3, value })).toEqual(expected(value, [8, [0, 0]], [20, [0, 0]], [32, [0, 0]]));
    expect(blanked({ frames: 3, value }, [{ ...box, frame: 2 }])).toEqual(expected(value, [20, [0, 0]]));
  });

  it('is cut to the image', () => {
    const value = bytesOf(12);
    const beyond = { ...box, x: -3, y: -1, width: 4, height: 99 };
    expect(blanked({ value }, [beyond])).toEqual(expected(value, [0, [0]], [6, [0]]));
    expect(blanked({ value }, [{ ...box, x: 6 }])).toEqual([...value]);
  });

  it.each<[string, Partial<Image>, number[]]>([
    ['16 bits', { bits: 16 }, [0, 0]],
    ['signed ones', { bits: 16, signed: true }, [0x00, 0x80]],
    ['12 signed bits of 16', { bits: 16, stored: 12, signed: true }, [0x00, 0xf8]],
    ['inverted ones', { bits: 16, stored: 12, photometric: 'MONOCHROME1' }, [0xff, 0x0f]],
    ['an inverse shape', { bits: 16, more: [element('PresentationLUTShape', 'INVERSE')] }, [0xff, 0xff]],
    ['padding', { bits: 16, more: [element('PixelPaddingValue', [2000])] }, [0xd0, 0x07]],
    [
      'signed padding',
      { bits: 16, signed: true, more: [{ tag: tags.PixelPaddingValue, vr: 'SS', value: [-2000] }] },
      [0x30, 0xf8],
    ],
    ['32 bits', { bits: 32 }, [0, 0, 0, 0]],
    ['big endian words', { bits: 16, signed: true, uid: transferSyntaxUids.explicitBigEndian }, [0x80, 0]],
  ])('takes the darkest value of %s', (_name, image, pixel) => {
    // Nothing stands in bits that no sample has.
    const isPart = image.stored !== undefined;
    const value = bytesOf(12 * pixel.length).map((byte, at) => (isPart && at % 2 === 1 ? byte & 7 : byte));
    const whole = { ...image, value };
    expect(blanked(whole)).toEqual(expected(storedOf(whole), [8 * pixel.length, [...pixel, ...pixel]]));
  });

  it('takes black of colours by pixel, by plane, and with halved chrominance', () => {
    const value = bytesOf(36);
    const rgb = { samples: 3, photometric: 'RGB', value };
    expect(blanked(rgb)).toEqual(expected(value, [24, [0, 0, 0, 0, 0, 0]]));
    const planes = [element('PlanarConfiguration', [1])];
    expect(blanked({ ...rgb, more: planes })).toEqual(
      expected(value, [8, [0, 0]], [20, [0, 0]], [32, [0, 0]]),
    );
    expect(blanked({ ...rgb, photometric: 'YBR_FULL' })).toEqual(
      expected(value, [24, [0, 128, 128, 0, 128, 128]]),
    );
    const halved = { samples: 3, photometric: 'YBR_FULL_422', value: bytesOf(24) };
    expect(blanked(halved, [{ ...box, x: 3, width: 1 }])).toEqual(
      expected(halved.value, [16, [0, 0, 128, 128]]),
    );
  });

  it('takes the darkest colour of a palette', () => {
    const table = (value: number[]) => Uint8Array.from(value.flatMap((entry) => [entry, 0]));
    const colours = (['Red', 'Green', 'Blue'] as const).flatMap((colour): ElementInput[] => [
      element(`${colour}PaletteColorLookupTableDescriptor`, [4, 7, 8]),
      { tag: tags[`${colour}PaletteColorLookupTableData`], vr: 'OW', value: table([9, 200, 1, 3]) },
    ]);
    const value = bytesOf(12);
    expect(blanked({ photometric: 'PALETTE COLOR', more: colours, value })).toEqual(
      expected(value, [8, [9, 9]]),
    );
  });

  it('clears single bits, in frames that share bytes too', () => {
    const image = { rows: 3, columns: 3, bits: 1, frames: 2, value: Uint8Array.of(0xff, 0xff, 0x03) };
    const middle = { ...box, x: 1, y: 1, width: 2, height: 1 };
    // Bits 4 and 5 of the first frame, 13 and 14 of both.
    expect(blanked(image, [middle])).toEqual([0b11001111, 0b10011111, 0x03, 0]);
    expect(blanked({ ...image, photometric: 'MONOCHROME1', value: new Uint8Array(3) }, [middle])).toEqual([
      0b00110000, 0b01100000, 0, 0,
    ]);
  });

  it('of bytes in big endian words lies where those bytes lie', () => {
    const image = { uid: transferSyntaxUids.explicitBigEndian, vr: 'OW', value: bytesOf(12) } as const;
    const inOrder = (bytes: ArrayLike<number>) =>
      Uint8Array.from({ length: bytes.length }, (_, at) => bytes[at ^ 1] ?? 0);
    const result = blanked(image, [{ ...box, x: 1, width: 2 }]);
    expect([...inOrder(result)]).toEqual(expected(inOrder(storedOf(image)), [7, [0, 0]]));
  });

  it('in fragments is for whoever decodes them', () => {
    const bytes = encodePart10({
      transferSyntaxUid: '1.2.840.10008.1.2.4.50',
      elements: [{ tag: tags.PixelData, fragments: [Uint8Array.of(1, 2)] }],
    });
    expect(() => createPixelDataPassage(readHeader(bytes), { boxes: [box] })).toThrow(RangeError);
  });

  it.each<[string, Partial<Image>]>([
    ['quartered chrominance', { samples: 3, photometric: 'YBR_PARTIAL_420' }],
    [
      'halved chrominance of an odd number of columns',
      { samples: 3, photometric: 'YBR_FULL_422', columns: 5 },
    ],
    ['single bits in big endian words', { bits: 1, uid: transferSyntaxUids.explicitBigEndian, vr: 'OW' }],
    ['more stored bits than are allocated', { stored: 9 }],
  ])('of %s is refused', (_name, image) => {
    const header = readHeader(file({ ...image, value: bytesOf(36) }));
    expect(() => createPixelDataPassage(header, { boxes: [box] })).toThrow(DicomError);
  });
});
