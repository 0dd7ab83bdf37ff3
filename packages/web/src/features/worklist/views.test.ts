// A saved view and what is on the screen: one made of the other, and back.
import type { WorklistView } from '@lumenbox/contract';
import { describe, expect, it } from 'vitest';
import { type Look, standardLook } from './look.ts';
import { hasChanged, lookOf, searchOf, viewOf } from './views.ts';
import type { WorklistSearch } from './worklist-query.ts';

const empty = {
  search: null,
  modality: null,
  date_from: null,
  date_to: null,
  last_days: null,
  body_part: null,
  institution: null,
  status: null,
  has_report: null,
};
const view: WorklistView = {
  id: '1',
  name: 'CT of this week',
  shared: false,
  own: true,
  owner: 'Anna Keller',
  filters: { ...empty, modality: 'CT', last_days: 7, has_report: false },
  sort: 'created_at',
  direction: null,
  columns: ['patient', 'received'],
  density: null,
  created_at: '',
  updated_at: '',
};
const compact: Look = { columns: ['patient'], density: 'compact' };

describe('a saved view', () => {
  it('gives the URL its filters and its order, and the table its columns', () => {
    const search: WorklistSearch = {
      modality: 'CT',
      last_days: 7,
      has_report: 'no',
      sort: 'created_at',
      view: '1',
    };
    expect(searchOf(view)).toEqual(search);
    expect(lookOf(view, compact)).toEqual({ columns: ['patient', 'received'], density: 'compact' });
    expect(lookOf({ ...view, columns: null, density: 'comfortable' }, compact)).toEqual({
      columns: ['patient'],
      density: 'comfortable',
    });
  });
  it('is made of what is on the screen, but for the page', () => {
    expect(
      viewOf({ page: 3, per_page: 50, view: '1', search: 'jones', has_report: 'yes' }, standardLook),
    ).toEqual({
      filters: { search: 'jones', has_report: true },
      sort: null,
      direction: null,
      columns: standardLook.columns,
      density: 'comfortable',
    });
  });
  it('knows when the screen shows something else', () => {
    const look = lookOf(view, compact);
    expect(hasChanged(view, searchOf(view), look)).toBe(false);
    expect(hasChanged(view, { ...searchOf(view), page: 2 }, look)).toBe(false);
    expect(hasChanged(view, { ...searchOf(view), modality: 'MR' }, look)).toBe(true);
    expect(hasChanged(view, searchOf(view), { ...look, columns: ['received', 'patient'] })).toBe(true);
  });
});
