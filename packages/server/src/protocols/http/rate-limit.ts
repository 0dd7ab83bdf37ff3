// Counts requests per API key in windows of a minute, in memory: a limit against accidents, not a quota to bill.
import type { Clock } from '../../platform/clock.ts';

const windowMs = 60_000;
/** Keys counted at once; far above any installation's, and a bound all the same. */
const keysMax = 100_000;

/** The state of a key's window after a request was counted. */
export interface RateState {
  readonly limit: number;
  readonly remaining: number;
  readonly isExceeded: boolean;
  readonly resetSeconds: number;
  readonly resetAt: number;
}

/** Makes the counter. `limit` requests a minute and key; 0 means none is counted. */
export function createRateLimiter(
  deps: { clock: Clock },
  limit: number,
): (key: string) => RateState | undefined {
  let windowStart = 0;
  const counts = new Map<string, number>();
  return (key) => {
    if (limit === 0) return undefined;
    const now = deps.clock.nowMs();
    // A clock that was set back does not keep a window open until it comes round again.
    if (now < windowStart || now - windowStart >= windowMs || counts.size >= keysMax) {
      windowStart = now - (now % windowMs);
      counts.clear();
    }
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    const resetAt = Math.ceil((windowStart + windowMs) / 1000);
    return {
      limit,
      remaining: Math.max(0, limit - count),
      isExceeded: count > limit,
      resetSeconds: Math.max(1, resetAt - Math.floor(now / 1000)),
      resetAt,
    };
  };
}
