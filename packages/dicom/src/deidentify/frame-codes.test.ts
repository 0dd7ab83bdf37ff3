// Text that hides in compressed pixel data beside the picture: none of it passes, in whatever chunks it comes, and the codes stay whole.
import { describe, expect, it } from 'vitest';
import { tags } from '../dictionary/index.ts';
import { decodeRleFrame } from '../frames/rle-decoding.ts';
import { encodeRleFrame } from '../frames/rle-encoding.ts';
import type { ElementInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { element } from '../testing/index.ts';
import { aDeidentifier, today } from './case-of-tests.ts';
import { createPixelDataPassage } from './pixel-data-passage.ts';

const chunkSizes = [1, 3, 7, 64, 100_000];
const ascii = (text: string) => [...text].map((letter) => letter.charCodeAt(0));
const zeros = (count: number) => Array.from({ length: count }, () => 0);
const secret = ascii('Zwetschgenbaum');
const [jpeg, jpeg2000, htj2k, rle] = ['4.50', '4.90', '4.201', '5'].map((end) => `1.2.840.10008.1.2.${end}`);

type Fragments = { syntax?: string | undefined; more?: readonly ElementInput[]; table?: readonly number[] };

const item = (bytes: readonly number[]) => [0xfe, 0xff, 0x00, 0xe0, ...word(bytes.length), ...bytes];
const word = (value: number) => [value & 0xff, (value >> 8) & 0xff, (value >> 16) & 0xff, value >>> 24];

/** A file with such fragments behind such a table. */
function fileOf(
  fragments: readonly (readonly number[])[],
  { syntax = jpeg ?? '', more = [], table = [] }: Fragments = {},
): Uint8Array {
  const head = encodePart10({
    transferSyntaxUid: syntax,
    elements: [
      element('SOPClassUID', '1.2.840.10008.5.1.4.1.1.7'),
      element('SOPInstanceUID', '1.2.3'),
      ...more,
      { tag: tags.PixelData, fragments: [] },
    ],
  });
  const start = readHeader(head).pixelData?.offset ?? 0;
  const items = [table, ...fragments].flatMap(item);
  return Uint8Array.from([...head.subarray(0, start), ...items, 0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]);
}

/** The table and the fragments that come of a file, the same in whatever chunks it comes. */
function passed(file: Uint8Array): number[][] {
  const results = chunkSizes.map((size) => {
    const passage = createPixelDataPassage(readHeader(file));
    const parts: number[] = [];
    for (let at = passage.startOffset; at < file.length; at += size)
      parts.push(...passage.push(file.subarray(at, at + size)));
    return Uint8Array.from([...parts, ...passage.end()]);
  });
  for (const result of results) expect(result).toEqual(results[0]);
  const whole = results[0] ?? new Uint8Array(0);
  const view = new DataView(whole.buffer);
  const items: number[][] = [];
  for (let at = 0; view.getUint16(at + 2, true) === 0xe000; ) {
    const length = view.getUint32(at + 4, true);
    items.push([...whole.subarray(at + 8, at + 8 + length)]);
    at += 8 + length;
  }
  return items;
}

describe('a code of JPEG 2000', () => {
  const size = [0xff, 0x4f, 0xff, 0x51, 0, 4, 0, 0];
  const comment = (bytes: readonly number[]) => [0xff, 0x64, 0, bytes.length + 4, 0, 1, ...bytes];
  const emptied = (bytes: readonly number[]) => [0xff, 0x64, 0, bytes.length + 4, ...zeros(bytes.length + 2)];
  /** Data in which the marker of a packet stands, with a number that looks like an end. */
  const packets = [1, 0xff, 0x91, 0, 4, 0xff, 0xd9, 2, 0xff, 0x92, 0xff, 0x64, 0, 8, 3, 4, 5, 6];

  function tilePart(header: readonly number[], { isLengthStated }: { isLengthStated: boolean }): number[] {
    const length = isLengthStated ? 12 + header.length + 2 + packets.length : 0;
    return [0xff, 0x90, 0, 10, 0, 0, 0, 0, 0, length, 0, 1, ...header, 0xff, 0x93, ...packets];
  }

  it.each([jpeg2000, htj2k])('loses comments of its tile-parts and what is behind it (%s)', (syntax) => {
    const codeWith = (note: readonly number[], behind: readonly number[]) => [
      ...size,
      ...tilePart(note, { isLengthStated: true }),
      ...tilePart(note, { isLengthStated: false }),
      0xff,
      0xd9,
      ...behind,
    ];
    const file = fileOf([codeWith(comment(secret), secret)], { syntax });
    expect(passed(file)).toEqual([[], codeWith(emptied(secret), zeros(secret.length))]);
  });

  it('loses them where the frame has several fragments, and in each frame', () => {
    const codeWith = (note: readonly number[], behind: readonly number[]) => [
      [...size, ...tilePart(note, { isLengthStated: true })],
      [...tilePart(note, { isLengthStated: false }), 0xff, 0xd9, ...behind],
    ];
    const more = [element('NumberOfFrames', 2)];
    const withText = codeWith(comment(secret), secret);
    const file = fileOf([...withText, ...withText], { syntax: jpeg2000, more });
    const clean = codeWith(emptied(secret), zeros(secret.length));
    expect(passed(file)).toEqual([[], ...clean, ...clean]);
  });

  it('is found behind one that has no end', () => {
    const more = [element('NumberOfFrames', 2)];
    const cut = [...size, ...tilePart([], { isLengthStated: false })];
    const codeWith = (note: readonly number[]) => [...size, ...note, 0xff, 0xd9];
    const file = fileOf([cut, codeWith(comment(secret))], { syntax: jpeg2000, more });
    expect(passed(file)).toEqual([[], cut, codeWith(emptied(secret))]);
  });
});

describe('a code of JPEG', () => {
  const scan = [0xff, 0xda, 0, 4, 1, 2, 0x11, 0xff, 0x00, 0x22, 0xff, 0xd3, 0x33, 0xff, 0xd9];
  const code = (marker: number, data: readonly number[]) => [
    0xff,
    0xd8,
    0xff,
    marker,
    0,
    data.length + 2,
    ...data,
    ...scan,
  ];
  const fields = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

  it.each([
    ['JFIF', 0xe0, [...ascii('JFIF\0'), ...fields(9)]],
    ['JFXX', 0xe0, [...ascii('JFXX\0'), 0x10]],
    ['SPIFF', 0xe8, [...ascii('SPIFF\0'), ...fields(24)]],
    ['the end of a SPIFF directory', 0xe8, [0, 0, 0, 1, 0xff, 0xd8]],
    ['a colour transform of JPEG-LS', 0xe8, [...ascii('mrfx'), 1]],
    ['Adobe', 0xee, [...ascii('Adobe'), ...fields(7)]],
  ])('keeps the fixed fields of %s alone', (_name, marker, kept) => {
    expect(passed(fileOf([code(marker, kept)]))).toEqual([[], code(marker, kept)]);
    const file = fileOf([code(marker, [...kept, ...secret])]);
    expect(passed(file)).toEqual([[], code(marker, [...kept, ...zeros(secret.length)])]);
  });

  it('keeps nothing of application data of other kinds', () => {
    for (let marker = 0xe0; marker <= 0xef; marker += 1)
      expect(passed(fileOf([code(marker, secret)]))).toEqual([[], code(marker, zeros(secret.length))]);
    const profile = [...ascii('ICC_PROFILE\0'), 1, 1];
    expect(passed(fileOf([code(0xe2, profile)]))).toEqual([[], code(0xe2, zeros(profile.length))]);
  });

  it('loses fragments that belong to no frame', () => {
    const frame = code(0xee, []);
    const file = fileOf([frame, secret, frame]);
    expect(passed(file)).toEqual([[], frame, zeros(secret.length), zeros(frame.length)]);
  });
});

describe('a frame of RLE', () => {
  const layout = { bitsAllocated: 16, samplesPerPixel: 1, pixels: 35 } as const;
  const image = [
    element('Rows', 5),
    element('Columns', 7),
    element('BitsAllocated', 16),
    element('SamplesPerPixel', 1),
  ];
  const samples = Uint8Array.from({ length: 70 }, (_, index) => (index % 9 < 5 ? 7 : index * 3));
  const frame = [...encodeRleFrame(samples, layout, 7)];
  const isPadded = (fragment: readonly number[]) =>
    expect(decodeRleFrame(Uint8Array.from(fragment), layout)).toEqual(samples);

  it('passes as it is', () => {
    const more = [...image, element('NumberOfFrames', 2)];
    expect(passed(fileOf([frame, frame], { syntax: rle, more }))).toEqual([[], frame, frame]);
  });

  it('loses what is behind it, and fragments of no frame', () => {
    const file = fileOf([[...frame, ...secret], secret, frame], { syntax: rle, more: image });
    expect(passed(file)).toEqual([
      [],
      [...frame, ...zeros(secret.length)],
      zeros(secret.length),
      zeros(frame.length),
    ]);
  });

  it('loses what is between its segments, in its runs and behind its offsets', () => {
    // A literal run of the last pixel that goes on, text behind it, and the same for the second segment.
    const segment = (text: readonly number[]) => [0xdf, 7, text.length, 9, ...text, ...text];
    const made = (text: readonly number[]) => {
      const first = segment(text);
      const header = [...word(2), ...word(64), ...word(64 + first.length), ...text];
      return [...header, ...zeros(64 - header.length), ...first, ...segment(text)];
    };
    const [, clean = []] = passed(fileOf([made(secret)], { syntax: rle, more: image }));
    const expected = made(zeros(secret.length));
    expect(clean).toEqual(expected);
    expect(decodeRleFrame(Uint8Array.from(clean), layout)).toEqual(
      decodeRleFrame(Uint8Array.from(made(secret)), layout),
    );
  });

  it('passes when it is cut into two fragments, or makes no sense', () => {
    const cut = [frame.slice(0, 80), frame.slice(80)];
    const [, ...fragments] = passed(fileOf(cut, { syntax: rle, more: image }));
    expect(fragments).toEqual(cut);
    isPadded(fragments.flat());
    const other = [...word(3), ...frame.slice(4)];
    expect(passed(fileOf([other], { syntax: rle, more: image }))).toEqual([[], other]);
  });
});

describe('an offset table', () => {
  const frame = [0xff, 0xd8, 0xff, 0xd9];
  const more = [element('NumberOfFrames', 3)];

  it.each([jpeg, jpeg2000, rle])('stays when it can be one (%s)', (syntax) => {
    const table = [...word(0), ...word(12), ...word(24)];
    expect(passed(fileOf([frame, frame, frame], { syntax, more, table }))[0]).toEqual(table);
    const video = '1.2.840.10008.1.2.4.100';
    expect(passed(fileOf([frame], { syntax: video, more, table: word(0) }))[0]).toEqual(word(0));
  });

  it.each([
    ['as text of another length', [...secret, 0, 0]],
    ['as text of its length', ascii('Zwetschgen  ')],
    ['with offsets that do not ascend', [...word(0), ...word(24), ...word(12)]],
    ['with offsets in the middle of something', [...word(0), ...word(13), ...word(30)]],
  ])('is empty %s', (_name, table) => {
    for (const syntax of [jpeg, jpeg2000, rle])
      expect(passed(fileOf([frame, frame, frame], { syntax, more, table }))[0]).toEqual([]);
  });

  it('of the extended kind goes when it cannot be one', () => {
    const tablesLeft = (offsets: readonly number[], lengths: readonly number[]) => {
      const tables: ElementInput[] = [
        { tag: tags.ExtendedOffsetTable, value: offsets },
        { tag: tags.ExtendedOffsetTableLengths, value: lengths },
      ];
      const file = fileOf([frame, frame, frame], { more: [...more, ...tables] });
      const done = aDeidentifier().deidentify(readHeader(file), { today, accepted: ['secondary-capture'] });
      if (done.kind !== 'clean') throw new Error(done.reasons.join());
      const { elements } = readHeader(done.head).dataSet;
      return tables.filter(({ tag }) => elements.has(Number(tag))).length;
    };
    expect(tablesLeft([0, 12, 24], [4, 4, 4])).toBe(2);
    expect(tablesLeft([0, 12, 24], [4, 4, 2 ** 40])).toBe(0);
    expect(tablesLeft([0, 12, 24], [4, 5, 4])).toBe(0);
    expect(tablesLeft([0, 12], [4, 4])).toBe(0);
  });
});
