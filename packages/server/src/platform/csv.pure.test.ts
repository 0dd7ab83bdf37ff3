// Fields as a spreadsheet reads them.
import { describe, expect, it } from 'vitest';
import { csvLine, csvText } from './csv.ts';

describe('a line of a CSV file', () => {
  it('quotes what would end a field or the line', () => {
    expect(csvLine(['a', 'b,c', 'say "x"', 'two\nlines', ''])).toBe('a,"b,c","say ""x""","two\nlines",\r\n');
  });

  it('has no formula in a text that somebody chose', () => {
    const texts = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', 'Anna', '', 'a=b'];
    expect(texts.map(csvText)).toEqual(["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", 'Anna', '', 'a=b']);
  });
});
