// Runs jobs: takes what is due, one lease each, until it is told to stop. What a job does is its feature's matter.
import type { Clock } from '../platform/clock.ts';
import { formatMillis } from '../platform/clock.ts';
import { type Database, databaseErrorKind, type JobsTable } from '../platform/database/index.ts';
import { failure } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { JobHandler } from './job.ts';
import { describeJobError, retryDelayMs } from './job-retry.ts';
import {
  deleteLeasedJob,
  endLease,
  endLeases,
  prolongLease,
  selectNextMoment,
  takeJob,
} from './jobs.store.ts';
import { onEnqueue } from './wake-up.ts';

/** What the engine needs, and the kinds of job that it can run. */
export interface JobEngineDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
  handlers: readonly JobHandler[];
}

/** The worker of a process. */
export interface JobEngine {
  /** Begins to take jobs as they fall due. */
  start(): void;
  /** Runs what is due until nothing is, and gives how many runs that took: for commands and tests. */
  runDue(): Promise<number>;
  /** Gives back what the workers of a killed server held. Only where no other process runs jobs. */
  takeOver(): Promise<void>;
  /** Takes no more jobs, lets the running ones end for a while, then hands them back. */
  stop(): Promise<void>;
}

/** Two jobs at once: one that waits for the disk does not hold up the next. */
const concurrencyDefault = 2;
/** A worker that has not prolonged its hold for so long is dead, and its job another's. */
const leaseMs = 60_000;
const prolongMs = 15_000;
/** Jobs of other processes are found within so long; those of this one at once. */
const pollMs = 1000;
/** After a wake-up from inside a transaction its job shows when that commits: looked for again so soon. */
const recheckMs = [5, 30, 150] as const;
/** Running jobs get so long to end at a stop; then they are aborted and handed back. */
const drainMs = 10_000;
/** And so long to notice that. */
const abortMs = 2000;
/** A bound on one `runDue`: a job that enqueues itself for at once must not hold its caller for ever. */
const runsMax = 100_000;

type LeasedJob = JobsTable & { lease: string };

