// Months of ids.
import { describe, expect, it } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { monthOf, monthsBetween, nextMonth, startOf } from './months.ts';

const idAt = (moment: string) => `${hexOf(moment)}-7000-8000-000000000000`;
function hexOf(moment: string): string {
  const time = Date.parse(moment).toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}`;
}

describe('the month of an id', () => {
  it('is the one in which it was made, to the millisecond', () => {
    expect(monthOf(newId())).toBe(new Date().toISOString().slice(0, 7));
    expect(monthOf(idAt('2024-12-31T23:59:59.999Z'))).toBe('2024-12');
    expect(monthOf(idAt('2025-01-01T00:00:00.000Z'))).toBe('2025-01');
  });

  it('begins behind all ids of the month before and in front of its own', () => {
    expect(idAt('2024-12-31T23:59:59.999Z') < startOf('2025-01')).toBe(true);
    expect(idAt('2025-01-01T00:00:00.000Z') > startOf('2025-01')).toBe(true);
  });

  it('is followed by the next one, over the end of a year', () => {
    expect(nextMonth('2024-12')).toBe('2025-01');
    const [first, last] = [idAt('2024-11-05T00:00:00Z'), idAt('2025-02-01T00:00:00Z')];
    expect(monthsBetween(first, last)).toEqual(['2024-11', '2024-12', '2025-01', '2025-02']);
    expect(monthsBetween(last, last)).toEqual(['2025-02']);
    expect(monthsBetween('00000000-0000-7000-8000-000000000000', last).length).toBeLessThanOrEqual(1200);
  });
});
