// Text in pixels is found where it was drawn, in every kind of image, and nothing where there is none; what was read is told to nobody.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { firstNumber, readHeader, tags } from '@lumenbox/dicom';
import { isCovered, type PixelRectangle } from '@lumenbox/dicom/deidentify';
import {
  aCrInstance,
  aCtInstance,
  anMrInstance,
  aSecondaryCapture,
  type DrawnText,
  drawText,
  element,
  type MadeInstance,
  type SliceOptions,
} from '@lumenbox/dicom/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { createPixels, PixelError, sourceInMemory } from '../index.ts';
import { createTextReader } from './text-reader.ts';

const pixels = createPixels();
afterAll(() => pixels.close());

const size = { rows: 256, columns: 256 };
type Maker = (options: SliceOptions) => MadeInstance;

/** An image with a name, or with other text, at a place of one frame or of all. */
function withText(
  maker: Maker,
  pixel: readonly number[],
  {
    text = 'ADA PHANTOM 1961',
    frames = 1,
    inFrames = [1],
    scale = 2,
    ...options
  }: SliceOptions & { text?: string; frames?: number; inFrames?: readonly number[]; scale?: number } = {},
): { bytes: Uint8Array; drawn: DrawnText } {
  const of = { ...size, frames, ...options };
  const pixelData = maker(of).pixelData.slice();
  const frameBytes = pixelData.length / frames;
  let drawn: DrawnText = { x: 0, y: 0, width: 0, height: 0 };
  for (const frame of inFrames)
    drawn = drawText(pixelData.subarray((frame - 1) * frameBytes, frame * frameBytes), text, {
      x: 20,
      y: 24,
      scale,
      image: { columns: of.columns ?? size.columns, pixel },
    });
  return { bytes: maker({ ...of, pixelData }).bytes, drawn };
}

const find = (bytes: Uint8Array, boxes: Parameters<typeof pixels.findText>[1]['boxes'] = []) =>
  pixels.findText(sourceInMemory(bytes, ''), { boxes });

/** Whether a box covers all that was drawn. */
function cover(boxes: readonly PixelRectangle[], { x, y, width, height }: DrawnText): boolean {
  return isCovered({ x, y, width, height }, boxes);
}

const palette = (['Red', 'Green', 'Blue'] as const).flatMap((colour) => [
  element(`${colour}PaletteColorLookupTableDescriptor`, [256, 0, 8]),
  {
    tag: `${colour}PaletteColorLookupTableData` as const,
    vr: 'OW' as const,
    // Neighbouring indexes look nothing like each other: index 200 is white, 201 black.
    value: Uint8Array.from({ length: 512 }, (_, at) => (at === 400 ? 255 : at % 2 === 1 ? 0 : (at / 2) % 3)),
  },
]);

describe('text', () => {
  it.each<[string, Maker, readonly number[], SliceOptions & { scale?: number }]>([
    ['white on a CT', aCtInstance, [0xff, 0x0f], {}],
    ['white on an MR', anMrInstance, [0xff, 0x0f], {}],
    ['white on a radiograph', aCrInstance, [0xff, 0x0f], {}],
    [
      'black on an inverted radiograph',
      aCrInstance,
      [0xff, 0x0f],
      {
        elements: [element('PhotometricInterpretation', 'MONOCHROME1')],
      },
    ],
    ['white on colours', aSecondaryCapture, [255, 255, 255], {}],
    ['black on colours', aSecondaryCapture, [0, 0, 0], {}],
    ['large on a CT', aCtInstance, [0xff, 0x0f], { rows: 1024, columns: 1024, scale: 9 }],
    ['outside of the window', aCtInstance, [0xff, 0x0f], { elements: [element('WindowCenter', '9000')] }],
  ])('is found %s, covered, and gone when its boxes are blank', async (_name, maker, pixel, options) => {
    const { bytes, drawn } = withText(maker, pixel, options);
    const found = await find(bytes);
    expect(cover(found.boxes, drawn), JSON.stringify({ found, drawn })).toBe(true);
    expect(found.boxes.every(({ source }) => source === 'recognized-text')).toBe(true);
    expect((await find(bytes, found.boxes)).boxes).toEqual([]);
    expect(JSON.stringify(found)).not.toMatch(/ada|phantom/i);
  });

  it('is found in a palette’s colours', async () => {
    const indexes: Maker = (options) => {
      const count = size.rows * size.columns;
      const pixelData = options.pixelData ?? Uint8Array.from({ length: count }, (_, at) => at % 3);
      return aSecondaryCapture({
        ...options,
        pixelData,
        omit: [tags.PlanarConfiguration],
        elements: [
          element('SamplesPerPixel', [1]),
          element('PhotometricInterpretation', 'PALETTE COLOR'),
          ...palette,
        ],
      });
    };
    const { bytes, drawn } = withText(indexes, [200]);
    expect(cover((await find(bytes)).boxes, drawn)).toBe(true);
  });

  it('is found in compressed frames', async () => {
    const { bytes, drawn } = withText(aSecondaryCapture, [255, 255, 255]);
    const source = sourceInMemory(bytes, '');
    const compressed = await pixels.transcodeInstance(source, {
      transferSyntaxUid: '1.2.840.10008.1.2.4.90',
    });
    const pieces: Uint8Array[] = [];
    for await (const piece of compressed.bytes) pieces.push(piece);
    expect(cover((await find(Buffer.concat(pieces))).boxes, drawn)).toBe(true);
  });

  it('is covered with little beside it: lines that touch each other are not all that lies between them', async () => {
    const frames = 2;
    const pixelData = aCtInstance({ ...size, frames }).pixelData.slice();
    const frameBytes = pixelData.length / frames;
    const image = { columns: size.columns, pixel: [0xff, 0x0f] };
    const steps = Array.from({ length: frames }, (_, frame) => pixelData.subarray(frame * frameBytes)).map(
      (frame) =>
        [0, 1, 2].map((step) =>
          drawText(frame, 'PHANTOM', { x: 4 + step * 82, y: 20 + step * 18, scale: 2, image }),
        ),
    );
    const found = await find(aCtInstance({ ...size, frames, pixelData }).bytes);
    const boxes = found.boxes.filter(({ frame }) => frame === 'all');
    for (const drawn of steps.flat()) expect(cover(boxes, drawn), JSON.stringify(boxes)).toBe(true);
    const isBlank = (x: number, y: number) => isCovered({ x, y, width: 1, height: 1 }, boxes);
    expect([isBlank(20, 60), isBlank(230, 24)], JSON.stringify(boxes)).toEqual([false, false]);
  });

  it('of one frame is that frame’s, and what two frames have is all frames’', async () => {
    const one = withText(aCtInstance, [0xff, 0x0f], { frames: 3, inFrames: [2] });
    expect(new Set((await find(one.bytes)).boxes.map(({ frame }) => frame))).toEqual(new Set([2]));
    const two = withText(aCtInstance, [0xff, 0x0f], { frames: 3, inFrames: [1, 3] });
    expect(new Set((await find(two.bytes)).boxes.map(({ frame }) => frame))).toEqual(new Set(['all']));
  });
});

