// Long because its cases are of one kind and share the small makers at its top.
// Frames: where they lie in native and encapsulated pixel data, and what is said of pixel data that is not whole.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodeDataSet, encodePart10 } from '../part10/write.ts';
import type { PixelDataScan } from './frame-extents.ts';
import { createInstanceReader } from './instance-reader.ts';
import { scanPixelData } from './pixel-data-scanner.ts';

const {
  explicitLittleEndian,
  implicitLittleEndian,
  explicitBigEndian,
  deflatedExplicitLittleEndian,
  jpegBaseline,
} = transferSyntaxUids;
const mpeg2 = '1.2.840.10008.1.2.4.100';

type Image = {
  rows?: number;
  columns?: number;
  frames?: number;
  bits?: number;
  samples?: number;
  photometric?: string;
};

function imageElements({
  rows = 2,
  columns = 3,
  frames = 1,
  bits = 8,
  samples = 1,
  photometric = 'MONOCHROME2',
}: Image): ElementInput[] {
  return [
    { tag: 'SamplesPerPixel', value: samples },
    { tag: 'PhotometricInterpretation', value: photometric },
    { tag: 'NumberOfFrames', value: frames },
    { tag: 'Rows', value: rows },
    { tag: 'Columns', value: columns },
    { tag: 'BitsAllocated', value: bits },
  ];
}

/** A file and the scan of it, which must not depend on chunks. */
function scanned(
  elements: readonly ElementInput[],
  { uid = explicitLittleEndian, cut = 0 }: { uid?: string; cut?: number } = {},
): PixelDataScan & { bytes: Uint8Array } {
  const whole = encodePart10({ transferSyntaxUid: uid, elements });
  const bytes = cut === 0 ? whole : whole.slice(0, whole.length - cut);
  return { ...scan(bytes), bytes };
}

function scan(bytes: Uint8Array): PixelDataScan {
  const result = scanPixelData(bytes, readHeader(bytes));
  for (const size of [1, 7, 64]) {
    const reader = createInstanceReader();
    for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
    expect(reader.end().pixels).toEqual(result);
  }
  return result;
}

const pixels = (length: number) => Uint8Array.from({ length }, (_, index) => index & 255);
const contentOf = ({ frames, bytes }: PixelDataScan & { bytes: Uint8Array }) =>
  frames.map(({ offset, length }) => [...bytes.subarray(offset, offset + length)]);

describe('native frames', () => {
  it.each([explicitLittleEndian, implicitLittleEndian, explicitBigEndian])(
    'lie one behind the other in %s',
    (uid) => {
      const found = scanned(
        [...imageElements({ frames: 3 }), { tag: 'PixelData', vr: 'OB', value: pixels(18) }],
        { uid },
      );
      expect(found).toMatchObject({ complete: true, warnings: [] });
      if (uid === explicitLittleEndian) {
        expect(contentOf(found)).toEqual([
          [0, 1, 2, 3, 4, 5],
          [6, 7, 8, 9, 10, 11],
          [12, 13, 14, 15, 16, 17],
        ]);
      }
      expect(found.frames.map(({ length }) => length)).toEqual([6, 6, 6]);
    },
  );

  it('of a deflated file have their places in the inflated data set', () => {
    const elements = [
      ...imageElements({ frames: 3 }),
      { tag: 'PixelData', vr: 'OB', value: pixels(18) } as const,
    ];
    const { frames, complete } = scanned(elements, { uid: deflatedExplicitLittleEndian });
    const inflated = encodeDataSet(elements);
    expect(complete).toBe(true);
    expect(frames.map(({ offset, length }) => inflated[offset] === undefined || length)).toEqual([6, 6, 6]);
    expect(frames.map(({ offset }) => inflated[offset])).toEqual([0, 6, 12]);
  });

  it('of single bits begin inside bytes', () => {
    const found = scanned([
      ...imageElements({ rows: 3, columns: 3, bits: 1, frames: 3 }),
      { tag: 'PixelData', vr: 'OB', value: pixels(4) },
    ]);
    const start = found.frames[0]?.offset ?? 0;
    expect(found.frames).toEqual([
      { offset: start, length: 2 },
      { offset: start + 1, length: 2, bitOffset: 1 },
      { offset: start + 2, length: 2, bitOffset: 2 },
    ]);
  });

  it('with halved chrominance are two thirds of the size', () => {
    const image = imageElements({ rows: 2, columns: 4, samples: 3, photometric: 'YBR_FULL_422', frames: 2 });
    const found = scanned([...image, { tag: 'PixelData', vr: 'OB', value: pixels(32) }]);
    expect(found.frames.map(({ length }) => length)).toEqual([16, 16]);
    expect(found.problem).toBeUndefined();
  });

  it('of floats have their own element', () => {
    const image = imageElements({ rows: 1, columns: 2, bits: 32 }).filter(
      ({ tag }) => tag !== 'BitsAllocated',
    );
    const found = scanned([...image, { tag: 'FloatPixelData', value: [1.5, 2.5] }]);
    expect(found.frames.map(({ length }) => length)).toEqual([8]);
  });

  it('that are cut give those that are whole, and the problem', () => {
    const elements = [
      ...imageElements({ frames: 3 }),
      { tag: 'PixelData', vr: 'OB', value: pixels(18) } as const,
    ];
    expect(scanned(elements, { cut: 7 })).toMatchObject({
      complete: false,
      problem: { reason: 'truncated', tag: tags.PixelData },
    });
    expect(scanned(elements, { cut: 7 }).frames).toHaveLength(1);
  });

  it('that the value is too short for are said to be, and too long is a warning', () => {
    const short = scanned([
      ...imageElements({ frames: 4 }),
      { tag: 'PixelData', vr: 'OB', value: pixels(18) },
    ]);
    expect(short).toMatchObject({ complete: true, problem: { reason: 'pixel-data-too-short' } });
    expect(short.frames).toHaveLength(3);
    const long = scanned([...imageElements({}), { tag: 'PixelData', vr: 'OB', value: pixels(18) }]);
    expect(long.warnings.map(({ name }) => name)).toEqual(['pixel-data-padded']);
    expect(long.frames).toHaveLength(1);
  });

  it.each([
    ['of nothing', { rows: 0 }, 'missing-image-attributes'],
    [
      'of 65535 by 65535 by 2147483647',
      { rows: 65535, columns: 65535, frames: 2147483647 },
      'too-many-frames',
    ],
    ['of a negative number', { frames: -5, rows: 65535, columns: 65535 }, 'pixel-data-too-short'],
    [
      'of 65535 bits in 65535 samples',
      { rows: 65535, columns: 65535, bits: 65535, samples: 65535 },
      'missing-image-attributes',
    ],
    ['of a million', { frames: 1_000_000 }, 'pixel-data-too-short'],
  ])('%s are refused by arithmetic alone', (_name, image, reason) => {
    const found = scanned([...imageElements(image), { tag: 'PixelData', vr: 'OB', value: pixels(12) }]);
    expect(found.problem?.reason).toBe(reason);
    expect(found.frames.length).toBeLessThan(3);
  });

  it('are none without pixel data', () => {
    expect(scanned([{ tag: 'PatientID', value: 'x' }])).toMatchObject({ frames: [], complete: true });
  });
});

