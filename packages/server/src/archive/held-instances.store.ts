// The table of held instances: bytes that are safe, and wait for somebody to say whose they are.
import type { RealmScope } from '../access/index.ts';
import type { Db, HeldInstancesTable } from '../platform/database/index.ts';
import type { KeptObject } from './instance-index.store.ts';

/**
 * Adds a held instance; false when the same bytes are held for the same patient already, in another object.
 * Unscoped: the row carries its realm.
 */
export async function insertHeld(trx: Db, row: HeldInstancesTable): Promise<boolean> {
  const added = await trx
    .insertInto('held_instances')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  // It may be ours: an earlier attempt was committed, and only its answer was lost.
  return added !== undefined || (await selectHeldKeys(trx, [row.object_key])).length > 0;
}

/** Removes held instances by the hash of their bytes and gives the keys of their objects. */
export async function deleteHeldByBytes(
  trx: Db,
  scope: RealmScope,
  hashes: readonly string[],
): Promise<string[]> {
  if (hashes.length === 0) return [];
  const rows = await trx
    .deleteFrom('held_instances')
    .where('realm_id', '=', scope.realmId)
    .where('sha256', 'in', hashes)
    .returning('object_key')
    .execute();
  return rows.map((row) => row.object_key);
}

/** Removes what is held for a patient and gives the keys of the objects. */
export async function deleteHeldOfPatient(trx: Db, scope: RealmScope, patientId: string): Promise<string[]> {
  const rows = await trx
    .deleteFrom('held_instances')
    .where('realm_id', '=', scope.realmId)
    .where('patient_id', '=', patientId)
    .returning('object_key')
    .execute();
  return rows.map((row) => row.object_key);
}

/** Which of these objects are held. Unscoped: the sweep is the installation's. */
export async function selectHeldKeys(db: Db, objectKeys: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('held_instances')
    .select('object_key')
    .where('object_key', 'in', objectKeys)
    .execute();
  return rows.map((row) => row.object_key);
}

/** Every held object, a page at a time: those behind an id. Unscoped: verification is the installation's. */
export async function selectHeldAfter(db: Db, id: string, limit: number): Promise<KeptObject[]> {
  return db
    .selectFrom('held_instances')
    .select(['id', 'object_key', 'size_bytes', 'sha256'])
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .execute();
}
