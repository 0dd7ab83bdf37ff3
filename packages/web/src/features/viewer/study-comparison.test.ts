// Which study is compared with which, and what hangs beside what.
import type { Series, Study } from '@lumenbox/contract';
import { describe, expect, it } from 'vitest';
import { comparedStudy, firstHanging, hangBeside, likest } from './study-comparison.ts';
import { besideOf, readViewerSearch } from './viewer-search.ts';

const aStudy = (id: string, patch: Partial<Study> = {}) =>
  ({
    id,
    study_date: '2025-03-01',
    study_time: null,
    modalities: ['CT'],
    series: [],
    ...patch,
  }) as unknown as Study;
const aSeries = (id: string, patch: Partial<Series> = {}) =>
  ({
    id,
    modality: 'CT',
    series_description: null,
    body_part_examined: null,
    instance_count: 10,
    ...patch,
  }) as Series;

describe('the study to compare with', () => {
  const now = aStudy('now');
  it('is the latest before it with its modality', () => {
    const studies = [
      aStudy('older', { study_date: '2023-01-01' }),
      aStudy('old', { study_date: '2024-01-01' }),
      aStudy('mr', { study_date: '2025-01-01', modalities: ['MR'] }),
      aStudy('after', { study_date: '2025-06-01' }),
      now,
    ];
    expect(comparedStudy(now, studies)?.id).toBe('old');
  });
  it('is of another modality, or later, where there is no better one', () => {
    const mr = aStudy('mr', { study_date: '20250101', modalities: ['MR'] });
    const later = [
      aStudy('last', { study_date: '2026-06-01' }),
      aStudy('next', { study_date: '2025-06-01' }),
    ];
    expect(comparedStudy(now, [now, ...later, mr])?.id).toBe('mr');
    expect(comparedStudy(now, [...later, now])?.id).toBe('next');
    expect(comparedStudy(now, [now])).toBeUndefined();
  });
});

describe('what hangs beside', () => {
  const lung = aSeries('lung', { series_description: 'Lung 1.0', body_part_examined: 'CHEST' });
  it('is the likest series: modality before description before part of the body before size', () => {
    const soft = aSeries('soft', { series_description: 'SOFT', body_part_examined: 'CHEST' });
    const named = aSeries('named', { series_description: 'lung 1.0 ', body_part_examined: 'ABDOMEN' });
    const mr = aSeries('mr', { ...lung, modality: 'MR' });
    expect(likest(lung, [mr, soft, named])?.id).toBe('named');
    expect(likest(lung, [mr, soft])?.id).toBe('soft');
    expect(
      likest(lung, [aSeries('few', { instance_count: 1 }), aSeries('many', { instance_count: 9 })])?.id,
    ).toBe('many');
    expect(likest(lung, [])).toBeUndefined();
  });
  it('takes a panel for each study, the one that was opened first', () => {
    const beside = ['a', 'b', 'c'].map((id) => aStudy(id, { series: [aSeries(`${id}1`)] }));
    expect(hangBeside(lung, beside.slice(0, 1))).toEqual({
      layout: { rows: 1, columns: 2 },
      series: ['lung', 'a1'],
    });
    expect(hangBeside(lung, beside)).toEqual({
      layout: { rows: 2, columns: 2 },
      series: ['lung', 'a1', 'b1', 'c1'],
    });
    expect(hangBeside(lung, [])).toEqual({ layout: { rows: 1, columns: 1 }, series: ['lung'] });
  });
  it('keeps the series of another study that the address names', () => {
    const study = aStudy('now', { series: [lung] });
    const prior = aStudy('prior', { series: [aSeries('p1'), aSeries('p2')] });
    const alone = { layout: { rows: 1, columns: 1 }, series: ['lung'] };
    expect(firstHanging(alone, { study, beside: [prior], wanted: 'p2' }).series).toEqual(['lung', 'p2']);
    expect(firstHanging(alone, { study, beside: [], wanted: 'p2' })).toBe(alone);
  });
});

describe('the address', () => {
  const id = (last: number) => `003fb6c7-a399-46de-8199-ac51e031bd1${last}`;
  it('holds the studies beside, each once, three at most, and nothing that is no id', () => {
    const text = [id(1), id(1), '../x', id(2), id(3), id(4)].join(',');
    expect(readViewerSearch({ beside: text })).toEqual({ beside: `${id(1)},${id(2)},${id(3)}` });
    expect(readViewerSearch({ beside: 'nonsense' })).toEqual({});
    expect(besideOf({})).toEqual([]);
  });
});
