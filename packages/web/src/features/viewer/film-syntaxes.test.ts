// Which instances may be films; whether they are is tested in a browser.
import { describe, expect, it } from 'vitest';
import { mayBeFilm } from './film-syntaxes.ts';

const dataSet = (values: Record<string, string | number>) =>
  Object.fromEntries(Object.entries(values).map(([tag, value]) => [tag, { Value: [value] }]));
const colour = { '00280002': 3, '00280100': 8, '00280004': 'RGB' };

describe('an instance', () => {
  it.each([
    ['of the colours of films', { ...colour, '00280004': 'YBR_PARTIAL_420' }, true],
    ['of several pictures in colour', { ...colour, '00280008': '250' }, true],
    ['of a class of films', { '00080016': '1.2.840.10008.5.1.4.1.1.77.1.1.1' }, true],
    ['of one picture in colour', { ...colour, '00280008': '1' }, false],
    ['of many slices in grey', { '00280002': 1, '00280100': 16, '00280008': '250' }, false],
    ['of a photograph', { ...colour, '00080016': '1.2.840.10008.5.1.4.1.1.77.1.4' }, false],
  ])('%s may be a film, or not', (_, values, expected) => {
    expect(mayBeFilm(dataSet(values))).toBe(expected);
  });
});