describe('encapsulated frames', () => {
  const jpeg = (...content: number[]) => Uint8Array.of(0xff, 0xd8, 0xff, ...content, 0xff, 0xd9);
  const encapsulated = (
    frames: number,
    fragments: readonly Uint8Array[],
    offsetTable: readonly number[] = [],
  ): ElementInput[] => [...imageElements({ frames }), { tag: 'PixelData', fragments, offsetTable }];
  const begin = Uint8Array.of(0xff, 0xd8, 0xff, 1);
  const end = Uint8Array.of(2, 3, 0xff, 0xd9);

  it('are the fragments when there are as many', () => {
    const found = scanned(encapsulated(2, [jpeg(1), jpeg(2, 3)]), { uid: jpegBaseline });
    expect(contentOf(found)).toEqual([
      [0xff, 0xd8, 0xff, 1, 0xff, 0xd9],
      [0xff, 0xd8, 0xff, 2, 3, 0xff, 0xd9, 0],
    ]);
    expect(found).toMatchObject({ complete: true, warnings: [] });
  });

  it('are all fragments when there is one', () => {
    const found = scanned(encapsulated(1, [begin, end]), { uid: jpegBaseline });
    expect(found.frames).toHaveLength(1);
    expect(found.frames[0]?.fragments?.map(({ length }) => length)).toEqual([4, 4]);
    expect(found.frames[0]?.length).toBe(16);
  });

  it('are found by the Basic Offset Table', () => {
    const found = scanned(encapsulated(2, [begin, end, jpeg(1)], [0, 24]), { uid: jpegBaseline });
    expect(found.frames.map(({ fragments }) => fragments?.length ?? 1)).toEqual([2, 1]);
    expect(found.warnings).toEqual([]);
  });

  it('are found by the Extended Offset Table', () => {
    const table: ElementInput[] = [
      { tag: 'ExtendedOffsetTable', value: [0, 24] },
      { tag: 'ExtendedOffsetTableLengths', value: [8, 6] },
    ];
    const found = scanned([...table, ...encapsulated(2, [begin, end, jpeg(1)])], { uid: jpegBaseline });
    expect(found.frames.map(({ fragments }) => fragments?.length ?? 1)).toEqual([2, 1]);
  });

  it('are found by where pictures begin and end when there is no table, or a wrong one', () => {
    for (const table of [[], [0, 5]]) {
      const found = scanned(
        encapsulated(2, [begin, end, begin, end, Uint8Array.of(0, 0)].slice(0, 4), table),
        { uid: jpegBaseline },
      );
      expect(found.frames.map(({ fragments }) => fragments?.length)).toEqual([2, 2]);
      expect(found.warnings.map(({ name }) => name)).toEqual(
        table.length === 0 ? [] : ['offset-table-wrong'],
      );
    }
  });

  it('that nothing tells apart are not guessed', () => {
    const found = scanned(encapsulated(2, [begin, pixels(4), pixels(4)]), { uid: jpegBaseline });
    expect(found).toMatchObject({ frames: [], complete: true, problem: { reason: 'frames-unclear' } });
    const few = scanned(encapsulated(3, [jpeg(1), jpeg(1)]), { uid: jpegBaseline });
    expect(few.problem?.reason).toBe('pixel-data-too-short');
  });

  it('of a video are one', () => {
    const found = scanned(encapsulated(25, [pixels(10), pixels(10)]), { uid: mpeg2 });
    expect(found.frames).toHaveLength(1);
    expect(found.problem).toBeUndefined();
  });

  it('without the last delimiter are taken when the last picture is whole, and truncated otherwise', () => {
    const whole = scanned(encapsulated(2, [jpeg(1), jpeg(2)]), { uid: jpegBaseline, cut: 8 });
    expect(whole.frames).toHaveLength(2);
    expect(whole.warnings.map(({ name }) => name)).toEqual(['sequence-delimiter-missing']);
    const open = scanned(encapsulated(2, [jpeg(1), begin]), { uid: jpegBaseline, cut: 8 });
    expect(open).toMatchObject({ complete: false, problem: { reason: 'truncated' } });
  });

  it('with something else than items are refused', () => {
    const { bytes } = scanned(encapsulated(1, [jpeg(1)]), { uid: jpegBaseline });
    const broken = bytes.slice();
    broken[broken.length - 6] = 0x17;
    expect(scan(broken)).toMatchObject({ complete: false, problem: { reason: 'bad-fragments' } });
  });

  it('are bounded in number', () => {
    const bytes = encodePart10({
      transferSyntaxUid: jpegBaseline,
      elements: encapsulated(
        1,
        Array.from({ length: 20 }, () => begin),
      ),
    });
    expect(scanPixelData(bytes, readHeader(bytes), { maxFragments: 10 }).problem?.reason).toBe(
      'too-many-frames',
    );
  });
});

