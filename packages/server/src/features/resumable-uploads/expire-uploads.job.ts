// Gives up uploads to which nothing was added for long, and forgets those that are over.
import { z } from 'zod';
import { grantScope } from '../../access/index.ts';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../../jobs/index.ts';
import { type Clock, formatMillis } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/log.ts';
import { forgetResumable } from './end-upload.ts';
import { selectExpired } from './resumable-uploads.store.ts';
import type { ResumableDeps } from './upload-part.ts';

/** One waits at a time; each enqueues the next. */
export const expireUploadsJob = defineJob({
  kind: 'uploads.expire',
  version: 1,
  payload: z.object({}),
  attemptsMax: 3,
  timeoutMs: 600_000,
});

const intervalMs = 3_600_000;
const afterStartMs = 60_000;
const batchSize = 100;

interface ScheduleDeps {
  database: Database;
  clock: Clock;
}

/** Makes sure that the clean-up is due: soon after a start, and an hour after the last one. */
export async function scheduleExpiry(deps: ScheduleDeps): Promise<void> {
  await enqueueExpiry(deps, afterStartMs);
}

async function enqueueExpiry(deps: ScheduleDeps, delayMs: number): Promise<void> {
  const runAt = formatMillis(deps.clock.nowMs() + delayMs);
  const options = { uniqueKey: 'all', runAt, whenWaiting: 'earlier' } as const;
  await enqueueJob(deps.database.kysely, deps, expireUploadsJob, {}, options);
}

/** The job's work. */
export function expireUploads(
  deps: Pick<ResumableDeps, 'database' | 'clock' | 'audit'> & { log: Logger },
): JobHandler {
  return handleJob(expireUploadsJob, async (_payload, signal) => {
    const now = deps.clock.now();
    let forgotten = 0;
    for (let isLast = false; !isLast; ) {
      signal.throwIfAborted();
      const expired = await selectExpired(deps.database.kysely, { now, limit: batchSize });
      for (const { id, realm_id } of expired) {
        const scope = grantScope(realm_id as RealmId, 'job');
        const isForgotten = await deps.database.transaction((trx) =>
          forgetResumable(deps, trx, scope, { id, unlessExpiresAfter: now }),
        );
        if (isForgotten) forgotten += 1;
      }
      isLast = expired.length < batchSize;
    }
    if (forgotten > 0) deps.log.info({ forgotten }, 'uploads.expired');
    await enqueueExpiry(deps, intervalMs);
  });
}
