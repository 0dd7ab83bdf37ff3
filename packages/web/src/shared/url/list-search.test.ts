// The state of lists in the URL.
import { describe, expect, it } from 'vitest';
import { parseSearchText, readDay, readList, readPaging, readText, writeSearchText } from './list-search.ts';

const sorts = ['name', 'created_at'] as const;

describe('the state of a list in the URL', () => {
  it('keeps a sort and its direction', () => {
    expect(readList({ sort: 'name', direction: 'desc' }, sorts)).toEqual({ sort: 'name', direction: 'desc' });
  });
  it('drops a sort that the list does not know, and its direction with it', () => {
    expect(readList({ sort: 'password', direction: 'desc' }, sorts)).toEqual({});
  });
  it('leaves defaults out, so that links stay short', () => {
    expect(readPaging({ page: '1', per_page: '25' })).toEqual({});
    expect(readPaging({ page: '3', per_page: '50' })).toEqual({ page: 3, per_page: 50 });
  });
  it('takes nonsense for paging as absent', () => {
    for (const page of ['-1', '0', '1.5', 'x', '1e3', '', null, {}, '99999999999'])
      expect(readPaging({ page })).toEqual({});
  });
  it('keeps a search of digits and of special characters as text', () => {
    const search = { search: '00143 & "x"=1' };
    expect(parseSearchText(writeSearchText(search))).toEqual(search);
    expect(readText('00143')).toBe('00143');
  });
  it('writes nothing for an empty state', () => {
    expect(writeSearchText({ search: undefined, page: undefined })).toBe('');
  });
  it('reads only days of the calendar', () => {
    expect(readDay('2024-02-29')).toBe('2024-02-29');
    expect(readDay('2023-02-29')).toBeUndefined();
    expect(readDay('yesterday')).toBeUndefined();
  });
});
