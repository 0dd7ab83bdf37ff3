// The table of how far objects have been read again. Unscoped throughout: reading again is the installation's.
import type { Db, ScrubCursorsTable } from '../../platform/database/index.ts';

/** Tables whose objects rest for long, and are read again. */
export const scrubbedTables = ['instances', 'held_instances', 'review_items'] as const;
/** One of them. */
export type ScrubbedTable = (typeof scrubbedTables)[number];

/** How far every month has come. Unscoped: of all realms together. */
export async function selectCursors(db: Db): Promise<ScrubCursorsTable[]> {
  return db.selectFrom('scrub_cursors').selectAll().execute();
}

/** Says how far a month has come. Unscoped: of all realms together. */
export async function putCursor(db: Db, row: ScrubCursorsTable): Promise<void> {
  const { after_id, checked_at } = row;
  await db
    .insertInto('scrub_cursors')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['object_table', 'month']).doUpdateSet({ after_id, checked_at }),
    )
    .execute();
}

/** The first and the last id of a table that has objects; `undefined` when it is empty. Unscoped: of all realms together. */
export async function selectIdSpan(
  db: Db,
  table: ScrubbedTable,
): Promise<{ first: string; last: string } | undefined> {
  const end = (order: 'asc' | 'desc') =>
    db.selectFrom(table).select('id').orderBy('id', order).limit(1).executeTakeFirst();
  const [first, last] = await Promise.all([end('asc'), end('desc')]);
  return first === undefined || last === undefined ? undefined : { first: first.id, last: last.id };
}
