// What hangs where when a study is opened.
import { describe, expect, it } from 'vitest';
import { type HangingSeries, hang } from './hanging.ts';

const series = (uid: string, patch: Partial<HangingSeries> = {}): HangingSeries => ({
  uid,
  number: Number(uid),
  modality: 'CT',
  description: '',
  kind: 'grey',
  imageCount: 100,
  ...patch,
});
const one = { rows: 1, columns: 1 };
const two = { rows: 1, columns: 2 };
const four = { rows: 2, columns: 2 };

describe('a study', () => {
  it('of CT or MR shows its first series alone, and no scout before it', () => {
    expect(hang([series('3'), series('2')])).toEqual({ layout: one, series: ['2'] });
    expect(hang([series('1', { description: 'Scout AP' }), series('2')]).series).toEqual(['2']);
  });

  it('of radiographs shows two beside each other, and one alone', () => {
    const dx = { modality: 'DX', imageCount: 1 };
    expect(hang([series('1', dx), series('2', dx), series('3', dx)])).toEqual({
      layout: two,
      series: ['1', '2'],
    });
    expect(hang([series('1', dx)])).toEqual({ layout: one, series: ['1'] });
  });

  it('of mammographs hangs the right breast at the left, CC above MLO', () => {
    const views = ['L MLO', 'R CC', 'L CC', 'R MLO'].map((description, index) =>
      series(String(index + 1), { modality: 'MG', description, imageCount: 1 }),
    );
    expect(hang(views)).toEqual({ layout: four, series: ['2', '3', '4', '1'] });
  });

  it('of many single sonographs is a grid, and of one film is not', () => {
    const us = { modality: 'US', imageCount: 1 };
    expect(hang(['1', '2', '3', '4', '5'].map((uid) => series(uid, us))).layout).toEqual(four);
    expect(hang([series('1', { ...us, imageCount: 40 })]).layout).toEqual(one);
  });

  it('shows images before measurements and plans, which do not hang beside them', () => {
    const list = [series('1', { modality: 'SR', kind: 'none' }), series('2', { modality: 'CR' })];
    expect(hang(list)).toEqual({ layout: one, series: ['2'] });
  });

  it('begins with the series that the address names', () => {
    expect(hang([series('1'), series('2')], '2').series).toEqual(['2']);
    expect(hang([series('1')], 'gone').series).toEqual(['1']);
  });

  it('without series has an empty panel', () => {
    expect(hang([])).toEqual({ layout: one, series: [undefined] });
  });
});
