// Dates that move, and ages and years that would tell too much.
import { describe, expect, it } from 'vitest';
import { birthYearDate, isDate, isDateTime, isTime, safeAge, shiftDate, shiftDateTime } from './dates.ts';

const back = { days: -30, today: '20240315' };

describe('a moved date', () => {
  it.each([
    ['20200315', '20200214'],
    ['2020.03.15', '20200214'],
    ['20000101', '19991202'],
    ['20240229', '20240130'],
    // Nothing is older than 1900, nothing newer than today.
    ['19000115', '19000101'],
    ['20991231', '20240315'],
  ])('%s becomes %s', (date, expected) => {
    expect(shiftDate(date, back)).toBe(expected);
  });

  it.each(['', '2020', '20201301', '20200230', 'yesterday', '20200315x'])(
    'is none when %j is none',
    (text) => {
      expect(shiftDate(text, back)).toBeUndefined();
      expect(isDate(text)).toBe(false);
    },
  );

  it.each([
    ['20200315142233', '20200214142233'],
    ['20200315142233.123456+0100', '20200214142233.123456+0100'],
    ['202003', '202001'],
    ['2020', '2019'],
    ['2020031514', '2020021414'],
  ])('keeps precision, time and zone: %s becomes %s', (moment, expected) => {
    expect(shiftDateTime(moment, back)).toBe(expected);
    expect(isDateTime(moment)).toBe(true);
  });

  it.each(['20200315 somebody', '2020031', '20200315.5', 'x'])('is none when %j is no moment', (text) => {
    expect(shiftDateTime(text, back)).toBeUndefined();
  });

  it('keeps intervals', () => {
    const days = (text: string | undefined) => Date.parse((text ?? '').replace(/(....)(..)(..)/, '$1-$2-$3'));
    const [first, second] = [shiftDate('20191231', back), shiftDate('20200301', back)];
    expect(days(second) - days(first)).toBe(days('20200301') - days('20191231'));
  });
});

describe('times and ages', () => {
  it.each(['101112', '10', '1011', '101112.5', '10:11:12'])('%s is a time', (text) =>
    expect(isTime(text)).toBe(true),
  );
  it.each(['Smith', '1', '101112 Smith', ''])('%j is no time', (text) => expect(isTime(text)).toBe(false));

  it.each([
    ['057Y', '057Y'],
    ['089Y', '089Y'],
    ['090Y', '090Y'],
    ['104Y', '090Y'],
    ['999W', '999W'],
    ['018M', '018M'],
  ])('the age %s becomes %s', (age, expected) => expect(safeAge(age)).toBe(expected));
  it('is none when it is text', () => expect(safeAge('57 years')).toBeUndefined());

  it('leave the year of birth, moved, of those who are not too old', () => {
    expect(birthYearDate('19610714', back)).toBe('19610101');
    expect(birthYearDate('19610115', back)).toBe('19600101');
    expect(birthYearDate('19300714', back)).toBeUndefined();
    expect(birthYearDate('unknown', back)).toBeUndefined();
  });
});
