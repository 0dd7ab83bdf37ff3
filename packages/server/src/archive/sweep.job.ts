// Removes what crashes left in the object store: objects that never got a row, spool files, empty folders.
import { z } from 'zod';
import { defineJob, enqueueJob, handleJob, type JobHandler } from '../jobs/index.ts';
import { type Clock, formatMillis } from '../platform/clock.ts';
import type { Database, Db } from '../platform/database/index.ts';
import type { Logger } from '../platform/log.ts';
import { selectHeldUntil } from './archive-holds.store.ts';
import { selectDoomedKeys } from './doomed-objects.store.ts';
import { selectHeldKeys } from './held-instances.store.ts';
import { selectInstanceKeys } from './kept-objects.store.ts';
import { selectMetadataKeys } from './metadata/series-metadata.store.ts';
import type { ListedObject, ObjectStore } from './objects/object-store.ts';
import { selectPieceKeys } from './part-pieces.store.ts';
import { selectReportFileKeys } from './report-files.store.ts';
import { selectReviewKeys } from './review-items.store.ts';

/** One sweep waits at a time; each enqueues the next. */
export const sweepJob = defineJob({
  kind: 'archive.sweep',
  version: 1,
  payload: z.object({}),
  attemptsMax: 3,
  timeoutMs: 6 * 3_600_000,
});

/** An object gets its row within seconds of its last byte; a day leaves room for the slowest sender and any clock. */
export const sweepGraceMs = 24 * 3_600_000;
const intervalMs = 24 * 3_600_000;
const afterStartMs = 60_000;
const batchSize = 500;

interface SweepDeps {
  database: Database;
  objects: ObjectStore;
  clock: Clock;
  log: Logger;
}

/** Makes sure that a sweep is due: soon after a start, and a day after the last one. */
export async function scheduleSweep(deps: { database: Database; clock: Clock }): Promise<void> {
  await enqueueSweep(deps.database.kysely, deps, afterStartMs);
}

function enqueueSweep(db: Db, deps: { clock: Clock }, delayMs: number): Promise<void> {
  const runAt = formatMillis(deps.clock.nowMs() + delayMs);
  return enqueueJob(db, deps, sweepJob, {}, { uniqueKey: 'all', runAt, whenWaiting: 'earlier' });
}

/** The job's work. */
export function sweep(deps: SweepDeps): JobHandler {
  return handleJob(sweepJob, async (_payload, signal) => {
    const heldUntil = await selectHeldUntil(deps.database.kysely, deps.clock.now());
    if (heldUntil !== undefined) {
      await enqueueJob(deps.database.kysely, deps, sweepJob, {}, { uniqueKey: 'all', runAt: heldUntil });
      return;
    }
    const removed = await sweepObjects(deps, { graceMs: sweepGraceMs, signal });
    if (removed > 0) deps.log.warn({ removed }, 'archive.swept');
    await enqueueSweep(deps.database.kysely, deps, intervalMs);
  });
}

/**
 * Removes objects without a row that nobody has touched for the grace time, and gives how many that were. What is doomed is left
 * to the clean-up, which knows from when on; what a backup that begins meanwhile may still want, to the next sweep.
 */
export async function sweepObjects(
  deps: Omit<SweepDeps, 'log'>,
  options: { graceMs: number; signal?: AbortSignal },
): Promise<number> {
  const olderThanMs = deps.clock.nowMs() - options.graceMs;
  let removed = 0;
  let batch: ListedObject[] = [];
  const flush = async () => {
    removed += await removeUnknown(deps, batch);
    batch = [];
  };
  for await (const object of deps.objects.list()) {
    options.signal?.throwIfAborted();
    if (object.modifiedMs >= olderThanMs) continue;
    batch.push(object);
    if (batch.length >= batchSize) await flush();
  }
  await flush();
  return removed + (await deps.objects.tidy({ olderThanMs }));
}

async function removeUnknown(deps: Omit<SweepDeps, 'log'>, batch: readonly ListedObject[]): Promise<number> {
  if (batch.length === 0) return 0;
  const keys = batch.map((object) => object.key);
  const db = deps.database.kysely;
  const known = new Set(
    (
      await Promise.all([
        selectDoomedKeys(db, keys),
        selectInstanceKeys(db, keys),
        selectHeldKeys(db, keys),
        selectMetadataKeys(db, keys),
        selectPieceKeys(db, keys),
        selectReportFileKeys(db, keys),
        selectReviewKeys(db, keys),
      ])
    ).flat(),
  );
  const unknown = keys.filter((key) => !known.has(key));
  // Looked at after the rows: what a later copy of the database still has is not among these.
  if ((await selectHeldUntil(db, deps.clock.now())) !== undefined) return 0;
  for (const key of unknown) await deps.objects.delete(key);
  return unknown.length;
}
