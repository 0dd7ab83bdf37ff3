// Removes the objects whose rows are gone. Repeatable: an object that is gone already is as good as removed.
import { z } from 'zod';
import { defineJob, handleJob, type JobHandler } from '../jobs/index.ts';
import type { Database } from '../platform/database/index.ts';
import { deleteDoomed, selectDoomed } from './instance-index.store.ts';
import { parseObjectKey } from './object-keys.ts';
import type { ObjectStore } from './objects/object-store.ts';

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
export function removeObjects(deps: { database: Database; objects: ObjectStore }): JobHandler {
  return handleJob(removeObjectsJob, async (_payload, signal) => {
    const db = deps.database.kysely;
    for (
      let batch = await selectDoomed(db, batchSize);
      batch.length > 0;
      batch = await selectDoomed(db, batchSize)
    ) {
      signal.throwIfAborted();
      for (let start = 0; start < batch.length; start += concurrency) {
        const some = batch.slice(start, start + concurrency);
        await Promise.all(some.map((key) => deps.objects.delete(parseObjectKey(key))));
      }
      await deleteDoomed(db, batch);
    }
  });
}
