// How the files of an upload are counted where zip archives are among them, and where some stay here.
import { describe, expect, it } from 'vitest';
import { fileProgress } from './file-progress.ts';

const counts = (received: number) => ({ received, stored: received, duplicate: 0, rejected: 0, held: 0 });
const progress = (received: number, filesTotal: number, hasZips = false) =>
  fileProgress({ counts: counts(received), filesTotal, hasZips, here: undefined });

describe('the files of an upload', () => {
  it('are counted against those that were chosen', () => {
    expect(progress(12, 48)).toEqual({ done: 12, chosen: 48, isUnpacked: false, percent: 25 });
  });

  it('are not counted against the chosen ones where these hold others', () => {
    expect(progress(3, 31, true)).toMatchObject({
      done: 3,
      chosen: 31,
      isUnpacked: true,
      percent: undefined,
    });
    // An archive that goes by another name is known by what comes out of it.
    expect(progress(50, 31)).toMatchObject({ isUnpacked: true, percent: undefined });
  });

  it('are fewer by those that stay on this computer', () => {
    const here = {
      done: 2,
      files: [
        { path: 'a', changes: undefined, reasons: [] },
        { path: 'b', changes: undefined, reasons: ['zip'] },
      ],
    } as unknown as Parameters<typeof fileProgress>[0]['here'];
    expect(fileProgress({ counts: counts(1), filesTotal: 2, hasZips: false, here })).toMatchObject({
      chosen: 1,
      percent: 100,
    });
  });
});
