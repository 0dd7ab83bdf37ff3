// One run of jobs that a worker holds: prolonged while it goes on, and written down however it ends.
import { formatMillis } from '../platform/clock.ts';
import { databaseErrorKind, type JobsTable } from '../platform/database/index.ts';
import { failure } from '../platform/errors.ts';
import type { JobHandler } from './job.ts';
import { describeJobError, retryDelayMs } from './job-retry.ts';
import { deleteLeasedJobs, endLease, prolongLease } from './jobs.store.ts';
import { type JobDeps, type Leased, leaseMs } from './take-due.ts';

const prolongMs = 15_000;

/** Why a run is aborted at a stop: no fault of the job's, and none of its tries. */
export const stopping = failure.unavailable('The server stops.');

const idsOf = ({ jobs }: Leased) => jobs.map(({ id }) => id);

/** Runs jobs once and writes down how it ended. Never throws: a job that cannot be ended is taken again when its lease runs out. */
export async function runLeased(
  deps: JobDeps,
  handler: JobHandler,
  leased: Leased,
  abort: AbortController,
): Promise<void> {
  const { kind, jobs, lease } = leased;
  const [{ attempts }] = jobs;
  const { definition } = handler;
  const timeout = setTimeout(
    () => abort.abort(failure.unavailable(`It took longer than ${definition.timeoutMs} ms.`)),
    definition.timeoutMs,
  );
  const prolonging = setInterval(() => prolong(deps, leased, abort), prolongMs);
  try {
    if (attempts > definition.attemptsMax) throw failure.unavailable('Its workers died.');
    if (jobs.some(({ version }) => version > definition.version))
      throw failure.unavailable('It was made by a newer release.');
    const attempt = { isLast: attempts >= definition.attemptsMax };
    const payloads = jobs.map(({ payload }) => definition.payload.parse(JSON.parse(payload)) as never);
    await handler.run(payloads, abort.signal, attempt);
    await deleteLeasedJobs(deps.database.kysely, { ids: idsOf(leased), lease });
    deps.metrics.jobs.inc({ kind, result: 'done' }, jobs.length);
    for (const job of jobs) deps.log.debug({ kind, job: job.id, attempt: job.attempts }, 'job.done');
  } catch (error) {
    // The engine gives back what its stop has ended.
    if (abort.signal.reason !== stopping) await failAll(deps, handler, leased, error);
  } finally {
    clearTimeout(timeout);
    clearInterval(prolonging);
  }
}

/** Says that the worker lives. One whose hold was lost, to another who took it for dead, ends its run. */
function prolong(deps: JobDeps, leased: Leased, abort: AbortController): void {
  // What was aborted and does not end is given up.
  if (abort.signal.aborted) return;
  const until = formatMillis(deps.clock.nowMs() + leaseMs);
  prolongLease(deps.database.kysely, { ids: idsOf(leased), lease: leased.lease }, until).then(
    (isHeld) => {
      if (!isHeld) abort.abort(failure.unavailable('Another worker has the job.'));
    },
    (error: unknown) => deps.log.warn({ err: error, kind: leased.kind }, 'jobs.prolong-failed'),
  );
}

async function failAll(
  deps: JobDeps,
  handler: JobHandler,
  { jobs, lease }: Leased,
  error: unknown,
): Promise<void> {
  for (const job of jobs) {
    await fail(deps, handler, { ...job, lease }, error).catch((fault: unknown) =>
      deps.log.warn({ kind: job.kind, job: job.id, attempt: job.attempts, err: fault }, 'job.end-failed'),
    );
  }
}

async function fail(
  deps: JobDeps,
  { definition, giveUp }: JobHandler,
  job: JobsTable & { lease: string },
  error: unknown,
): Promise<void> {
  const isDead = job.attempts >= definition.attemptsMax;
  const lastError = describeJobError(error);
  deps.metrics.jobs.inc({ kind: job.kind, result: isDead ? 'dead' : 'retried' });
  const fields = { kind: job.kind, job: job.id, attempt: job.attempts, reason: lastError };
  if (isDead) deps.log.error(fields, 'job.dead');
  else deps.log.warn(fields, 'job.failed');
  // What a newer release means by its payload, this one does not know.
  const payload = isDead ? definition.payload.safeParse(JSON.parse(job.payload)) : undefined;
  if (payload?.success === true) await giveUp?.(payload.data as never);
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

/** Gives jobs back as if their run had not begun. */
export function handBack(deps: JobDeps, { jobs, lease }: Leased): Promise<void> {
  return deps.database.transaction(async (trx) => {
    for (const { id, unique_key, attempts, last_error } of jobs) {
      const ending = {
        state: 'waiting',
        run_at: deps.clock.now(),
        attempts: attempts - 1,
        last_error,
      } as const;
      await endLease(trx, { id, lease, unique_key }, ending);
    }
  });
}
