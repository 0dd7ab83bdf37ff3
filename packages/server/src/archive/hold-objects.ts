// Keeps every object where it is while a copy of the database and its objects is made.
import { type Clock, formatMillis } from '../platform/clock.ts';
import type { Database } from '../platform/database/index.ts';
import { newId } from '../platform/ids.ts';
import { deleteHold, putHold } from './archive-holds.store.ts';

/** A backup that dies holds removals up for so long. */
const holdMs = 10 * 60_000;
const prolongMs = 60_000;

/** Runs `work` while no object is removed. Objects of rows that are there when it begins are there until it ends. */
export async function holdObjects<T>(
  deps: { database: Database; clock: Clock },
  work: () => Promise<T>,
): Promise<T> {
  const id = newId();
  const db = deps.database.kysely;
  const prolong = () => putHold(db, { id, held_until: formatMillis(deps.clock.nowMs() + holdMs) });
  await prolong();
  // One that fails is made up for by the next; nine in a row would have to.
  const timer = setInterval(() => void prolong().catch(() => undefined), prolongMs);
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await deleteHold(db, { id, now: deps.clock.now() });
  }
}
