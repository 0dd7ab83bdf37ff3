// Failed tries of passwords and codes. Unscoped: whoever tries belongs to no realm yet.
import type { Db, SignInAttemptsTable } from '../../platform/database/index.ts';

/** The tries of a subject, held until the transaction ends; made when there were none. */
export async function lockAttempts(
  trx: Db,
  at: { subject: string; now: string },
): Promise<SignInAttemptsTable> {
  return trx
    .insertInto('sign_in_attempts')
    .values({ subject: at.subject, failures: 0, last_failed_at: at.now, locked_until: null })
    .onConflict((conflict) => conflict.column('subject').doUpdateSet({ subject: at.subject }))
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Keeps the new state of a subject's tries. */
export async function updateAttempts(trx: Db, row: SignInAttemptsTable): Promise<void> {
  const { subject, ...change } = row;
  await trx.updateTable('sign_in_attempts').set(change).where('subject', '=', subject).execute();
}

/** Forgets a subject's tries. */
export async function deleteAttempts(db: Db, subject: string): Promise<void> {
  await db.deleteFrom('sign_in_attempts').where('subject', '=', subject).execute();
}

/** Forgets all tries that are too old to count. */
export async function deleteOldAttempts(db: Db, before: string): Promise<void> {
  await db.deleteFrom('sign_in_attempts').where('last_failed_at', '<', before).execute();
}
