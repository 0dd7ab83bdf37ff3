// The greys that a presentation state makes of an image: by lines, windows and tables, exactly, and by somebody's own window.
import type { LookupTable, PresentationState } from '@lumenbox/dicom';
import { describe, expect, it } from 'vitest';
import { type Made, makeImages } from '../made-images.ts';
import { aMadeState } from './made-states.ts';
import { greyscaleOf } from './state-greys.ts';

const imageOf = (made: Made = {}) => {
  const [image] = makeImages([{ bitsAllocated: 16, bitsStored: 12, highBit: 11, isSigned: false, ...made }]);
  if (image === undefined) throw new Error('An image was made.');
  return image;
};
/** CT: values of the modality are 1024 lower than stored ones. */
const ct = imageOf({ slope: 1, intercept: -1024 });
const table = (entries: readonly number[], { first = 0, bits = 8 } = {}): LookupTable => ({
  first,
  bits,
  entries: Uint16Array.from(entries),
});
const every = { images: [] };
const identity = { slope: 1, intercept: 0, table: undefined };
const hounsfield = { ...identity, intercept: -1024 };

/** The greys of values, as the state was applied. */
function greys(patch: Partial<PresentationState>, image: typeof ct, values: readonly number[]): number[] {
  const state = aMadeState(patch);
  const scale = greyscaleOf(state, image);
  return [...(scale?.greysOf(values, { window: scale.window, isInverted: state.isInverse }) ?? [])];
}

