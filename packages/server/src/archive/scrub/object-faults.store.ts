// The table of objects that are missing or damaged.
import type { Db, ObjectFaultsTable } from '../../platform/database/index.ts';

/** Known faults, those that were found first. Unscoped: the clean-up and the doctor are the installation's. */
export async function selectFaults(db: Db, limit: number): Promise<ObjectFaultsTable[]> {
  return db.selectFrom('object_faults').selectAll().orderBy('found_at').limit(limit).execute();
}

/** Parameters of one statement stay far below what SQLite takes. */
const keysPerStatement = 5000;

/** Which of these objects are known not to be there, or not to be read. Unscoped: by the objects' own keys. */
export async function selectFaultsOfObjects(
  db: Db,
  objectKeys: readonly string[],
): Promise<Pick<ObjectFaultsTable, 'object_key'>[]> {
  const faults: Pick<ObjectFaultsTable, 'object_key'>[] = [];
  for (let start = 0; start < objectKeys.length; start += keysPerStatement) {
    const some = await db
      .selectFrom('object_faults')
      .select('object_key')
      .where('object_key', 'in', objectKeys.slice(start, start + keysPerStatement))
      .where('fault', 'in', ['missing', 'size', 'unreadable'])
      .execute();
    faults.push(...some);
  }
  return faults;
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