/** Makes the worker of a process; it does nothing before `start` or `runDue`. */
export function createJobEngine(deps: JobEngineDeps, options: { concurrency?: number } = {}): JobEngine {
  const handlers = new Map(deps.handlers.map((handler) => [handler.definition.kind, handler]));
  const concurrency = options.concurrency ?? concurrencyDefault;
  const running = new Map<LeasedJob, { abort: AbortController; ended: Promise<void> }>();
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  let unlisten: (() => void) | undefined;
  let looking: Promise<void> | undefined;
  let rechecksLeft: number[] = [];

  const take = async (): Promise<LeasedJob | undefined> => {
    const now = deps.clock.now();
    const kinds = openKinds(deps.handlers, { running: [...running.keys()], concurrency });
    if (kinds.length === 0) return undefined;
    const next = await selectNextMoment(deps.database.kysely, kinds);
    if (next === undefined || next > now) return undefined;
    const leasedUntil = formatMillis(deps.clock.nowMs() + leaseMs);
    const options = { kinds, now, lease: newId(), leasedUntil };
    return (await takeJob(deps.database.kysely, options)) as LeasedJob | undefined;
  };

  const run = (job: LeasedJob): Promise<void> => {
    const abort = new AbortController();
    const ended = runLeased(deps, handlers.get(job.kind) as JobHandler, job, abort).finally(() =>
      running.delete(job),
    );
    running.set(job, { abort, ended });
    return ended;
  };

  const look = async (): Promise<void> => {
    while (!isStopped && running.size < concurrency) {
      const job = await take();
      if (job === undefined) break;
      run(job).then(wake, wake);
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
      let runs = 0;
      for (; runs < runsMax; runs++) {
        const job = await take();
        if (job === undefined) break;
        await run(job);
      }
      return runs;
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
  options: { running: readonly LeasedJob[]; concurrency: number },
): string[] {
  const isOpen = ({ definition: { kind, atOnceMax = options.concurrency } }: JobHandler) =>
    options.running.filter((job) => job.kind === kind).length < atOnceMax;
  return handlers.filter(isOpen).map(({ definition }) => definition.kind);
}

/** Waits for running jobs; those that do not end are aborted and handed back as if they had not begun. */
async function drain(
  deps: JobEngineDeps,
  running: Map<LeasedJob, { abort: AbortController; ended: Promise<void> }>,
): Promise<void> {
  const allEnded = () => Promise.all([...running.values()].map(({ ended }) => ended));
  if (running.size === 0 || (await isWithin(allEnded(), drainMs))) return;
  for (const { abort } of running.values()) abort.abort(failure.unavailable('The server stops.'));
  await isWithin(allEnded(), abortMs);
  for (const job of running.keys()) {
    await handBack(deps, job).catch((error: unknown) =>
      deps.log.warn({ err: error, kind: job.kind }, 'jobs.hand-back-failed'),
    );
  }
}

function handBack(deps: JobEngineDeps, job: LeasedJob): Promise<void> {
  return deps.database.transaction((trx) =>
    endLease(trx, job, {
      state: 'waiting',
      run_at: deps.clock.now(),
      attempts: job.attempts - 1,
      last_error: job.last_error,
    }),
  );
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

/** Runs a job once and writes down how it ended. Never throws: a job that cannot be ended is taken again when its lease runs out. */
async function runLeased(
  deps: JobEngineDeps,
  handler: JobHandler,
  job: LeasedJob,
  abort: AbortController,
): Promise<void> {
  const fields = { kind: job.kind, job: job.id, attempt: job.attempts };
  const { definition } = handler;
  const timeout = setTimeout(
    () => abort.abort(failure.unavailable(`It took longer than ${definition.timeoutMs} ms.`)),
    definition.timeoutMs,
  );
  const prolonging = setInterval(() => prolong(deps, job, abort), prolongMs);
  try {
    if (job.attempts > definition.attemptsMax) throw failure.unavailable('Its workers died.');
    if (job.version > definition.version) throw failure.unavailable('It was made by a newer release.');
    const attempt = { isLast: job.attempts >= definition.attemptsMax };
    await handler.run(definition.payload.parse(JSON.parse(job.payload)) as never, abort.signal, attempt);
    await deleteLeasedJob(deps.database.kysely, job);
    deps.metrics.jobs.inc({ kind: job.kind, result: 'done' });
    deps.log.debug(fields, 'job.done');
  } catch (error) {
    await fail(deps, handler, job, error).catch((fault: unknown) =>
      deps.log.warn({ ...fields, err: fault }, 'job.end-failed'),
    );
  } finally {
    clearTimeout(timeout);
    clearInterval(prolonging);
  }
}

/** Says that the worker lives. One whose hold was lost, to another who took it for dead, ends its run. */
function prolong(deps: JobEngineDeps, job: LeasedJob, abort: AbortController): void {
  // What was aborted and does not end is given up.
  if (abort.signal.aborted) return;
  const until = formatMillis(deps.clock.nowMs() + leaseMs);
  prolongLease(deps.database.kysely, job, until).then(
    (isHeld) => {
      if (!isHeld) abort.abort(failure.unavailable('Another worker has the job.'));
    },
    (error: unknown) => deps.log.warn({ err: error, kind: job.kind }, 'jobs.prolong-failed'),
  );
}

async function fail(deps: JobEngineDeps, handler: JobHandler, job: LeasedJob, error: unknown): Promise<void> {
  const isDead = job.attempts >= handler.definition.attemptsMax;
  const lastError = describeJobError(error);
  deps.metrics.jobs.inc({ kind: job.kind, result: isDead ? 'dead' : 'retried' });
  const fields = { kind: job.kind, job: job.id, attempt: job.attempts, reason: lastError };
  if (isDead) deps.log.error(fields, 'job.dead');
  else deps.log.warn(fields, 'job.failed');
  const end = () =>
    deps.database.transaction((trx) =>
      endLease(
        trx,
        job,
        isDead
          ? { state: 'dead', last_error: lastError }
          : {
              state: 'waiting',
              run_at: formatMillis(deps.clock.nowMs() + retryDelayMs(job.attempts, job.lease)),
              attempts: job.attempts,
              last_error: lastError,
            },
      ),
    );
  // Its like was enqueued between look and write: the second look sees it.
  await end().catch((fault: unknown) => {
    if (databaseErrorKind(fault) !== 'unique') throw fault;
    return end();
  });
}