describe('the greys of a presentation state', () => {
  it('are those of its window in values of its own modality, which the panel can draw', () => {
    const window = { ...every, center: 40, width: 400, voiFunction: 'LINEAR' as const };
    const windows = [window];
    expect(greys({ windows, modality: hounsfield }, ct, [-161, -160, 39.5, 239, 240])).toEqual([
      0, 0, 128, 255, 255,
    ]);
    expect(greyscaleOf(aMadeState({ windows, modality: hounsfield }), ct)).toMatchObject({
      window: { center: 40, width: 400 },
      isPlain: true,
    });
    // A state that says nothing of the modality speaks of stored values: 1064 is 40 HU.
    const stored = greyscaleOf(aMadeState({ windows: [{ ...window, center: 1064 }] }), ct);
    expect(stored).toMatchObject({ window: { center: 40, width: 400 }, isPlain: true });
  });

  it('span all that may be stored where it has neither window nor table', () => {
    expect(greys({}, ct, [-1024, 1023, 3071])).toEqual([0, 127, 255]);
    expect(greyscaleOf(aMadeState({}), ct)).toMatchObject({ window: { width: 4096 }, isPlain: true });
    expect(greys({ isInverse: true }, ct, [-1024, 3071])).toEqual([255, 0]);
  });

  it('are those of a table of the modality, of which the window is', () => {
    const modality = { ...identity, table: table([0, 100, 200, 1000], { first: 10, bits: 16 }) };
    const windows = [{ ...every, center: 100.5, width: 201, voiFunction: 'LINEAR' as const }];
    const plain = imageOf();
    // Below the first and behind the last entry it is these (PS3.3 C.11.1.1).
    expect(greys({ modality, windows }, plain, [0, 10, 11, 12, 13, 4000])).toEqual([
      0, 0, 128, 255, 255, 255,
    ]);
    expect(greyscaleOf(aMadeState({ modality, windows }), plain)?.isPlain).toBe(false);
    // Without a window everything that its bits may say.
    expect(greys({ modality: { ...identity, table: table([0, 128, 255]) } }, plain, [0, 1, 2])).toEqual([
      0, 128, 255,
    ]);
  });

  it('are those of a table in the place of a window, whose first value may be negative', () => {
    const voiTables = [{ ...every, table: table([255, 0, 51], { first: -2 }) }];
    expect(greys({ voiTables, modality: hounsfield }, ct, [-1000, -2, -1, 0, 3000])).toEqual([
      255, 255, 0, 51, 51,
    ]);
    const unsigned = [{ ...every, table: table([255, 0, 51], { first: 65_534 }) }];
    expect(greys({ voiTables: unsigned, modality: hounsfield }, ct, [-2, -1, 0])).toEqual([255, 0, 51]);
  });

  it('go through the table of the presentation at last', () => {
    const presentationTable = table([0, 0, 65_535, 65_535, 13_107], { bits: 16 });
    const voiTables = [{ ...every, table: table([0, 63, 128, 191, 255]) }];
    expect(greys({ presentationTable, voiTables }, imageOf(), [0, 1, 2, 3, 4])).toEqual([0, 0, 255, 255, 51]);
  });

  it('follow a sigmoid and an exact line', () => {
    const of = (voiFunction: 'SIGMOID' | 'LINEAR_EXACT') =>
      greys({ windows: [{ ...every, center: 100, width: 100, voiFunction }] }, imageOf(), [50, 75, 100, 150]);
    expect(of('SIGMOID')).toEqual([30, 69, 128, 225]);
    expect(of('LINEAR_EXACT')).toEqual([0, 64, 128, 255]);
  });

  it('give way to a window that somebody chooses, but for the table of the presentation, and are turned over', () => {
    const state = aMadeState({
      modality: hounsfield,
      voiTables: [{ ...every, table: table([255, 0]) }],
      presentationTable: table([255, 0]),
    });
    const scale = greyscaleOf(state, ct);
    const own = { window: { center: 50.5, width: 101 }, isInverted: false };
    expect([...(scale?.greysOf([0, 100], own) ?? [])]).toEqual([255, 0]);
    expect([...(scale?.greysOf([0, 100], { ...own, isInverted: true }) ?? [])]).toEqual([0, 255]);
    expect([scale?.isByTable(own), scale?.isByTable({ ...own, window: scale.window })]).toEqual([
      false,
      true,
    ]);
  });

  it('are those of the image that is shown, also where the panel still has what another one is to have', () => {
    const [first, second] = ['1.2.3', '1.2.4'].map((sopInstanceUid) =>
      imageOf({ sopInstanceUid, slope: 1, intercept: -1024 }),
    );
    if (first === undefined || second === undefined) throw new Error('Two images were made.');
    const only = (sopInstanceUid: string) => ({ images: [{ sopInstanceUid, frames: [] }] });
    const state = aMadeState({
      images: ['1.2.3', '1.2.4'].flatMap((uid) => only(uid).images),
      modality: hounsfield,
      windows: [{ ...only('1.2.3'), center: 40, width: 400, voiFunction: 'LINEAR' }],
      voiTables: [{ ...only('1.2.4'), table: table([0, 255, 51], { first: 10 }) }],
    });
    const [before, after] = [greyscaleOf(state, first), greyscaleOf(state, second)];
    const shown = { window: before?.window, isInverted: false };
    expect([before?.isOfAnother(shown), after?.isOfAnother(shown)]).toEqual([false, true]);
    expect([...(after?.greysOf([10, 11, 12], shown) ?? [])]).toEqual([0, 255, 51]);
    const own = { window: { center: 50, width: 350 }, isInverted: false };
    expect([before?.isOfAnother(own), after?.isOfAnother(own)]).toEqual([false, false]);
  });

  it('find stored values again behind a slope that is no whole number', () => {
    const pet = imageOf({ slope: 0.1, intercept: 0, bitsStored: 16 });
    const voiTables = [{ ...every, table: table([0, 51, 102, 255], { first: 2 }) }];
    const values = Float32Array.of(0.2, 0.3, 0.4, 0.5);
    const scale = greyscaleOf(aMadeState({ voiTables }), pet);
    expect([...(scale?.greysOf(values, { window: scale.window, isInverted: false }) ?? [])]).toEqual([
      0, 51, 102, 255,
    ]);
  });

  it('are none of colours and fractions', () => {
    expect(greyscaleOf(aMadeState({}), imageOf({ kind: 'picture' }))).toBeUndefined();
    expect(greyscaleOf(aMadeState({}), imageOf({ isFloat: true }))).toBeUndefined();
  });
});
