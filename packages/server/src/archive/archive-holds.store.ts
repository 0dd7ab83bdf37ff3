// The table of backups under way: while one runs, no object is removed.
import type { Db } from '../platform/database/index.ts';

/** Until when objects must stay; `undefined` when no backup runs. Unscoped: backups are of the installation. */
export async function selectHeldUntil(db: Db, now: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('archive_holds')
    .select('held_until')
    .where('held_until', '>', now)
    .orderBy('held_until', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.held_until;
}

/** Begins or prolongs a hold. Unscoped: backups are of the installation. */
export async function putHold(db: Db, hold: { id: string; held_until: string }): Promise<void> {
  await db
    .insertInto('archive_holds')
    .values(hold)
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ held_until: hold.held_until }))
    .execute();
}

/** Ends a hold, and forgets those of backups that died. Unscoped: backups are of the installation. */
export async function deleteHold(db: Db, options: { id: string; now: string }): Promise<void> {
  await db
    .deleteFrom('archive_holds')
    .where((eb) => eb.or([eb('id', '=', options.id), eb('held_until', '<', options.now)]))
    .execute();
}