describe('an image without text', () => {
  it.each<[string, MadeInstance]>([
    ['a CT', aCtInstance({ rows: 512, columns: 512 })],
    ['an MR', anMrInstance({ rows: 256, columns: 256 })],
    ['a radiograph', aCrInstance({ rows: 512, columns: 512 })],
    ['colours', aSecondaryCapture(size)],
  ])('has none: %s', async (_name, { bytes }) => {
    expect(await find(bytes)).toEqual({ boxes: [], isWhole: true });
  });
});

describe('what cannot be looked at', () => {
  it('is told where there are more frames than are looked at', async () => {
    const { bytes } = aSecondaryCapture({ rows: 16, columns: 16, frames: 65 });
    expect((await find(bytes)).isWhole).toBe(false);
  });

  it('fails by name: a damaged frame, frames that are missing, a deadline', async () => {
    const { bytes } = aCtInstance({ ...size, elements: [element('NumberOfFrames', 3)] });
    await expect(find(bytes)).rejects.toThrow(PixelError);
    const reader = createTextReader({ threadsMax: 1, deadlineMs: 1, idleMs: 1000, waitingMax: 1 });
    const picture = new TextEncoder().encode(`P5\n2 2\n255\n    `);
    await expect(reader.read(picture)).rejects.toMatchObject({ reason: 'deadline-exceeded' });
    await reader.close();
    await expect(reader.read(picture)).rejects.toMatchObject({ reason: 'closed' });
  });

  it('fails when it is no picture, and the next one is read', async () => {
    const reader = createTextReader({ threadsMax: 1, deadlineMs: 60_000, idleMs: 1000, waitingMax: 4 });
    await expect(reader.read(new TextEncoder().encode('no picture'))).rejects.toThrow(PixelError);
    const white = new Uint8Array(64 * 64).fill(255);
    const picture = Buffer.concat([new TextEncoder().encode('P5\n64 64\n255\n'), white]);
    const many = await Promise.all([reader.read(picture), reader.read(picture), reader.read(picture)]);
    expect(many).toEqual([[], [], []]);
    await reader.close();
  });
});

const shared = join(import.meta.dirname, '../../../../../../shared/data/dicom');
const isThere = existsSync(join(shared, 'planted.json'));
type Box = { x: number; y: number; w: number; h: number };
const planted: Record<string, { boxes: Box[] }> = isThere
  ? JSON.parse(readFileSync(join(shared, 'planted.json'), 'utf8'))
  : {};
const burned = Object.entries(planted).filter(([, { boxes }]) => boxes.length > 0);

describe.skipIf(burned.length === 0)('names that others have burned in', () => {
  it.each(burned)('are found where they are: %s', async (name, { boxes }) => {
    const bytes = readFileSync(join(shared, name));
    const { dataSet } = readHeader(bytes);
    const [rows, columns] = [tags.Rows, tags.Columns].map((tag) => firstNumber(dataSet, tag) ?? 0) as [
      number,
      number,
    ];
    const found = await find(bytes);
    for (const { x, y, w, h } of boxes) {
      // What the list says may reach beyond the image.
      const box = { x: x + 2, y: y + 2, width: Math.min(w, columns - x) - 4, height: h - 4 };
      expect(isCovered(box, found.boxes), JSON.stringify({ box, found })).toBe(true);
    }
    // They are at the top: what stands there in every frame is not the whole image.
    const still = found.boxes.filter(({ frame }) => frame === 'all');
    expect(isCovered({ x: 0, y: rows / 2 + 8, width: columns, height: rows / 2 - 8 }, still)).toBe(false);
    // Without them a reader may see letters in anatomy, which a second look blanks; then there is nothing left.
    const second = await find(bytes, found.boxes);
    expect((await find(bytes, [...found.boxes, ...second.boxes])).boxes).toEqual([]);
  });
});
