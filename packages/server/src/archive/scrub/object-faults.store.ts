// The table of objects that are missing or damaged.
import type { Db, ObjectFaultsTable } from '../../platform/database/index.ts';

/** Known faults, those that were found first. Unscoped: the clean-up and the doctor are the installation's. */
export async function selectFaults(db: Db, limit: number): Promise<ObjectFaultsTable[]> {
  return db.selectFrom('object_faults').selectAll().orderBy('found_at').limit(limit).execute();
}

/** How many objects are known to be missing or damaged. Unscoped: the doctor is the installation's. */
export async function countFaults(db: Db): Promise<number> {
  const row = await db
    .selectFrom('object_faults')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return row.count;
}

/** Writes a fault down; false when it is known. Unscoped: the row carries its realm. */
export async function insertFault(trx: Db, row: ObjectFaultsTable): Promise<boolean> {
  const added = await trx
    .insertInto('object_faults')
    .values(row)
    .onConflict((conflict) => conflict.column('object_key').doNothing())
    .returning('object_key')
    .executeTakeFirst();
  return added !== undefined;
}

/** Forgets faults that are none any more. Unscoped: by the objects' own keys. */
export async function deleteFaults(db: Db, objectKeys: readonly string[]): Promise<void> {
  if (objectKeys.length === 0) return;
  await db.deleteFrom('object_faults').where('object_key', 'in', objectKeys).execute();
}
