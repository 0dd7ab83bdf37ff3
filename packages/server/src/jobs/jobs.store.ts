// The table of jobs: the only SQL of the engine. Unscoped: jobs belong to the installation, their payloads name realms.
import { type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import { type Db, dialectOf, type JobsTable, runStatement, type Schema } from '../platform/database/index.ts';

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

/** What a worker looks at before it takes anything. */
export interface NextJobs {
  /** Of what waits, the one that is due first. */
  readonly waiting: Pick<JobsTable, 'kind' | 'run_at' | 'attempts'> | undefined;
  /** When the first hold of a worker ends. */
  readonly firstExpiry: string | undefined;
}

/** The next jobs of some kinds. However many wait, each kind costs one step into an index. */
export async function selectNextJobs(db: Db, kinds: readonly string[]): Promise<NextJobs> {
  const [[waiting], [running]] = await Promise.all([
    runStatement<NonNullable<NextJobs['waiting']>>(
      db,
      `SELECT first.kind, first.run_at, first.attempts FROM ${kindsTable(db)} JOIN jobs AS first ON first.id = (
        SELECT id FROM jobs WHERE state = 'waiting' AND kind = kinds.value ORDER BY run_at LIMIT 1)
      ORDER BY first.run_at LIMIT 1`,
      [JSON.stringify(kinds)],
    ),
    runStatement<{ moment: string | null }>(
      db,
      `SELECT min(leased_until) AS moment FROM ${kindsTable(db)} CROSS JOIN jobs
      WHERE state = 'running' AND kind = kinds.value`,
      [JSON.stringify(kinds)],
    ),
  ]);
  return { waiting, firstExpiry: running?.moment ?? undefined };
}

function kindsTable(db: Db): string {
  return dialectOf(db) === 'postgres'
    ? 'json_array_elements_text(?::json) AS kinds (value)'
    : 'json_each(?) AS kinds';
}

/** A hold on jobs. */
export interface Hold {
  readonly lease: string;
  readonly leasedUntil: string;
}

/**
 * Takes the jobs of a kind that have been due for longest: one, or several that nobody has tried yet. Workers of several
 * processes never take the same one.
 */
export async function takeWaitingJobs(
  db: Db,
  hold: Hold,
  options: { kind: string; now: string; max: number },
): Promise<JobsTable[]> {
  const { kind, now, max } = options;
  const due = db
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', sql.lit('waiting'))
    .where('kind', '=', kind)
    .where('run_at', '<=', now)
    .$if(max > 1, (query) => query.where('attempts', '=', 0))
    .orderBy('run_at')
    .orderBy('id')
    .limit(max);
  return take(db, hold, due);
}

/** Takes a job whose worker did not prolong its hold. */
export async function takeExpiredJob(
  db: Db,
  hold: Hold,
  options: { kinds: readonly string[]; now: string },
): Promise<JobsTable[]> {
  const due = db
    .selectFrom('jobs')
    .select('id')
    .where('state', '=', 'running')
    .where('kind', 'in', options.kinds)
    .where('leased_until', '<', options.now)
    .orderBy('run_at')
    .orderBy('id')
    .limit(1);
  return take(db, hold, due);
}

function take(
  db: Db,
  { lease, leasedUntil }: Hold,
  due: SelectQueryBuilder<Schema, 'jobs', { id: string }>,
): Promise<JobsTable[]> {
  // Materialized: a planner that asks for what is due again and again would take more than the limit.
  return db
    .with(
      (name) => name('due').materialized(),
      () => (dialectOf(db) === 'sqlite' ? due : due.forUpdate().skipLocked()),
    )
    .updateTable('jobs')
    .set((eb) => ({
      state: 'running',
      lease,
      leased_until: leasedUntil,
      attempts: eb('attempts', '+', 1),
    }))
    .where('id', 'in', (eb) => eb.selectFrom('due').select('id'))
    .returningAll()
    .execute();
}

/** Holds jobs for longer; false when the hold of any was lost. */
export async function prolongLease(
  db: Db,
  { ids, lease }: { ids: readonly string[]; lease: string },
  leasedUntil: string,
): Promise<boolean> {
  const prolonged = await db
    .updateTable('jobs')
    .set({ leased_until: leasedUntil })
    .where('id', 'in', ids)
    .where('lease', '=', lease)
    .where('state', '=', 'running')
    .returning('id')
    .execute();
  return prolonged.length === ids.length;
}

/** Ends every hold, so that the jobs can be taken at once. */
export async function endLeases(db: Db, now: string): Promise<void> {
  await db.updateTable('jobs').set({ leased_until: now }).where('state', '=', 'running').execute();
}

/** Removes jobs that are done, but for those of which the hold was lost. */
export async function deleteLeasedJobs(
  db: Db,
  { ids, lease }: { ids: readonly string[]; lease: string },
): Promise<void> {
  await db.deleteFrom('jobs').where('id', 'in', ids).where('lease', '=', lease).execute();
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
      .where('state', '=', sql.lit('waiting'))
      .executeTakeFirst();
    if (like !== undefined) {
      await deleteLeasedJobs(trx, { ids: [job.id], lease: job.lease });
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
