// The table of held studies: what waits for one decision. Whose it could be is not its matter.
import type { RealmScope } from '../access/index.ts';
import type { Db, HeldStudiesTable } from '../platform/database/index.ts';
import { isId } from '../platform/ids.ts';

/** Finds or makes the held study of an identity. The constraint decides, also between two at once. */
export async function ensureHeldStudy(trx: Db, scope: RealmScope, row: HeldStudiesTable): Promise<string> {
  await trx
    .insertInto('held_studies')
    .values({ ...row, realm_id: scope.realmId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const found = await trx
    .selectFrom('held_studies')
    .select('id')
    .where('realm_id', '=', scope.realmId)
    .where('study_instance_uid', '=', row.study_instance_uid)
    .where((eb) => eb(eb.fn.coalesce('patient_id', eb.val('')), '=', eb.val(row.patient_id ?? '')))
    .where('identity', '=', row.identity)
    .executeTakeFirstOrThrow();
  return found.id;
}

/** Counts instances that came to a held study, or left it (negative). */
export async function addToHeldStudy(
  trx: Db,
  scope: RealmScope,
  change: { id: string; instances: number; bytes: number; now: string },
): Promise<void> {
  await trx
    .updateTable('held_studies')
    .set((eb) => ({
      instance_count: eb('instance_count', '+', change.instances),
      size_bytes: eb('size_bytes', '+', change.bytes),
      updated_at: change.now,
    }))
    .where('id', '=', change.id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Removes those of some held studies that hold nothing any more. */
export async function deleteEmptyHeldStudies(
  trx: Db,
  scope: RealmScope,
  ids: readonly string[],
): Promise<void> {
  await trx
    .deleteFrom('held_studies')
    .where('id', 'in', ids)
    .where('realm_id', '=', scope.realmId)
    .where('instance_count', '<=', 0)
    .execute();
}

/** A page of what is held, newest first, and how much there is. */
export async function selectHeldStudies(
  db: Db,
  scope: RealmScope,
  page: { offset: number; limit: number },
): Promise<{ rows: HeldStudiesTable[]; total: number }> {
  const query = db.selectFrom('held_studies').where('realm_id', '=', scope.realmId);
  const [rows, count] = await Promise.all([
    query.selectAll().orderBy('id', 'desc').offset(page.offset).limit(page.limit).execute(),
    query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

/** A held study; `undefined` when the realm has none of that id. */
export async function selectHeldStudy(
  db: Db,
  scope: RealmScope,
  id: string,
): Promise<HeldStudiesTable | undefined> {
  if (!isId(id)) return undefined;
  return db
    .selectFrom('held_studies')
    .selectAll()
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirst();
}

/** Moves a held study from one state to another; false when it is not in the first one, or gone. */
export async function updateHeldState(
  trx: Db,
  scope: RealmScope,
  change: { id: string; from: HeldStudiesTable['state']; to: HeldStudiesTable['state']; now: string },
): Promise<boolean> {
  const changed = await trx
    .updateTable('held_studies')
    .set({ state: change.to, updated_at: change.now })
    .where('id', '=', change.id)
    .where('realm_id', '=', scope.realmId)
    .where('state', '=', change.from)
    .returning('id')
    .executeTakeFirst();
  return changed !== undefined;
}

/** The held studies of a patient who was named. */
export async function selectHeldStudiesOfPatient(
  db: Db,
  scope: RealmScope,
  patientId: string,
): Promise<HeldStudiesTable[]> {
  return db
    .selectFrom('held_studies')
    .selectAll()
    .where('patient_id', '=', patientId)
    .where('realm_id', '=', scope.realmId)
    .orderBy('id')
    .execute();
}

/** Gives a held study to another patient, who has none of its identity. */
export async function moveHeldStudy(
  trx: Db,
  scope: RealmScope,
  move: { id: string; toPatientId: string },
): Promise<void> {
  await trx
    .updateTable('held_studies')
    .set({ patient_id: move.toPatientId })
    .where('id', '=', move.id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}
