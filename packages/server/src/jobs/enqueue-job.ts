// Adds a job to the queue, in the transaction of whoever needs the work done: neither comes to be without the other.
import type { z } from 'zod';
import type { Clock } from '../platform/clock.ts';
import type { Db } from '../platform/database/index.ts';
import { newId } from '../platform/ids.ts';
import type { JobDefinition } from './job.ts';
import { insertJob } from './jobs.store.ts';
import { announceJob } from './wake-up.ts';

/** When a job runs, and what it is the only one for. */
export interface EnqueueOptions {
  /**
   * At most one job of a key waits. Enqueuing another leaves one. Prefixed with the kind, so that two kinds never meet.
   */
  readonly uniqueKey?: string;
  /** Not before this moment, as `clock.now()` prints it. Default: at once. */
  readonly runAt?: string;
  /** Which moment holds where one of the key waits already. Default: the later; of a recurring job the earlier. */
  readonly whenWaiting?: 'later' | 'earlier';
}

/** Enqueues a job. Throws a `ZodError` when the payload has not the form that its kind declares. */
export async function enqueueJob<P extends z.ZodType>(
  trx: Db,
  deps: { clock: Clock },
  definition: JobDefinition<P>,
  payload: z.input<P>,
  options: EnqueueOptions = {},
): Promise<void> {
  const now = deps.clock.now();
  const row = {
    id: newId(),
    kind: definition.kind,
    version: definition.version,
    payload: JSON.stringify(definition.payload.parse(payload)),
    unique_key: options.uniqueKey === undefined ? null : `${definition.kind}:${options.uniqueKey}`,
    state: 'waiting',
    run_at: options.runAt ?? now,
    attempts: 0,
    leased_until: null,
    lease: null,
    last_error: null,
    created_at: now,
  } as const;
  await insertJob(trx, row, { whenWaiting: options.whenWaiting ?? 'later' });
  announceJob(trx);
}
