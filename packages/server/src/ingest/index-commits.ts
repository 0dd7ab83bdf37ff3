// The group commit of a process: rows of instances, committed together, and never before their objects are durable.
import { announceJob } from '../jobs/index.ts';
import type { Clock } from '../platform/clock.ts';
import { type Database, databaseErrorKind } from '../platform/database/index.ts';
import type { Metrics } from '../platform/metrics.ts';
import { createGroupCommit, type GroupCommit } from './group-commit.ts';
import type { IndexEntry, Indexed } from './index-entries.ts';
import { work } from './index-work.ts';

/** What is to be committed. */
export interface IndexItem {
  readonly entry: IndexEntry;
  /** Its object is still being written: it is committed when this resolves, and fails as this does. */
  readonly written?: Promise<void> | undefined;
}

/** Commits the rows of instances in groups. */
export type IndexCommits = GroupCommit<IndexItem, Indexed>;

/** Makes the group commit of a process. */
export function createIndexCommits(deps: {
  database: Database;
  clock: Clock;
  metrics: Metrics;
}): IndexCommits {
  const { database, clock, metrics } = deps;
  return createGroupCommit({
    run: async (items: readonly IndexItem[]) => {
      const input = { entries: items.map(({ entry }) => entry), now: clock.now() };
      const writing = items.flatMap(({ written }) => written ?? []);
      const output = await database.run(
        work,
        input,
        writing.length === 0 ? {} : { commitAfter: Promise.all(writing) },
      );
      metrics.auditEvents.inc(output.auditEventCount);
      if (output.hasEnqueued) announceJob(database.kysely);
      return output.results;
    },
    // Another process deleted the study, made it, or was in the way: the next look sees how it stands.
    isPassing: (error) => ['busy', 'foreign-key', 'unique'].includes(databaseErrorKind(error) ?? ''),
  });
}
