// How dates and sizes are printed.
import { describe, expect, it } from 'vitest';
import { ageOn, formatBytes, formatDay, formatMoment, formatTime, momentWords, setLocale } from './format.ts';

describe('printing for people', () => {
  it('prints DICOM and ISO days alike and leaves free text as it is', () => {
    expect(formatDay('20250110')).toBe(formatDay('2025-01-10'));
    expect(formatDay('2025-01-10')).toContain('2025');
    expect(formatDay('spring 2019')).toBe('spring 2019');
    expect(formatDay('20251399')).toBe('20251399');
  });
  it('prints DICOM times and leaves free text as it is', () => {
    expect(formatTime('141530.123')).toBe('14:15');
    expect(formatTime('14:15:30')).toBe('14:15');
    expect(formatTime('noon')).toBe('noon');
  });
  it('breaks a moment between the day and the time, in every language', () => {
    for (const locale of ['en-US', 'en-GB', 'de-DE', 'ja-JP', 'ar-EG']) {
      setLocale(locale);
      const moment = '2026-11-30T16:55:00.000000Z';
      const words = momentWords(moment);
      expect(words).toHaveLength(2);
      expect(words.join('').replaceAll(/\s/g, '')).toBe(formatMoment(moment).replaceAll(/\s/g, ''));
    }
    setLocale('en');
    expect(momentWords('soon')).toEqual(['soon']);
  });
  it('counts years of age on the day itself', () => {
    expect(ageOn('1985-06-15', new Date(2025, 5, 14))).toBe(39);
    expect(ageOn('1985-06-15', new Date(2025, 5, 15))).toBe(40);
    expect(ageOn('not known', new Date(2025, 5, 15))).toBeUndefined();
  });
  it('chooses the unit that reads best', () => {
    expect([999, 1_000, 524_288, 64_000_000, 3_200_000_000].map(formatBytes)).toEqual([
      '999 B',
      '1.0 KB',
      '524 KB',
      '64 MB',
      '3.2 GB',
    ]);
  });
});
