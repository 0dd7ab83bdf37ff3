// A clock that tests move, so that nothing waits for time to pass.
import { type Clock, createClock, formatMicros } from '../../src/platform/clock.ts';

/** A clock that a test moves. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** The machine's clock plus what the test has added. */
export function createTestClock(): TestClock {
  const clock = createClock();
  let offsetMs = 0;
  const nowMicros = () => {
    const now = clock.now();
    return Date.parse(`${now.slice(0, 23)}Z`) * 1000 + Number(now.slice(23, 26)) + offsetMs * 1000;
  };
  return {
    nowMs: () => Math.floor(nowMicros() / 1000),
    now: () => formatMicros(nowMicros()),
    advance: (ms) => {
      offsetMs += ms;
    },
  };
}
