// What the list of transfers says of each.
import { describe, expect, it } from 'vitest';
import { isUnderWay, toldCount, toldPercent, toneOf, whyOf } from './transfer-progress.ts';

const counts = { instances: 8, completed: 4, warning: 1, failed: 1 };

describe('the progress of a transfer', () => {
  it('counts what the peer was told, taken or not', () => {
    expect(toldCount({ counts })).toBe(6);
    expect(toldPercent({ counts })).toBe(75);
  });
  it('is none of nothing, and never more than all', () => {
    const none = { instances: 0, completed: 0, warning: 0, failed: 0 };
    expect(toldPercent({ counts: none })).toBe(0);
    expect(toldPercent({ counts: { ...none, instances: 2, completed: 3 } })).toBe(100);
  });
  it('goes on only while it waits or sends', () => {
    const states = ['waiting', 'sending', 'complete', 'failed', 'cancelled'] as const;
    expect(states.filter((state) => isUnderWay({ state }))).toEqual(['waiting', 'sending']);
  });
  it('is not all right when something was not taken', () => {
    expect(toneOf({ state: 'complete', counts })).toBe('amber');
    expect(toneOf({ state: 'complete', counts: { ...counts, failed: 0 } })).toBe('green');
    expect(toneOf({ state: 'failed', counts })).toBe('red');
  });
  it('knows the codes of reasons, and gives the words of one that nobody knows', () => {
    expect(whyOf({ reason: 'no-address: The peer has no host.' })).toEqual({
      code: 'no-address',
      sentence: 'The peer has no host.',
    });
    expect(whyOf({ reason: 'moon-phase: Not today.' })).toEqual({ sentence: 'Not today.' });
    expect(whyOf({ reason: 'Not today.' })).toEqual({ sentence: 'Not today.' });
    expect(whyOf({ reason: null })).toBeUndefined();
  });
});
