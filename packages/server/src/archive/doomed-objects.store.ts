// The table of objects whose rows are gone: what the clean-up removes.
import type { RealmScope } from '../access/index.ts';
import { type Db, insertRows } from '../platform/database/index.ts';

/** Dooms the objects of studies whose rows are about to go; gives how many that were. */
export async function doomContents(
  trx: Db,
  scope: RealmScope,
  options: { studyIds: readonly string[]; now: string },
): Promise<number> {
  const ofStudies = trx
    .selectFrom('instances')
    .where('study_id', 'in', options.studyIds)
    .where('realm_id', '=', scope.realmId);
  const added = await trx
    .insertInto('doomed_objects')
    .columns(['object_key', 'realm_id', 'created_at'])
    .expression(ofStudies.select((eb) => ['object_key', 'realm_id', eb.val(options.now).as('created_at')]))
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0n);
}

/** Dooms the objects of a series, or of one instance of it, whose rows are about to go; gives how many that were. */
export async function doomInstances(
  trx: Db,
  scope: RealmScope,
  options: { seriesId: string; sopInstanceUid: string | undefined; now: string },
): Promise<number> {
  let those = trx
    .selectFrom('instances')
    .where('series_id', '=', options.seriesId)
    .where('realm_id', '=', scope.realmId);
  if (options.sopInstanceUid !== undefined)
    those = those.where('sop_instance_uid', '=', options.sopInstanceUid);
  const added = await trx
    .insertInto('doomed_objects')
    .columns(['object_key', 'realm_id', 'created_at'])
    .expression(those.select((eb) => ['object_key', 'realm_id', eb.val(options.now).as('created_at')]))
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0n);
}

/** Dooms objects that no row points to any more; `from` is the moment from which they may be removed. */
export async function doomObjects(
  trx: Db,
  scope: RealmScope,
  options: { objectKeys: readonly string[]; from: string },
): Promise<void> {
  const { from: created_at } = options;
  const rows = options.objectKeys.map((object_key) => ({ object_key, realm_id: scope.realmId, created_at }));
  await insertRows(trx, 'doomed_objects', rows, { unlessThere: ['object_key'] });
}

/** Which of these objects are doomed. */
export async function selectDoomedAmong(
  db: Db,
  scope: RealmScope,
  objectKeys: readonly string[],
): Promise<Set<string>> {
  const rows = await db
    .selectFrom('doomed_objects')
    .select('object_key')
    .where('object_key', 'in', objectKeys)
    .where('realm_id', '=', scope.realmId)
    .execute();
  return new Set(rows.map((row) => row.object_key));
}

/** Which of these objects are doomed. Unscoped: the sweep is the installation's. */
export async function selectDoomedKeys(db: Db, objectKeys: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('doomed_objects')
    .select('object_key')
    .where('object_key', 'in', objectKeys)
    .execute();
  return rows.map((row) => row.object_key);
}

/** Doomed objects that may be removed now, some at a time. Unscoped: the clean-up is the installation's. */
export async function selectDoomed(db: Db, options: { now: string; limit: number }): Promise<string[]> {
  const rows = await db
    .selectFrom('doomed_objects')
    .select('object_key')
    .where('created_at', '<=', options.now)
    .limit(options.limit)
    .execute();
  return rows.map((row) => row.object_key);
}

/** From when on the next doomed object may be removed; `undefined` when there is none. Unscoped: the clean-up is the installation's. */
export async function selectNextDoomed(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('doomed_objects')
    .select((eb) => eb.fn.min('created_at').as('moment'))
    .executeTakeFirst();
  return row?.moment ?? undefined;
}

/** Forgets doomed objects that are gone. Unscoped: the clean-up is the installation's. */
export async function deleteDoomed(db: Db, objectKeys: readonly string[]): Promise<void> {
  await db.deleteFrom('doomed_objects').where('object_key', 'in', objectKeys).execute();
}
