// Ids and the clock: their form, and that they never go back.
import { describe, expect, it } from 'vitest';
import { createClock, formatMicros } from './clock.ts';
import { firstIdOfAge, isId, newId } from './ids.ts';

describe('newId', () => {
  it('makes a UUIDv7 of its own time', () => {
    const before = Date.now();
    const id = newId();
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    const millis = Number.parseInt(id.replace('-', '').slice(0, 12), 16);
    expect(millis).toBeGreaterThanOrEqual(before - 1);
    expect(millis).toBeLessThanOrEqual(Date.now() + 1);
  });

  it('gives ids that are different and strictly ascending', () => {
    const ids = Array.from({ length: 10_000 }, newId);
    expect(new Set(ids).size).toBe(ids.length);
    expect([...ids].sort()).toEqual(ids);
  });

  it('stand after the first of any age, and before the first of an age to come', () => {
    const id = newId();
    expect(firstIdOfAge(0).slice(0, 13) <= newId().slice(0, 13)).toBe(true);
    expect(firstIdOfAge(1000) < id).toBe(true);
    expect(firstIdOfAge(-1000) > id).toBe(true);
    expect(isId(firstIdOfAge(1000))).toBe(true);
  });

  it('tells ids from other texts', () => {
    expect(isId(newId())).toBe(true);
    for (const text of ['', 'eum', '003fb6c7', "' OR 1=1", newId().toUpperCase(), `${newId()} `])
      expect(isId(text)).toBe(false);
  });
});

describe('the clock', () => {
  it('prints UTC with six decimals', () => {
    expect(formatMicros(1_736_937_000_000_000)).toBe('2025-01-15T10:30:00.000000Z');
    expect(formatMicros(1_736_937_000_123_007)).toBe('2025-01-15T10:30:00.123007Z');
  });

  it('never gives the same moment twice', () => {
    const clock = createClock();
    const moments = Array.from({ length: 1000 }, () => clock.now());
    expect(new Set(moments).size).toBe(1000);
    expect([...moments].sort()).toEqual(moments);
  });
});
