// The building blocks of schemas: texts, flags, integers, days, UIDs.
import { describe, expect, it } from 'vitest';
import { dicomUidPattern, flag, integer, pastDay, text } from './fields.ts';

describe('a text', () => {
  it('is counted in code points', () => {
    expect(text(3).safeParse('𝔸𝔹ℂ').success).toBe(true);
    expect(text(3).safeParse('👩🏽‍⚕️').success).toBe(false);
    expect(text(2).safeParse('👩👩').success).toBe(true);
    expect(text(2).safeParse('👩👩👩').success).toBe(false);
  });

  it('holds no half of a pair, which no database could keep', () => {
    expect(text(2).safeParse('\ud83d\ude00').success).toBe(true);
    for (const half of ['\ud83d', '\ude00', 'a\ud83d', '\ude00\ud83d'])
      expect([half, text(2).safeParse(half).success]).toEqual([half, false]);
  });

  it('holds no NUL', () => {
    expect(text(9).safeParse('a\0').success).toBe(false);
  });
});

describe('a flag', () => {
  it.each([true, 1, '1', 'true', 'TRUE', 'True', 'yes', 'YES', 'on', 'On'])('is true for %j', (value) => {
    expect(flag().parse(value)).toBe(true);
  });
  it.each([false, 0, '0', 'false', 'False', 'FALSE', 'no', 'off', 'OFF'])('is false for %j', (value) => {
    expect(flag().parse(value)).toBe(false);
  });
  it.each(['', 'y', '2', 2, 'toString', '__proto__', [], {}, null])('is none of both for %j', (value) => {
    expect(flag().safeParse(value).success).toBe(false);
  });
});

describe('an integer', () => {
  it.each([
    [7, 7],
    ['7', 7],
    ['+7', 7],
    ['-7', -7],
    ['007', 7],
  ])('is read from %j', (value, number) => {
    expect(integer().parse(value)).toBe(number);
  });
  it.each([
    '',
    ' ',
    '7.0',
    '7e2',
    '0x7',
    'seven',
    '9'.repeat(16),
    7.5,
    Number.NaN,
    Infinity,
    2 ** 53,
    true,
    [7],
    null,
  ])('is not read from %j', (value) => {
    expect(integer().safeParse(value).success).toBe(false);
  });
});

describe('a day in the past', () => {
  const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  it('is yesterday and before', () => {
    expect(pastDay().safeParse(dayFromNow(-2)).success).toBe(true);
    expect(pastDay().parse('15 June 1985')).toBe('1985-06-15');
  });
  it('is not today or later', () => {
    expect(pastDay().safeParse(dayFromNow(0)).success).toBe(false);
    expect(pastDay().safeParse(dayFromNow(2)).success).toBe(false);
  });
});

describe('a UID of DICOM', () => {
  it.each(['1.2', '1.2.840.10008.1.2', '2.25.0', '0.0', '1.2.3.4.5.6.7.8.9.10'])('may be %s', (uid) => {
    expect(dicomUidPattern.test(uid)).toBe(true);
  });
  it.each(['1', '', '1.', '.1', '1..2', '1.02', '1.2a', '1.2 ', '1.2\n', 'a.b', '-1.2'])(
    'is never %j',
    (uid) => {
      expect(dicomUidPattern.test(uid)).toBe(false);
    },
  );
});
