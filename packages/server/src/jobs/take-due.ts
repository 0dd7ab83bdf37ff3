// What a worker takes next: one job, or several of a kind that make one run.
import { type Clock, formatMillis } from '../platform/clock.ts';
import type { Database, JobsTable } from '../platform/database/index.ts';
import { newId } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import type { JobHandler } from './job.ts';
import { selectNextJobs, takeExpiredJob, takeWaitingJobs } from './jobs.store.ts';

/** What jobs are taken and run with. */
export interface JobDeps {
  database: Database;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
}

/** Jobs of one kind that make one run, held together. */
export interface Leased {
  readonly kind: string;
  readonly lease: string;
  readonly jobs: readonly [JobsTable, ...JobsTable[]];
}

/** A worker that has not prolonged its hold for so long is dead, and its job another's. */
export const leaseMs = 60_000;

/** Takes what is due first, of what a worker left behind or of what waits. */
export async function takeDue(
  deps: JobDeps,
  handlers: ReadonlyMap<string, JobHandler>,
  kinds: readonly string[],
): Promise<Leased | undefined> {
  const { kysely } = deps.database;
  const now = deps.clock.now();
  const { waiting, firstExpiry } = await selectNextJobs(kysely, kinds);
  const hold = { lease: newId(), leasedUntil: formatMillis(deps.clock.nowMs() + leaseMs) };
  if (firstExpiry !== undefined && firstExpiry < now) {
    const leased = leasedOf(hold.lease, await takeExpiredJob(kysely, hold, { kinds, now }));
    if (leased !== undefined) return leased;
  }
  if (waiting === undefined || waiting.run_at > now) return undefined;
  const { kind, attempts } = waiting;
  // What failed once is tried by itself, so that others do not fail with it.
  const max = attempts === 0 ? (handlers.get(kind)?.definition.togetherMax ?? 1) : 1;
  return leasedOf(hold.lease, await takeWaitingJobs(kysely, hold, { kind, now, max }));
}

function leasedOf(lease: string, [first, ...others]: readonly JobsTable[]): Leased | undefined {
  return first === undefined ? undefined : { kind: first.kind, lease, jobs: [first, ...others] };
}
