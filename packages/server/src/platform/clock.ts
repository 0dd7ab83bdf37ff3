// Time: the only place that reads the clock. Tests pass a clock of their own.

/** Gives the time; passed as a dependency so that tests never wait. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** The moment as the API prints it: `2025-01-15T10:30:00.000000Z`. */
  now(): string;
}

/** The machine's clock, in microseconds, never running backwards within one process. */
export function createClock(): Clock {
  let last = 0;
  const nowMicros = () => {
    last = Math.max(last + 1, Math.floor((performance.timeOrigin + performance.now()) * 1000));
    return last;
  };
  return { nowMs: () => Math.floor(nowMicros() / 1000), now: () => formatMicros(nowMicros()) };
}

/** A timestamp of the API for microseconds since 1970. */
export function formatMicros(micros: number): string {
  const millis = Math.floor(micros / 1000);
  const iso = new Date(millis).toISOString();
  return `${iso.slice(0, -1)}${String(micros - millis * 1000).padStart(3, '0')}Z`;
}

/** A timestamp of the API for milliseconds since 1970. */
export function formatMillis(millis: number): string {
  return formatMicros(millis * 1000);
}
