// Pixel data that passes: the pixels as they were, and nothing that hid with them.
import { describe, expect, it } from 'vitest';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { DicomError } from '../part10/errors.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { aCtInstance, aSecondaryCapture, element } from '../testing/index.ts';
import { createPixelDataPassage } from './pixel-data-passage.ts';

/** What comes of a file's pixel data in chunks of a size. */
function pass(file: Uint8Array, chunkBytes: number): Uint8Array {
  const passage = createPixelDataPassage(readHeader(file));
  const parts: number[] = [];
  for (let at = passage.startOffset; at < file.length; at += chunkBytes)
    parts.push(...passage.push(file.subarray(at, at + chunkBytes)));
  return Uint8Array.from([...parts, ...passage.end()]);
}

const chunkSizes = [1, 3, 7, 64, 100_000];
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const latin1 = (bytes: Uint8Array) => new TextDecoder('latin1').decode(bytes);
const jpeg = '1.2.840.10008.1.2.4.50';

function encapsulated(
  fragments: readonly number[][],
  transferSyntaxUid = jpeg,
  more: readonly ElementInput[] = [],
): Uint8Array {
  return encodePart10({
    transferSyntaxUid,
    elements: [
      element('SOPClassUID', '1.2.840.10008.5.1.4.1.1.7'),
      element('SOPInstanceUID', '1.2.3'),
      { tag: tags.PixelData, fragments: fragments.map((bytes) => Uint8Array.from(bytes)) },
      ...more,
    ],
  });
}

const comment = (text: string) => [0xff, 0xfe, 0, text.length + 2, ...ascii(text)];
const scan = [0xff, 0xda, 0, 4, 1, 2, 0x11, 0xff, 0x00, 0x22, 0xff, 0xd3, 0x33];

describe('native pixel data', () => {
  it.each(chunkSizes)('passes as it is in chunks of %d bytes', (chunkBytes) => {
    const made = aCtInstance({ rows: 8, columns: 8, frames: 2 });
    expect(pass(made.bytes, chunkBytes)).toEqual(made.pixelData);
  });

  it.each(chunkSizes)('is inflated out of a deflated file, in chunks of %d bytes', (chunkBytes) => {
    const made = aCtInstance({
      rows: 8,
      columns: 8,
      transferSyntaxUid: transferSyntaxUids.deflatedExplicitLittleEndian,
    });
    expect(pass(made.bytes, chunkBytes)).toEqual(made.pixelData);
  });

  it.each(chunkSizes)(
    'loses what stands behind the image and behind itself, in chunks of %d bytes',
    (chunkBytes) => {
      const made = aCtInstance({ rows: 2, columns: 2 });
      const hidden = Uint8Array.from([...made.pixelData, ...ascii('Zwetschgenbaum')]);
      const file = encodePart10({
        transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
        elements: [
          ...made.elements.filter(({ tag }) => tag !== tags.PixelData),
          { tag: tags.PixelData, vr: 'OW', value: hidden },
          { tag: 0xfffcfffc, vr: 'OB', value: Uint8Array.from(ascii('behind')) },
        ],
      });
      expect([...pass(file, chunkBytes)]).toEqual([
        ...made.pixelData,
        ...Array.from({ length: 14 }, () => 0),
      ]);
    },
  );

  it.each([
    { bigEndian: false, transferSyntaxUid: transferSyntaxUids.explicitLittleEndian },
    { bigEndian: true, transferSyntaxUid: transferSyntaxUids.explicitBigEndian },
  ])('loses an overlay in its unused bits (big endian: $bigEndian)', ({ transferSyntaxUid, bigEndian }) => {
    const file = encodePart10({
      transferSyntaxUid,
      elements: [
        element('SOPInstanceUID', '1.2.3'),
        element('Rows', 1),
        element('Columns', 2),
        element('BitsAllocated', 16),
        element('BitsStored', 12),
        element('HighBit', 11),
        { tag: 0x60000102, vr: 'US', value: [15] },
        { tag: tags.PixelData, vr: 'OW', value: Uint8Array.of(0x34, 0xf2, 0xff, 0x8f) },
      ],
    });
    const little = [0x34, 0x02, 0xff, 0x0f];
    expect([...pass(file, 3)]).toEqual(bigEndian ? [0x02, 0x34, 0x0f, 0xff] : little);
  });

  it('is refused when some of it is missing', () => {
    const { bytes } = aCtInstance({ rows: 8, columns: 8 });
    expect(() => pass(bytes.subarray(0, bytes.length - 1), 100)).toThrow(DicomError);
  });
});

