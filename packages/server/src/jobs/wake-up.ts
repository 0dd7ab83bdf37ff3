// The bell between whoever enqueues a job and the worker of the same process. Other processes find the job by looking.
import type { Db } from '../platform/database/index.ts';

/** By the part of Kysely that a database and its transactions have in common: two databases never ring each other. */
const listeners = new WeakMap<object, Set<() => void>>();

/** Calls `listener` whenever a job is enqueued in this database by this process, also before its transaction ends. */
export function onEnqueue(db: Db, listener: () => void): () => void {
  const key = db.getExecutor().adapter;
  const known = listeners.get(key) ?? new Set();
  listeners.set(key, known);
  known.add(listener);
  return () => known.delete(listener);
}

/** Wakes the workers of this process. */
export function announceJob(db: Db): void {
  for (const listener of listeners.get(db.getExecutor().adapter) ?? []) listener();
}