describe('what stands behind the pixel data', () => {
  const image = [...imageElements({}), { tag: 'PixelData', vr: 'OB', value: pixels(6) } as const];

  it('is walked over, nested or not', () => {
    for (const sequenceLengths of ['defined', 'undefined'] as const) {
      const bytes = encodePart10({
        transferSyntaxUid: explicitLittleEndian,
        sequenceLengths,
        elements: [
          ...image,
          {
            tag: 0xfffafffa,
            vr: 'SQ',
            value: [
              [
                { tag: 'PatientComments', value: 'signed' },
                { tag: 'ReferencedStudySequence', value: [[], []] },
              ],
            ],
          },
          { tag: 0xfffcfffc, vr: 'OB', value: pixels(10) },
        ],
      });
      expect(scan(bytes)).toMatchObject({ complete: true, warnings: [] });
      for (let cut = 1; cut < 20; cut += 1) {
        expect(scan(bytes.slice(0, -cut)).complete).toBe(false);
      }
    }
  });

  it('is a warning when it is no part of the data set', () => {
    const { bytes } = scanned(image);
    for (const behind of [
      new Uint8Array(5),
      new Uint8Array(500),
      Uint8Array.from({ length: 90 }, () => 0x41),
    ]) {
      const found = scan(Uint8Array.from([...bytes, ...behind]));
      expect(found.complete).toBe(true);
      expect(found.warnings.map(({ name }) => name)).toEqual(['trailing-bytes']);
    }
  });
});

describe('scanning anything', () => {
  it('never throws and never finds a frame outside the bytes', () => {
    const files = [
      encodePart10({
        transferSyntaxUid: explicitLittleEndian,
        elements: [...imageElements({ frames: 3 }), { tag: 'PixelData', vr: 'OB', value: pixels(18) }],
      }),
      encodePart10({
        transferSyntaxUid: jpegBaseline,
        elements: [
          ...imageElements({ frames: 2 }),
          { tag: 'PixelData', fragments: [pixels(4), pixels(6)], offsetTable: [0, 12] },
        ],
      }),
    ];
    const headers = files.map((bytes) => readHeader(bytes));
    fc.assert(
      fc.property(
        fc.nat({ max: 1 }),
        fc.uint8Array({ maxLength: 80 }),
        fc.nat({ max: 60 }),
        (index, noise, at) => {
          const [file, header] = [files[index], headers[index]];
          if (file === undefined || header?.pixelData === undefined) throw new Error('no file was made');
          const bytes = Uint8Array.from([...file.subarray(0, header.pixelData.offset + at), ...noise]);
          const { frames } = scanPixelData(bytes, header);
          for (const { offset, length } of frames) expect(offset + length).toBeLessThanOrEqual(bytes.length);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
