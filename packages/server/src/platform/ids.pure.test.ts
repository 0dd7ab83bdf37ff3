// Ids and the clock: their form, and that they never go back.
import { describe, expect, it } from 'vitest';
import { createClock, createMicros, formatMicros } from './clock.ts';
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

  it('follows the machine when that is set, forwards and back, and not when it only jitters', () => {
    const machine = { day: 1_800_000_000_000, even: 5000 };
    const micros = createMicros({ day: () => machine.day, even: () => machine.even });
    const pass = (evenMs: number, dayMs: number) => {
      machine.even += evenMs;
      machine.day += dayMs;
      return micros() / 1000;
    };
    expect(pass(10, 10)).toBe(1_800_000_000_010);
    expect(pass(10, -300)).toBe(1_800_000_000_020);
    expect(pass(0, 300)).toBe(1_800_000_000_020.001);
    // Asleep for an hour, in which the even clock stood still.
    expect(pass(0, 3_600_000)).toBe(1_800_003_600_010);
    expect(pass(10, -7_200_000)).toBe(1_799_996_400_010);
  });
});
