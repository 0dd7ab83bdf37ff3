// How long a key may live.
import { describe, expect, it } from 'vitest';
import { durationMs } from './tokens.ts';

describe('a duration', () => {
  it('is a number and a unit', () => {
    expect(durationMs('1s')).toBe(1000);
    expect(durationMs('90m')).toBe(90 * 60_000);
    expect(durationMs('24h')).toBe(86_400_000);
    expect(durationMs('30d')).toBe(30 * 86_400_000);
    expect(durationMs('36525d')).toBe(36_525 * 86_400_000);
  });

  it('is nothing else, and no longer than a hundred years', () => {
    for (const text of [
      '',
      '0d',
      '-1d',
      '1',
      'd',
      '1.5h',
      '1w',
      ' 1d',
      '1d ',
      '01d',
      '36526d',
      '9999999d',
      '9999999999s',
    ])
      expect(durationMs(text), text).toBeNaN();
  });
});
