// The table of held instances: bytes that are safe, and wait for somebody to say whose they are.
import type { RealmScope } from '../access/index.ts';
import { type Db, type HeldInstancesTable, isOneOf, runStatement } from '../platform/database/index.ts';
import type { KeptObject } from './kept-objects.store.ts';

/**
 * Adds a held instance. `known` when the same bytes are held for the same patient already, in another object; `ours`
 * when an earlier attempt was committed and only its answer was lost. Unscoped: the row carries its realm.
 */
export async function insertHeld(trx: Db, row: HeldInstancesTable): Promise<'added' | 'ours' | 'known'> {
  const added = await trx
    .insertInto('held_instances')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (added !== undefined) return 'added';
  return (await selectHeldKeys(trx, [row.object_key])).length > 0 ? 'ours' : 'known';
}

/** A held instance that was removed: its object has no row any more. */
export type ReleasedInstance = Pick<HeldInstancesTable, 'object_key' | 'size_bytes' | 'held_study_id'>;
const releasedColumns = ['object_key', 'size_bytes', 'held_study_id'] as const;

/** Removes held instances by the hash of their bytes. */
export async function deleteHeldByBytes(
  trx: Db,
  scope: RealmScope,
  hashes: readonly string[],
): Promise<ReleasedInstance[]> {
  if (hashes.length === 0) return [];
  const those = isOneOf(trx, 'sha256', hashes);
  return runStatement(
    trx,
    `DELETE FROM held_instances WHERE realm_id = ? AND ${those.text} RETURNING ${releasedColumns.join(', ')}`,
    [scope.realmId, those.parameter],
  );
}

/** Removes what is held for a patient. */
export async function deleteHeldOfPatient(
  trx: Db,
  scope: RealmScope,
  patientId: string,
): Promise<ReleasedInstance[]> {
  return trx
    .deleteFrom('held_instances')
    .where('realm_id', '=', scope.realmId)
    .where('patient_id', '=', patientId)
    .returning(releasedColumns)
    .execute();
}

/** Removes what is held of a study. */
export async function deleteHeldOfStudy(
  trx: Db,
  scope: RealmScope,
  heldStudyId: string,
): Promise<ReleasedInstance[]> {
  return trx
    .deleteFrom('held_instances')
    .where('realm_id', '=', scope.realmId)
    .where('held_study_id', '=', heldStudyId)
    .returning(releasedColumns)
    .execute();
}

/** An instance as it is held. */
export type HeldInstance = Pick<HeldInstancesTable, 'id' | 'sop_instance_uid' | 'object_key' | 'sha256'>;

/** The instances of a held study in the order in which they came, a page at a time: those behind an id. */
export async function selectHeldOfStudy(
  db: Db,
  scope: RealmScope,
  options: { heldStudyId: string; afterId: string; limit: number },
): Promise<HeldInstance[]> {
  return db
    .selectFrom('held_instances')
    .select(['id', 'sop_instance_uid', 'object_key', 'sha256'])
    .where('realm_id', '=', scope.realmId)
    .where('held_study_id', '=', options.heldStudyId)
    .where('id', '>', options.afterId)
    .orderBy('id')
    .limit(options.limit)
    .execute();
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
    .select(['id', 'realm_id', 'object_key', 'size_bytes', 'sha256'])
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Removes what is held for a patient and, byte for byte, for another one as well. */
export async function deleteHeldTwice(
  trx: Db,
  scope: RealmScope,
  patients: { of: string; alsoOf: string },
): Promise<ReleasedInstance[]> {
  return trx
    .deleteFrom('held_instances')
    .where('realm_id', '=', scope.realmId)
    .where('patient_id', '=', patients.of)
    .where('sha256', 'in', (eb) =>
      eb
        .selectFrom('held_instances as others')
        .select('others.sha256')
        .where('others.realm_id', '=', scope.realmId)
        .where('others.patient_id', '=', patients.alsoOf),
    )
    .returning(releasedColumns)
    .execute();
}

/** Gives the instances of a held study to another held study and its patient. */
export async function moveHeldInstances(
  trx: Db,
  scope: RealmScope,
  move: { heldStudyId: string; intoHeldStudyId: string; toPatientId: string },
): Promise<void> {
  await trx
    .updateTable('held_instances')
    .set({ held_study_id: move.intoHeldStudyId, patient_id: move.toPatientId })
    .where('realm_id', '=', scope.realmId)
    .where('held_study_id', '=', move.heldStudyId)
    .execute();
}
