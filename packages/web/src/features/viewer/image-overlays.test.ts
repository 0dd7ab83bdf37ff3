// Overlay planes of images: where they lie, and which frame of them is for which image.
import { describe, expect, it } from 'vitest';
import { overlayFrameOf, readOverlayFacts } from './image-overlays.ts';

const value = (vr: string, ...values: unknown[]) => ({ vr, Value: values });
const bits = { vr: 'OW', InlineBinary: 'AAAA' };

describe('the overlay planes of an image', () => {
  it('are those that have bits of their own', () => {
    const size = (group: string) => ({
      [`${group}0010`]: value('US', 4),
      [`${group}0011`]: value('US', 8),
    });
    const dataSet = {
      ...size('6000'),
      '60000050': value('SS', 2, -3),
      '60003000': bits,
      // Within the pixels, as it was before the planes had bits of their own.
      ...size('6002'),
      ...size('601E'),
      '601E0015': value('IS', 2),
      '601E0051': value('US', 3),
      '601E3000': bits,
    };
    const plane = { rows: 4, columns: 8 };
    expect(readOverlayFacts(dataSet)).toEqual([
      { group: 0x6000, ...plane, origin: [2, -3], frames: undefined, firstFrame: 1 },
      { group: 0x601e, ...plane, origin: [1, 1], frames: 2, firstFrame: 3 },
    ]);
  });

  it('are for every frame, or for as many as they have, from theirs on', () => {
    const plane = { rows: 4, columns: 8, origin: [1, 1] as const };
    const all = { ...plane, group: 0x6000, frames: undefined, firstFrame: 1 };
    const some = { ...plane, group: 0x6002, frames: 2, firstFrame: 3 };
    const indexOf = (group: number) =>
      [1, 2, 3, 4, 5].map((frame) => overlayFrameOf({ overlays: [all, some], frame }, group)?.index);
    expect(indexOf(0x6000)).toEqual([0, 0, 0, 0, 0]);
    expect(indexOf(0x6002)).toEqual([undefined, undefined, 0, 1, undefined]);
    expect(overlayFrameOf({ frame: 1 }, 0x6000)).toBeUndefined();
  });
});
