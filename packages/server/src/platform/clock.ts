// Time: the only place that reads the clock. Tests pass a clock of their own.

/** Gives the time; passed as a dependency so that tests never wait. */
export interface Clock {
  /** Milliseconds since 1970, UTC. */
  nowMs(): number;
  /** The moment as the API prints it: `2025-01-15T10:30:00.000000Z`. */
  now(): string;
}

/** The machine's clocks, in milliseconds: what it says of the day, and what runs evenly whatever that is set to. */
export interface MachineClocks {
  day(): number;
  even(): number;
}

const machine: MachineClocks = { day: () => Date.now(), even: () => performance.now() };

/** Less than this between the two is how they are read; more, and the clock was set, or the machine has slept. */
const setMs = 1000;

/**
 * Microseconds since 1970 by the machine's clock, never twice the same and never running backwards while nobody sets that.
 * When it is set the time is, either way: what expires and what is written down is right from then on.
 */
export function createMicros(clocks: MachineClocks = machine): () => number {
  let originMs = clocks.day() - clocks.even();
  let last = 0;
  return () => {
    const evenMs = clocks.even();
    const dayMs = clocks.day();
    if (Math.abs(dayMs - evenMs - originMs) > setMs) {
      originMs = dayMs - evenMs;
      last = 0;
    }
    last = Math.max(last + 1, Math.floor((originMs + evenMs) * 1000));
    return last;
  };
}

/** The process's clock. */
export function createClock(): Clock {
  const nowMicros = createMicros();
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
