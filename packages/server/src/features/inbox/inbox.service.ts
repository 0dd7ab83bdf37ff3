// The rules of the inbox: what waits is seen by who may send images, and decided by who may change studies.
import type { AssignHeldStudy, HeldFacts, HeldStudy, HeldStudyWithCandidates } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import {
  discardHeldStudy as discardContents,
  selectHeldStudies,
  selectHeldStudy,
  updateHeldState,
} from '../../archive/index.ts';
import type { Audit } from '../../audit/index.ts';
import { enqueueJob } from '../../jobs/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Db, HeldStudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { lockRecords, makePatientFromImages, selectRecord } from '../patients/index.ts';
import { assignHeldStudyJob } from './assign-held-study.job.ts';
import { findCandidates } from './find-candidates.ts';

/** What the feature works with. */
export interface InboxDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
}

/** Who decides: a caller, or the operator at the machine. */
type Actor = Pick<Caller, 'scope' | 'origin'>;

/** A page of what waits for a decision, newest first. */
export async function listHeldStudies(
  deps: InboxDeps,
  caller: Actor,
  page: { number: number; offset: number; limit: number },
): Promise<{ rows: HeldStudy[]; total: number }> {
  const { rows, total } = await selectHeldStudies(deps.database.kysely, caller.scope, page);
  deps.audit.recordRead(caller.origin, {
    event: 'held.listed',
    details: { page: page.number, count: rows.length },
  });
  return { rows: rows.map(present), total };
}

/** The held study of an id. Throws `notFound`. */
export async function findHeldStudy(deps: InboxDeps, caller: Actor, id: string): Promise<HeldStudiesTable> {
  const row = await selectHeldStudy(deps.database.kysely, caller.scope, id);
  if (row === undefined) throw failure.notFound();
  return row;
}

/** A held study with the patients whom it may be of. */
export async function showHeldStudy(
  deps: InboxDeps,
  caller: Actor,
  row: HeldStudiesTable,
): Promise<HeldStudyWithCandidates> {
  deps.audit.recordRead(caller.origin, {
    event: 'held.read',
    object: { type: 'held_study', id: row.id },
  });
  const presented = present(row);
  const candidates = await findCandidates(deps.database.kysely, caller.scope, {
    row,
    facts: presented.facts,
  });
  return { ...presented, candidates };
}

/**
 * Says whose a held study is; the images follow by a job of the same transaction. Throws `notFound` when it is gone,
 * `conflict` while it is being assigned, `validation` when there is no such patient, or nothing to make one of.
 */
export async function assignHeldStudy(
  deps: InboxDeps,
  caller: Actor,
  options: { id: string; input: AssignHeldStudy },
): Promise<HeldStudy> {
  const { scope } = caller;
  const now = deps.clock.now();
  return deps.database.transaction(async (trx) => {
    await lockRecords(trx, scope);
    const held = await selectHeldStudy(trx, scope, options.id);
    if (held === undefined) throw failure.notFound();
    const change = { id: held.id, from: 'waiting', to: 'assigning', now } as const;
    if (!(await updateHeldState(trx, scope, change)))
      throw failure.conflict('These images are on their way to a patient already.');
    const patientId = await patientOf(deps, trx, caller, { held, input: options.input });
    await enqueueJob(
      trx,
      deps,
      assignHeldStudyJob,
      { realmId: scope.realmId, heldStudyId: held.id, patientId },
      { uniqueKey: held.id },
    );
    await deps.audit.record(trx, caller.origin, {
      event: 'held.assigned',
      object: { type: 'held_study', id: held.id },
      details: { patient_id: patientId, instances: held.instance_count },
    });
    return present({ ...held, state: 'assigning', updated_at: now });
  });
}

/** The record that gets the images: the named one, or one that is made of what they say. */
async function patientOf(
  deps: InboxDeps,
  trx: Db,
  caller: Actor,
  { held, input }: { held: HeldStudiesTable; input: AssignHeldStudy },
): Promise<string> {
  if (input.create_patient !== true) {
    const record = await selectRecord(trx, caller.scope, input.patient_id ?? '');
    if (record === undefined)
      throw failure.validation({ patient_id: ['The selected patient id is invalid.'] });
    return record.id;
  }
  const { facts } = present(held);
  if (facts === null)
    throw failure.validation({
      create_patient: ['These images were held before they were looked into. Choose a patient for them.'],
    });
  const { identifier } = facts;
  const row = await makePatientFromImages(deps, trx, caller.scope, caller.origin, {
    givenNames: facts.given_names,
    familyName: facts.family_name,
    dateOfBirth: facts.date_of_birth,
    sex: facts.sex,
    ...(identifier === null ? {} : { identifier }),
  });
  return row.id;
}

/** Removes what is held of a study for good. Throws `notFound` when it is gone, `conflict` while it is being assigned. */
export async function discardHeldStudy(deps: InboxDeps, caller: Actor, id: string): Promise<void> {
  const { scope } = caller;
  await deps.database.transaction(async (trx) => {
    const held = await selectHeldStudy(trx, scope, id);
    if (held === undefined) throw failure.notFound();
    if (held.state !== 'waiting')
      throw failure.conflict('These images are on their way to a patient already.');
    const instances = await discardContents(trx, deps, scope, id);
    await deps.audit.record(trx, caller.origin, {
      event: 'held.discarded',
      object: { type: 'held_study', id },
      details: { instances },
    });
  });
}

function present(row: HeldStudiesTable): HeldStudy {
  const facts = JSON.parse(row.facts) as Partial<HeldFacts>;
  return {
    id: row.id,
    study_instance_uid: row.study_instance_uid,
    reason: row.reason,
    patient_id: row.patient_id,
    state: row.state,
    facts: facts.family_name === undefined ? null : (facts as HeldFacts),
    instance_count: row.instance_count,
    size_bytes: row.size_bytes,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}
