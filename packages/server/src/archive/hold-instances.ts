// How instances come to be held, and cease to be: rows of the instance and of its study together, objects to the clean-up.
import type { RealmScope } from '../access/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, HeldInstancesTable, HeldStudiesTable } from '../platform/database/index.ts';
import { newId } from '../platform/ids.ts';
import { dropObjects } from './archive.ts';
import {
  deleteHeldByBytes,
  deleteHeldOfPatient,
  deleteHeldOfStudy,
  deleteHeldTwice,
  insertHeld,
  moveHeldInstances,
  type ReleasedInstance,
} from './held-instances.store.ts';
import {
  addToHeldStudy,
  deleteEmptyHeldStudies,
  ensureHeldStudy,
  moveHeldStudy,
  selectHeldStudiesOfPatient,
} from './held-studies.store.ts';

/** An instance to be held, and what it says of itself. */
export interface HoldRequest {
  readonly instance: Omit<HeldInstancesTable, 'id' | 'realm_id' | 'held_study_id' | 'created_at'>;
  readonly study: Pick<HeldStudiesTable, 'identity' | 'facts'>;
}

interface HoldDeps {
  readonly clock: Clock;
}

/** Holds an instance whose object is durable; false when the same bytes are held for the same patient already. */
export async function holdInstance(
  trx: Db,
  deps: HoldDeps,
  scope: RealmScope,
  { instance, study }: HoldRequest,
): Promise<boolean> {
  const now = deps.clock.now();
  const { patient_id, study_instance_uid, reason, size_bytes } = instance;
  const times = { created_at: now, updated_at: now };
  const heldStudyId = await ensureHeldStudy(trx, scope, {
    id: newId(),
    realm_id: scope.realmId,
    patient_id,
    study_instance_uid,
    reason,
    ...study,
    instance_count: 0,
    size_bytes: 0,
    state: 'waiting',
    ...times,
  });
  const row = {
    id: newId(),
    realm_id: scope.realmId,
    ...instance,
    held_study_id: heldStudyId,
    created_at: now,
  };
  const isAdded = await insertHeld(trx, row);
  if (isAdded === 'added')
    await addToHeldStudy(trx, scope, { id: heldStudyId, instances: 1, bytes: size_bytes, now });
  else await deleteEmptyHeldStudies(trx, scope, [heldStudyId]);
  return isAdded !== 'known';
}

/** Removes what is held of some bytes: they have found their place. */
export async function releaseHeldBytes(
  trx: Db,
  deps: HoldDeps,
  scope: RealmScope,
  hashes: readonly string[],
): Promise<void> {
  await release(trx, deps, scope, await deleteHeldByBytes(trx, scope, hashes));
}

/** Removes what is held for a patient. */
export async function removeHeldOfPatient(
  trx: Db,
  deps: HoldDeps,
  scope: RealmScope,
  patientId: string,
): Promise<void> {
  await release(trx, deps, scope, await deleteHeldOfPatient(trx, scope, patientId));
}

/** Gives what is held for a patient to another one; what that one has already is dropped. */
export async function moveHeldOfPatient(
  trx: Db,
  deps: HoldDeps,
  scope: RealmScope,
  { fromPatientId, toPatientId }: { fromPatientId: string; toPatientId: string },
): Promise<void> {
  const twice = await deleteHeldTwice(trx, scope, { of: fromPatientId, alsoOf: toPatientId });
  await release(trx, deps, scope, twice);
  const known = await selectHeldStudiesOfPatient(trx, scope, toPatientId);
  for (const held of await selectHeldStudiesOfPatient(trx, scope, fromPatientId)) {
    const same = known.find(
      (one) => one.study_instance_uid === held.study_instance_uid && one.identity === held.identity,
    );
    const intoHeldStudyId = same?.id ?? held.id;
    await moveHeldInstances(trx, scope, { heldStudyId: held.id, intoHeldStudyId, toPatientId });
    if (same === undefined) await moveHeldStudy(trx, scope, { id: held.id, toPatientId });
    else {
      const { instance_count: instances, size_bytes: bytes } = held;
      const now = deps.clock.now();
      await addToHeldStudy(trx, scope, { id: same.id, instances, bytes, now });
      await addToHeldStudy(trx, scope, { id: held.id, instances: -instances, bytes: -bytes, now });
      await deleteEmptyHeldStudies(trx, scope, [held.id]);
    }
  }
}

/** Removes what is held of a study, and gives how many instances that were. */
export async function discardHeldStudy(
  trx: Db,
  deps: HoldDeps,
  scope: RealmScope,
  heldStudyId: string,
): Promise<number> {
  const released = await deleteHeldOfStudy(trx, scope, heldStudyId);
  await release(trx, deps, scope, released);
  return released.length;
}

/** Objects to the clean-up, counts of held studies down, and those away that hold nothing any more. */
async function release(
  trx: Db,
  deps: HoldDeps,
  scope: RealmScope,
  released: readonly ReleasedInstance[],
): Promise<void> {
  if (released.length === 0) return;
  await dropObjects(
    trx,
    deps,
    scope,
    released.map((row) => row.object_key),
  );
  const byStudy = Map.groupBy(released, (row) => row.held_study_id ?? '');
  // One order in every process, so that no two transactions wait for each other.
  for (const id of [...byStudy.keys()].sort()) {
    const rows = byStudy.get(id) ?? [];
    const bytes = rows.reduce((sum, row) => sum + row.size_bytes, 0);
    await addToHeldStudy(trx, scope, { id, instances: -rows.length, bytes: -bytes, now: deps.clock.now() });
  }
  await deleteEmptyHeldStudies(trx, scope, [...byStudy.keys()]);
}
