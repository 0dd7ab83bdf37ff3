// Removes the objects whose rows are gone. Repeatable: an object that is gone already is as good as removed.
import { z } from 'zod';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../jobs/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database } from '../platform/database/index.ts';
import { selectHeldUntil } from './archive-holds.store.ts';
import { deleteDoomed, selectDoomed, selectNextDoomed } from './doomed-objects.store.ts';
import { isSmallObjectKey, parseObjectKey } from './object-keys.ts';
import type { ObjectStore } from './objects/object-store.ts';
import { deleteSmallObjects } from './objects/small-objects.store.ts';

/** One job for all that is doomed, whoever doomed it. */
export const removeObjectsJob = defineJob({
  kind: 'archive.remove-objects',
  version: 1,
  payload: z.object({}),
  attemptsMax: 20,
  timeoutMs: 600_000,
});

const batchSize = 500;
const concurrency = 8;

/** The job's work. */
export function removeObjects(deps: { database: Database; clock: Clock; objects: ObjectStore }): JobHandler {
  return handleJob(removeObjectsJob, async (_payload, signal) => {
    const db = deps.database.kysely;
    const select = () => selectDoomed(db, { now: deps.clock.now(), limit: batchSize });
    for (let batch = await select(); batch.length > 0; batch = await select()) {
      signal.throwIfAborted();
      // Looked at after the batch was read: what a later copy still has is not in it.
      const heldUntil = await selectHeldUntil(db, deps.clock.now());
      if (heldUntil !== undefined) {
        await enqueueJob(db, deps, removeObjectsJob, {}, { uniqueKey: 'all', runAt: heldUntil });
        return;
      }
      const large = batch.filter((key) => !isSmallObjectKey(key));
      for (let start = 0; start < large.length; start += concurrency) {
        const some = large.slice(start, start + concurrency);
        await Promise.all(some.map((key) => deps.objects.delete(parseObjectKey(key))));
      }
      await deps.database.transaction(async (trx) => {
        await deleteSmallObjects(trx, batch.filter(isSmallObjectKey));
        await deleteDoomed(trx, batch);
      });
    }
    const runAt = await selectNextDoomed(db);
    if (runAt === undefined) return;
    await enqueueJob(db, deps, removeObjectsJob, {}, { uniqueKey: 'retired', runAt, whenWaiting: 'earlier' });
  });
}
