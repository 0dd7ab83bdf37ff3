// Which texts are dates, and which day they name.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDay, parseWrittenDay } from './dates.ts';

describe('a day is read', () => {
  it.each([
    ['1985-06-15', '1985-06-15'],
    ['1985-6-5', '1985-06-05'],
    ['1985/06/15', '1985-06-15'],
    ['19850615', '1985-06-15'],
    ['06/15/1985', '1985-06-15'],
    ['15-06-1985', '1985-06-15'],
    ['15.06.1985', '1985-06-15'],
    ['15 June 1985', '1985-06-15'],
    ['15 jun 1985', '1985-06-15'],
    ['June 15, 1985', '1985-06-15'],
    ['15-Jun-1985', '1985-06-15'],
    ['Sat, 15 Jun 1985 22:47:20 GMT', '1985-06-15'],
    ['Saturday, 15-Jun-1985 22:47:20 UTC', '1985-06-15'],
    ['Sat Jun 15 1985', '1985-06-15'],
    ['2026-02-18T22:47:20', '2026-02-18'],
    ['2026-02-18 22:47:20', '2026-02-18'],
    ['2026-02-18T22:47:20.123456Z', '2026-02-18'],
    ['2024-02-29', '2024-02-29'],
    ['0001-01-01', '0001-01-01'],
    ['9999-12-31', '9999-12-31'],
  ])('from %j', (text, day) => {
    expect(parseDay(text)).toBe(day);
  });

  it.each([
    ['2026-02-18T23:30:00-02:00', '2026-02-19'],
    ['2026-02-18T00:30:00+02:00', '2026-02-17'],
    ['2026-02-18T00:30:00+0200', '2026-02-17'],
    ['2026-01-01T00:00:00+01:00', '2025-12-31'],
  ])('in UTC: %s is %s', (text, day) => {
    expect(parseDay(text)).toBe(day);
  });
});

describe('a written day', () => {
  it.each([
    ['1985-06-15T00:00:00+10:00', '1985-06-15'],
    ['1985-06-15T23:30:00-05:00', '1985-06-15'],
    ['1985-06-15 00:00:00+02:00', '1985-06-15'],
    ['15 June 1985', '1985-06-15'],
  ])('stays what it is: %s is %s', (text, day) => {
    expect(parseWrittenDay(text)).toBe(day);
  });

  it('is no day that the calendar lacks', () => {
    expect(parseWrittenDay('1985-02-30T00:00:00+10:00')).toBeUndefined();
  });
});

describe('no day is read', () => {
  it.each([
    '',
    'never',
    'born 15 June 1985',
    '2025',
    '2025-13-01',
    '2025-00-10',
    '2025-02-30',
    '2023-02-29',
    '2025-1-32',
    '31-04-2025',
    '20251301',
    '10000-01-01',
    '2025-01-01T24:00:00',
    '2025-01-01T10:60:00',
    '2025-01-01x',
    ' 2025-01-01',
    '15 Juno 1985',
    '9999-12-31T23:59:59-01:00',
    'qivrudfykbwrqkkpjyf',
    '1'.repeat(100),
  ])('from %j', (text) => {
    expect(parseDay(text)).toBeUndefined();
  });
});

it('every text gives a real day or none', () => {
  const parts = fc.constantFrom(
    '-',
    '/',
    '.',
    'T',
    ' ',
    ':',
    '20',
    '12',
    '31',
    '2025',
    'Jan',
    'Z',
    '+01:00',
    '0',
  );
  const texts = fc.oneof(
    fc.string(),
    fc.array(parts, { maxLength: 12 }).map((some) => some.join('')),
  );
  fc.assert(
    fc.property(texts, (text) => {
      const day = parseDay(text);
      if (day !== undefined) expect(new Date(`${day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(day);
    }),
  );
});
