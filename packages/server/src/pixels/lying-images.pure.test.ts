// Images whose attributes, tables or places of frames lie: refused by name before anything of their size is asked for.
import { type ElementInput, transferSyntaxUids } from '@lumenbox/dicom';
import { anMrInstance, aSecondaryCapture, element } from '@lumenbox/dicom/testing';
import { afterAll, describe, expect, it } from 'vitest';
import { animationFrames, createPixels, type PixelSource, sourceInMemory } from './index.ts';

const pixels = createPixels();
afterAll(() => pixels.close());

const jpeg = { frames: [0], mediaType: 'image/jpeg' } as const;
const toNative = { frame: 0, transferSyntaxUid: transferSyntaxUids.explicitLittleEndian };

/** An image of 8 by 8 with other elements; compressed, so that the way in cannot hold its size against its bytes. */
function anImage(elements: readonly ElementInput[]): PixelSource {
  const fragments = [Buffer.from('\xff\xd8nothing!', 'latin1')];
  const { bytes } = aSecondaryCapture({
    rows: 8,
    columns: 8,
    transferSyntaxUid: transferSyntaxUids.jpegBaseline,
    elements: [...elements, { tag: 'PixelData', vr: 'OB', fragments }],
  });
  return sourceInMemory(bytes, JSON.stringify(elements));
}

describe('attributes that lie', () => {
  const size = (rows: number, columns: number) => [element('Rows', [rows]), element('Columns', [columns])];
  it.each([
    ['the largest size that can be said', size(65_535, 65_535), 'image-too-large'],
    [
      'it in a million frames',
      [...size(65_535, 65_535), element('NumberOfFrames', '1000000')],
      'no-such-frame',
    ],
    ['no rows', size(0, 8), 'bad-image-attributes'],
    ['no columns', size(8, 0), 'bad-image-attributes'],
    ['two samples', [element('SamplesPerPixel', [2])], 'bad-image-attributes'],
    ['no samples', [element('SamplesPerPixel', [0])], 'bad-image-attributes'],
    ['bits that nobody allocates', [element('BitsAllocated', [12])], 'bad-image-attributes'],
    ['no bits', [element('BitsStored', [0])], 'bad-image-attributes'],
    ['more bits than there are', [element('BitsStored', [9])], 'bad-image-attributes'],
    ['a high bit beyond them', [element('HighBit', [15])], 'bad-image-attributes'],
    ['bytes that are no code', [], 'decode-failed'],
  ] as const)('%s: refused', async (_name, elements, reason) => {
    const source = anImage(elements);
    await expect(pixels.render(source, jpeg)).rejects.toMatchObject({ name: 'PixelError', reason });
    await expect(pixels.transcodeFrame(source, toNative)).rejects.toMatchObject({ reason });
  });
});

describe('places of frames that lie', () => {
  const { bytes } = anMrInstance({ rows: 8, columns: 8 });
  const sound = sourceInMemory(bytes, 'sound');
  /** The same file with another layout; `asked` gathers how much of it is read. */
  function misplaced(changes: Partial<PixelSource>, asked: number[]): PixelSource {
    return {
      ...sound,
      key: JSON.stringify(Object.keys(changes)) + asked.length,
      ...changes,
      read: (range) => {
        asked.push(range?.length ?? Number.POSITIVE_INFINITY);
        return sound.read(range);
      },
    };
  }
  const gigabyte = 1024 ** 3;
  it.each([
    ['a frame beyond the end', { frameAt: () => ({ offset: bytes.length + 10, length: 128 }) }],
    ['a frame that is longer than the file', { frameAt: () => ({ offset: 500, length: 100 * 1024 ** 2 }) }],
    ['a frame of a gigabyte', { frameAt: () => ({ offset: 0, length: gigabyte }) }],
    ['pixel data a gigabyte away', { pixelDataOffset: gigabyte }],
    [
      'a file that is shorter than it is said to be',
      { sizeBytes: bytes.length + 1000, frameAt: () => ({ offset: bytes.length - 10, length: 128 }) },
    ],
  ])('%s: refused, and no more read than there is', async (_name, changes) => {
    const asked: number[] = [];
    const refusal = pixels.render(misplaced(changes, asked), jpeg);
    await expect(refusal).rejects.toMatchObject({ name: 'PixelError' });
    expect(Math.max(0, ...asked)).toBeLessThanOrEqual(bytes.length + 1000);
  });

  it('no such frame: refused', async () => {
    for (const frames of [[1], [-1], [0.5], [Number.NaN], []])
      await expect(pixels.render(sound, { ...jpeg, frames })).rejects.toMatchObject({
        reason: 'no-such-frame',
      });
  });
});

describe('an animation', () => {
  it('has every frame of a short cine, and every so many of one that is too long or too large', () => {
    const small = { rows: 64, columns: 64 };
    expect(animationFrames({ frameCount: 3, ...small })).toEqual([0, 1, 2]);
    expect(animationFrames({ frameCount: 900, ...small })).toHaveLength(300);
    expect(animationFrames({ frameCount: 900, ...small }).slice(0, 3)).toEqual([0, 3, 6]);
    expect(animationFrames({ frameCount: 100, rows: 4096, columns: 4096 })).toHaveLength(8);
    expect(animationFrames({ frameCount: 100, rows: 65_535, columns: 65_535 })).toEqual([0]);
    expect(animationFrames({ frameCount: 1, rows: 0, columns: 0 })).toEqual([0]);
  });

  it('of more frames than are in memory at once is refused', async () => {
    const source = sourceInMemory(anMrInstance({ rows: 8, columns: 8 }).bytes, 'too-long');
    const frames = Array.from({ length: 301 }, () => 0);
    await expect(pixels.render(source, { frames, mediaType: 'image/gif' })).rejects.toMatchObject({
      reason: 'image-too-large',
    });
    await expect(pixels.render(source, { frames: [0, 0], mediaType: 'image/png' })).rejects.toMatchObject({
      reason: 'unsupported-image',
    });
  });
});
