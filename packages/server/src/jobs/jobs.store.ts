// The table of jobs: the only SQL of the engine. Unscoped: jobs belong to the installation, their payloads name realms.
import { type SqlBool, sql } from 'kysely';
import { type Db, dialectOf, type JobsTable } from '../platform/database/index.ts';

/**
 * Adds a job. Where one with the same key waits already, that one stays, moved to the later or the earlier of the two
 * moments, and cannot be taken before this transaction ends: its run will see what the transaction did.
 */
export async function insertJob(
  trx: Db,
  row: JobsTable,
  options: { whenWaiting: 'later' | 'earlier' },
): Promise<void> {
  const isKept = sql.raw(options.whenWaiting === 'later' ? '>' : '<');
  const insert = trx.insertInto('jobs').values(row);
  if (row.unique_key === null) {
    await insert.execute();
    return;
  }
  await insert
    .onConflict((conflict) =>
      conflict
        .column('unique_key')
        .where(sql<SqlBool>`unique_key IS NOT NULL AND state = 'waiting'`)
        .doUpdateSet((eb) => ({
          run_at: sql<string>`CASE WHEN ${eb.ref('jobs.run_at')} ${isKept} ${row.run_at} THEN ${eb.ref('jobs.run_at')} ELSE ${row.run_at} END`,
        })),
    )
    .execute();
}

/** When the next job of these kinds can be taken: due, or its worker taken for dead. Undefined when there is none. */
export async function selectNextMoment(db: Db, kinds: readonly string[]): Promise<string | undefined> {
  const [waiting, running] = await Promise.all([
    db
      .selectFrom('jobs')
      .select('run_at as moment')
      .where('state', '=', 'waiting')
      .where('kind', 'in', kinds)
      .orderBy('run_at')
      .limit(1)
      .executeTakeFirst(),
    db
      .selectFrom('jobs')
      .select('leased_until as moment')
      .where('state', '=', 'running')
      .where('kind', 'in', kinds)
      .orderBy('leased_until')
      .limit(1)
      .executeTakeFirst(),
  ]);
  return [waiting?.moment, running?.moment].filter((moment) => moment != null).sort()[0];
}

/** Takes the job that has been due for longest. Workers of several processes never take the same one. */
export async function takeJob(
  db: Db,
  options: { kinds: readonly string[]; now: string; lease: string; leasedUntil: string },
): Promise<JobsTable | undefined> {
  const { kinds, now, lease, leasedUntil } = options;
  const due = db
    .selectFrom('jobs')
    .select('id')
    .where('kind', 'in', kinds)
    .where((eb) =>
      eb.or([
        eb.and([eb('state', '=', 'waiting'), eb('run_at', '<=', now)]),
        eb.and([eb('state', '=', 'running'), eb('leased_until', '<', now)]),
      ]),
    )
    .orderBy('run_at')
    .orderBy('id')
    .limit(1);
  return db
    .updateTable('jobs')
    .set((eb) => ({
      state: 'running',
      lease,
      leased_until: leasedUntil,
      attempts: eb('attempts', '+', 1),
    }))
    .where('id', '=', dialectOf(db) === 'sqlite' ? due : due.forUpdate().skipLocked())
    .returningAll()
    .executeTakeFirst();
}

/** Holds a job for longer; false when the lease was lost. */
export async function prolongLease(
  db: Db,
  job: { id: string; lease: string },
  leasedUntil: string,
): Promise<boolean> {
  const prolonged = await db
    .updateTable('jobs')
    .set({ leased_until: leasedUntil })
    .where('id', '=', job.id)
    .where('lease', '=', job.lease)
    .where('state', '=', 'running')
    .returning('id')
    .executeTakeFirst();
  return prolonged !== undefined;
}

/** Ends every hold, so that the jobs can be taken at once. */
export async function endLeases(db: Db, now: string): Promise<void> {
  await db.updateTable('jobs').set({ leased_until: now }).where('state', '=', 'running').execute();
}

/** Removes a job that is done. Nothing happens when the lease was lost. */
export async function deleteLeasedJob(db: Db, job: { id: string; lease: string }): Promise<boolean> {
  const deleted = await db
    .deleteFrom('jobs')
    .where('id', '=', job.id)
    .where('lease', '=', job.lease)
    .returning('id')
    .executeTakeFirst();
  return deleted !== undefined;
}

/** What a job becomes after a run that did not end well. */
export type JobEnding =
  | { state: 'waiting'; run_at: string; attempts: number; last_error: string | null }
  | { state: 'dead'; last_error: string };

/** Gives a leased job back, or up. A job whose like waits already is removed: that one stands for both. */
export async function endLease(
  trx: Db,
  job: { id: string; lease: string; unique_key: string | null },
  ending: JobEnding,
): Promise<void> {
  if (ending.state === 'waiting' && job.unique_key !== null) {
    const like = await trx
      .selectFrom('jobs')
      .select('id')
      .where('unique_key', '=', job.unique_key)
      .where('state', '=', 'waiting')
      .executeTakeFirst();
    if (like !== undefined) {
      await deleteLeasedJob(trx, job);
      return;
    }
  }
  await trx
    .updateTable('jobs')
    .set({ ...ending, lease: null, leased_until: null })
    .where('id', '=', job.id)
    .where('lease', '=', job.lease)
    .execute();
}
