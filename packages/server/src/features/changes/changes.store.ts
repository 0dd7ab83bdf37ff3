// The table of what has changed lately. The database writes it by itself, with every change that is told of (migration 0024).
import type { ChangeTopic } from '@lumenbox/contract';
import type { Db } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';

/** One change in a realm. */
export interface RealmChange {
  /** Grows with time, but for transactions that overlap: what has a smaller number may come to be seen later. */
  readonly number: number;
  readonly realmId: RealmId;
  readonly topic: ChangeTopic;
  readonly objectId: string;
}

/** The number of the last change of any realm; 0 when there was none. Unscoped: the feed serves all who look on, and numbers tell nothing. */
export async function selectLastChange(db: Db): Promise<number> {
  const row = await db
    .selectFrom('changes')
    .select((eb) => eb.fn.max('id').as('last'))
    .executeTakeFirst();
  return row?.last ?? 0;
}

/** Changes of some realms behind a number, in order. Unscoped: one look serves all who look on, and the feed tells each those of his realm. */
export async function selectChangesAfter(
  db: Db,
  realmIds: readonly RealmId[],
  options: { after: number; limit: number },
): Promise<RealmChange[]> {
  const rows = await db
    .selectFrom('changes')
    .select(['id', 'realm_id', 'topic', 'object_id'])
    .where('id', '>', options.after)
    .where('realm_id', 'in', realmIds)
    .orderBy('id')
    .limit(options.limit)
    .execute();
  return rows.map((row) => ({
    number: row.id,
    realmId: row.realm_id as RealmId,
    topic: row.topic as ChangeTopic,
    objectId: row.object_id,
  }));
}

/** Forgets changes up to a moment, but the last one, whose number must not come again. Gives how many. Unscoped: the clean-up of all realms. */
export async function deleteChangesBefore(
  db: Db,
  options: { before: string; limit: number },
): Promise<number> {
  const last = await selectLastChange(db);
  const old = db
    .selectFrom('changes')
    .select('id')
    .where('id', '<', last)
    .where('changed_at', '<', options.before)
    .orderBy('id')
    .limit(options.limit);
  const { numDeletedRows } = await db.deleteFrom('changes').where('id', 'in', old).executeTakeFirst();
  return Number(numDeletedRows);
}
