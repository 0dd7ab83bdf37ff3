// Notes that something was used: seldom, and never on the way of a request.
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/log.ts';

/** Things remembered at once; far above any installation's keys and sessions, and a bound all the same. */
const rememberedMax = 100_000;

/** Writes notes of use in the background. */
export interface UseNotes {
  /** Runs `write` unless this process has noted the same thing within `everyMs`. */
  note(id: string, everyMs: number, write: () => Promise<void>): void;
  /** Waits for what is being written. */
  settle(): Promise<void>;
}

/** Makes the notes of one process. */
export function createUseNotes(deps: { clock: Clock; log: Logger }): UseNotes {
  const notedAtMs = new Map<string, number>();
  const writing = new Set<Promise<void>>();
  return {
    note: (id, everyMs, write) => {
      const now = deps.clock.nowMs();
      if (now - (notedAtMs.get(id) ?? -Infinity) < everyMs) return;
      if (notedAtMs.size >= rememberedMax) notedAtMs.clear();
      notedAtMs.set(id, now);
      const work = write()
        .catch((error: unknown) => {
          notedAtMs.delete(id);
          deps.log.warn({ err: error }, 'access.use-not-noted');
        })
        .finally(() => writing.delete(work));
      writing.add(work);
    },
    settle: async () => {
      await Promise.all(writing);
    },
  };
}
