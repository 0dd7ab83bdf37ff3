// The rate limit: windows of a minute, one count a key.
import { describe, expect, it } from 'vitest';
import { createTestClock } from '../../../test/support/test-clock.ts';
import { createRateLimiter } from './rate-limit.ts';

describe('the rate limiter', () => {
  it('lets through as many as the limit says, and no more', () => {
    const count = createRateLimiter({ clock: createTestClock() }, 2);
    expect(
      [count('a'), count('a'), count('a')].map((state) => [state?.remaining, state?.isExceeded]),
    ).toEqual([
      [1, false],
      [0, false],
      [0, true],
    ]);
  });

  it('counts each key alone', () => {
    const count = createRateLimiter({ clock: createTestClock() }, 1);
    count('a');
    expect(count('b')?.isExceeded).toBe(false);
  });

  it('begins anew with the next minute, and says when that is', () => {
    const clock = createTestClock();
    const count = createRateLimiter({ clock }, 1);
    count('a');
    const exceeded = count('a');
    expect(exceeded?.isExceeded).toBe(true);
    clock.advance((exceeded?.resetSeconds ?? 0) * 1000);
    expect(count('a')?.isExceeded).toBe(false);
  });

  it('begins anew when the clock is set back', () => {
    const clock = createTestClock();
    const count = createRateLimiter({ clock }, 1);
    count('a');
    clock.advance(-3_600_000);
    expect(count('a')?.isExceeded).toBe(false);
  });

  it('counts nothing when the limit is 0', () => {
    expect(createRateLimiter({ clock: createTestClock() }, 0)('a')).toBeUndefined();
  });
});
