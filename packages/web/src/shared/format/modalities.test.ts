// Which modalities a study is called by.
import { describe, expect, it } from 'vitest';
import { orderModalities, partModalities } from './modalities.ts';

describe('the modalities of a study', () => {
  it('are those of its images first, each group in the order given', () => {
    expect(orderModalities(['DOC', 'KO', 'MR', 'PR', 'SR'])).toEqual(['MR', 'DOC', 'KO', 'PR', 'SR']);
    expect(partModalities(['CT', 'PT', 'SEG'])).toEqual({ first: ['CT', 'PT'], after: ['SEG'] });
  });

  it('are those of its objects where there are no images', () => {
    expect(partModalities(['RTPLAN', 'SR'])).toEqual({ first: ['RTPLAN', 'SR'], after: [] });
    expect(partModalities([])).toEqual({ first: [], after: [] });
  });

  it('keep what nobody knows among the images', () => {
    expect(orderModalities(['SR', 'XYZ'])).toEqual(['XYZ', 'SR']);
  });
});
