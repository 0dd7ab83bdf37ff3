// Which modalities a study is called by.
import { describe, expect, it } from 'vitest';
import { mayHavePixels, orderModalities, partModalities } from './modalities.ts';

describe('the modalities of a study', () => {
  it('are those of its images first, each group in the order given', () => {
    expect(orderModalities(['DOC', 'KO', 'MR', 'PR', 'SR'])).toEqual(['MR', 'DOC', 'KO', 'PR', 'SR']);
    expect(partModalities(['CT', 'PT', 'SEG'])).toEqual({ first: ['CT', 'PT'], after: ['SEG'] });
  });

  it('are those of its objects where there are no images', () => {
    expect(partModalities(['RTPLAN', 'SR'])).toEqual({ first: ['RTPLAN', 'SR'], after: [] });
    expect(partModalities([])).toEqual({ first: [], after: [] });
  });

  it('say where nothing can be seen', () => {
    expect(mayHavePixels(['SR', 'KO'])).toBe(false);
    expect(mayHavePixels(['SR', 'CT'])).toBe(true);
    // Who says nothing may hold images.
    expect([mayHavePixels([]), mayHavePixels([null]), mayHavePixels(['XYZ'])]).toEqual([true, true, true]);
  });

  it('keep what nobody knows among the images', () => {
    expect(orderModalities(['SR', 'XYZ'])).toEqual(['XYZ', 'SR']);
  });
});
