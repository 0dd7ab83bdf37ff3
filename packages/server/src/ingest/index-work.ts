// The transaction of the way in as work that goes to the database. Its module is imported by the database's thread.
import { createAuditRecorder } from '../audit/index.ts';
import { onEnqueue } from '../jobs/index.ts';
import type { Db, PlacedWork } from '../platform/database/index.ts';
import type { IndexEntry, Indexed } from './index-entries.ts';
import { indexEntries } from './index-instances.ts';

/** What the transaction is given: its entries, and the time by the clock of whoever begins it. */
export interface IndexInput {
  readonly entries: readonly IndexEntry[];
  readonly now: string;
}

/** What it gives: a result for each entry, and what the process that began it has to do or to count. */
export interface IndexOutput {
  readonly results: readonly Indexed[];
  readonly hasEnqueued: boolean;
  readonly auditEventCount: number;
}

export const work: PlacedWork<IndexInput, IndexOutput> = {
  module: new URL('./index-work.ts', import.meta.url).href,
  run: async (trx, { entries, now }) => {
    let auditEventCount = 0;
    let hasEnqueued = false;
    const clock = { now: () => now, nowMs: () => Date.parse(now) };
    const audit = createAuditRecorder({ clock, count: () => (auditEventCount += 1) });
    const results = await listening(
      trx,
      () => {
        hasEnqueued = true;
      },
      () => indexEntries({ clock, audit }, trx, entries),
    );
    return { results, hasEnqueued, auditEventCount };
  },
};

async function listening<T>(trx: Db, listener: () => void, run: () => Promise<T>): Promise<T> {
  const stop = onEnqueue(trx, listener);
  try {
    return await run();
  } finally {
    stop();
  }
}