describe('encapsulated pixel data', () => {
  it.each(chunkSizes)(
    'passes fragment by fragment up to its delimiter, in chunks of %d bytes',
    (chunkBytes) => {
      const file = encapsulated(
        [
          [0xff, 0xd8, ...scan],
          [1, 2, 3, 4, 0xff, 0xd9],
        ],
        jpeg,
        [{ tag: 0xfffcfffc, vr: 'OB', value: Uint8Array.from(ascii('behind')) }],
      );
      const { pixelData } = readHeader(file);
      const end = file.length - 12 - 6;
      expect(pass(file, chunkBytes)).toEqual(file.subarray(pixelData?.offset, end));
    },
  );

  it.each(chunkSizes)(
    'loses comments, camera data and padding of a code, in chunks of %d bytes',
    (chunkBytes) => {
      const jfif = [0xff, 0xe0, 0, 9, ...ascii('JFIF'), 0, 1, 2];
      const exif = [0xff, 0xe1, 0, 8, ...ascii('Exif: ')];
      const code = [
        0xff,
        0xd8,
        ...jfif,
        ...exif,
        ...comment('Zwetschgenbaum'),
        ...scan,
        ...comment('Ottokar '),
        0xff,
        0xd9,
      ];
      const file = encapsulated([[...code, ...ascii('Quirin')]]);
      const passed = latin1(pass(file, chunkBytes));
      for (const text of ['Zwetschgenbaum', 'Exif', 'Ottokar', 'Quirin']) expect(passed).not.toContain(text);
      expect(passed).toContain('JFIF\0\x01\x02');
      expect(passed).toContain(String.fromCharCode(...scan));
      expect(passed).toHaveLength(pass(encapsulated([code.map(() => 1), ascii('Quirin')]), 9).length - 8);
    },
  );

  it('keeps the name of an encoder, and a comment of JPEG 2000 that is one', () => {
    const named = encapsulated([
      [0xff, 0xd8, ...comment('LEAD Technologies Inc. V1.01'), ...scan, 0xff, 0xd9, 0],
    ]);
    expect(latin1(pass(named, 1000))).toContain('LEAD Technologies Inc. V1.01');
    const size = [0xff, 0x4f, 0xff, 0x51, 0, 4, 0, 0];
    const kakadu = [...size, 0xff, 0x64, 0, 17, 0, 1, ...ascii('Kakadu-v5.2.1'), 0xff, 0x90, 9, 9];
    const j2k = encapsulated(
      [kakadu, [...size, 0xff, 0x64, 0, 8, 0, 1, ...ascii('Anna'), 0xff, 0x90, 9, 9]],
      '1.2.840.10008.1.2.4.90',
      [element('NumberOfFrames', 2)],
    );
    const passed = latin1(pass(j2k, 1000));
    expect(passed).toContain('Kakadu-v5.2.1');
    expect(passed).not.toContain('Anna');
  });

  it('gets the delimiter that its file lacks, and is refused when it is cut', () => {
    const file = encapsulated([[1, 2, 3, 4]]);
    expect(pass(file.subarray(0, file.length - 8), 5)).toEqual(pass(file, 5));
    expect(() => pass(file.subarray(0, file.length - 9), 5)).toThrow(DicomError);
    const broken = Uint8Array.from(file);
    broken[file.length - 8] = 1;
    expect(() => pass(broken, 5)).toThrow(DicomError);
  });

  it('does not change the chunks that it is given', () => {
    const file = encapsulated([[0xff, 0xd8, ...comment('Anna'), ...scan, 0xff, 0xd9, 0]]);
    const before = Uint8Array.from(file);
    pass(file, 1000);
    expect(file).toEqual(before);
  });
});

describe('pixel data of which the header does not say how many frames they are', () => {
  const counts = ['0', '-2', '2.5', 'two', '1\\2', '99999999999999999999', ''];
  const rle = [1, 0, 0, 0, 64, ...Array<number>(59).fill(0), 1, 7, 7];

  it.each(counts)('is refused when the count is "%s" and there is more than one', (count) => {
    const { bytes } = aCtInstance({
      rows: 8,
      columns: 8,
      frames: 2,
      elements: [{ tag: tags.NumberOfFrames, vr: 'IS', value: count }],
    });
    expect(() => pass(bytes, 100)).toThrow('frames-unclear in (0028,0008)');
    for (const [syntax, code] of [
      [jpeg, [0xff, 0xd8, ...scan, 0xff, 0xd9, 0]],
      [transferSyntaxUids.rleLossless, [...rle, 0]],
    ] as const) {
      const file = encapsulated([[...code], [...code]], syntax, [
        element('Rows', 1),
        element('Columns', 2),
        element('BitsAllocated', 8),
        { tag: tags.NumberOfFrames, vr: 'IS', value: count },
      ]);
      expect(() => pass(file, 100)).toThrow('frames-unclear in (0028,0008)');
    }
  });

  it.each(counts)('passes when the count is "%s" and there is one alone', (count) => {
    const elements = [{ tag: tags.NumberOfFrames, vr: 'IS', value: count } as const];
    const made = aCtInstance({ rows: 8, columns: 8, elements });
    expect(pass(made.bytes, 100)).toEqual(made.pixelData);
    const file = encapsulated([[0xff, 0xd8, ...scan, 0xff, 0xd9, 0]], jpeg, elements);
    expect(latin1(pass(file, 100))).toContain(String.fromCharCode(...scan));
  });
});

describe('an instance without pixel data', () => {
  it('has nothing that passes', () => {
    const made = aSecondaryCapture({ omit: [tags.PixelData] });
    const passage = createPixelDataPassage(readHeader(made.bytes));
    expect([...passage.push(made.bytes), ...passage.end()]).toEqual([]);
  });
});
