// Runs jobs: takes what is due, one lease each, until it is told to stop. What a job does is its feature's matter.
import type { JobHandler } from './job.ts';
import { endLeases } from './jobs.store.ts';
import { handBack, runLeased, stopping } from './run-leased.ts';
import { type JobDeps, type Leased, takeDue } from './take-due.ts';
import { onEnqueue } from './wake-up.ts';

/** What the engine needs, and the kinds of job that it can run. */
export interface JobEngineDeps extends JobDeps {
  handlers: readonly JobHandler[];
}

/** The worker of a process. */
export interface JobEngine {
  /** Begins to take jobs as they fall due. */
  start(): void;
  /** Runs what is due until nothing is, and gives how many jobs that were: for commands and tests. */
  runDue(): Promise<number>;
  /** Gives back what the workers of a killed server held. Only where no other process runs jobs. */
  takeOver(): Promise<void>;
  /** Takes no more jobs, lets the running ones end for a while, then hands them back. */
  stop(): Promise<void>;
}

/** Two jobs at once: one that waits for the disk does not hold up the next. */
const concurrencyDefault = 2;
/** Jobs of other processes are found within so long; those of this one at once. */
const pollMs = 1000;
/** After a wake-up from inside a transaction its job shows when that commits: looked for again so soon. */
const recheckMs = [5, 30, 150] as const;
/** Running jobs get so long to end at a stop; then they are aborted and handed back. */
const drainMs = 10_000;
/** And so long to notice that. */
const abortMs = 2000;
/** A bound on the runs of one `runDue`: a job that enqueues itself for at once must not hold its caller for ever. */
const runsMax = 100_000;

/** Makes the worker of a process; it does nothing before `start` or `runDue`. */
export function createJobEngine(deps: JobEngineDeps, options: { concurrency?: number } = {}): JobEngine {
  const handlers = new Map(deps.handlers.map((handler) => [handler.definition.kind, handler]));
  const concurrency = options.concurrency ?? concurrencyDefault;
  const running = new Map<Leased, { abort: AbortController; ended: Promise<void> }>();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let unlisten: (() => void) | undefined;
  let looking: Promise<void> | undefined;
  let rechecksLeft: number[] = [];

  const take = async (): Promise<Leased | undefined> => {
    const kinds = openKinds(deps.handlers, { running: [...running.keys()], concurrency });
    return kinds.length === 0 ? undefined : takeDue(deps, handlers, kinds);
  };

  const run = (leased: Leased): Promise<void> => {
    const abort = new AbortController();
    const ended = runLeased(deps, handlers.get(leased.kind) as JobHandler, leased, abort).finally(() =>
      running.delete(leased),
    );
    running.set(leased, { abort, ended });
    return ended;
  };

  const look = async (): Promise<void> => {
    while (!isStopped && running.size < concurrency) {
      const leased = await take();
      if (leased === undefined) break;
      run(leased).then(wake, wake);
    }
  };

  const schedule = (delayMs: number): void => {
    if (isStopped) return;
    clearTimeout(timer);
    timer = setTimeout(wake, delayMs);
  };

  const wake = (): void => {
    if (isStopped || looking !== undefined) return;
    looking = look()
      .catch((error: unknown) => deps.log.warn({ err: error }, 'jobs.look-failed'))
      .finally(() => {
        looking = undefined;
        schedule(rechecksLeft.shift() ?? pollMs);
      });
  };

  return {
    start: () => {
      if (handlers.size === 0) return;
      unlisten = onEnqueue(deps.database.kysely, () => {
        rechecksLeft = [...recheckMs];
        schedule(0);
      });
      wake();
    },
    runDue: async () => {
      let count = 0;
      for (let runs = 0; runs < runsMax; runs++) {
        const leased = await take();
        if (leased === undefined) break;
        await run(leased);
        count += leased.jobs.length;
      }
      return count;
    },
    takeOver: () => endLeases(deps.database.kysely, deps.clock.now()),
    stop: async () => {
      isStopped = true;
      clearTimeout(timer);
      unlisten?.();
      await looking;
      await drain(deps, running);
    },
  };
}

/** The kinds of which another job may be begun. */
function openKinds(
  handlers: readonly JobHandler[],
  options: { running: readonly Leased[]; concurrency: number },
): string[] {
  const isOpen = ({ definition: { kind, atOnceMax = options.concurrency } }: JobHandler) =>
    options.running.filter((leased) => leased.kind === kind).length < atOnceMax;
  return handlers.filter(isOpen).map(({ definition }) => definition.kind);
}

/** Waits for running jobs; those that do not end are aborted and handed back as if they had not begun. */
async function drain(
  deps: JobEngineDeps,
  running: Map<Leased, { abort: AbortController; ended: Promise<void> }>,
): Promise<void> {
  const allEnded = () => Promise.all([...running.values()].map(({ ended }) => ended));
  if (running.size === 0 || (await isWithin(allEnded(), drainMs))) return;
  const aborted = [...running];
  for (const [, { abort }] of aborted) abort.abort(stopping);
  await isWithin(allEnded(), abortMs);
  for (const [leased] of aborted) {
    await handBack(deps, leased).catch((error: unknown) =>
      deps.log.warn({ err: error, kind: leased.kind }, 'jobs.hand-back-failed'),
    );
  }
}

async function isWithin(work: Promise<unknown>, limitMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), limitMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}
