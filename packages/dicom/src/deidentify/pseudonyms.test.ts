// UIDs and shifts of a case: valid, stable, and nobody's else.
import { describe, expect, it } from 'vitest';
import { createPseudonyms, isPseudonymousUid } from './pseudonyms.ts';

const key = (byte: number) => new Uint8Array(32).fill(byte);

describe('the pseudonyms of a case', () => {
  it('are valid UIDs that carry no trace of the original', () => {
    const { uid } = createPseudonyms(key(1));
    const made = Array.from({ length: 500 }, (_, index) => uid(`1.2.3.${index}`));
    expect(new Set(made).size).toBe(500);
    for (const one of made) {
      expect(one).toMatch(/^2\.25\.[1-9]\d{0,38}$/);
      expect(isPseudonymousUid(one)).toBe(true);
    }
  });

  it('are the same in any process with the key, and others with another key', () => {
    expect(createPseudonyms(key(1)).uid('1.2.3')).toBe(createPseudonyms(key(1)).uid('1.2.3'));
    expect(createPseudonyms(key(1)).uid('1.2.3')).not.toBe(createPseudonyms(key(2)).uid('1.2.3'));
    // Written down: a change of derivation would tear cases apart that grow over years.
    expect(createPseudonyms(key(7)).uid('1.2.840.1')).toBe('2.25.51388082124574143155493301465517080365');
    expect(createPseudonyms(key(7)).shiftDays).toBe(-1169);
  });

  it('move dates into the past, by no more than ten years', () => {
    const days = Array.from({ length: 200 }, (_, byte) => createPseudonyms(key(byte)).shiftDays);
    for (const one of days) expect(one <= -1 && one >= -3652).toBe(true);
    expect(new Set(days).size).toBeGreaterThan(190);
  });

  it('are told from UIDs of others', () => {
    for (const uid of [
      '1.2.3',
      '2.25.1',
      '2.25.0',
      '2.25.329800735698586629295641978511506172918',
      `2.25.${2n ** 128n}`,
    ])
      expect(isPseudonymousUid(uid)).toBe(false);
  });
});
