// Two records of one person become one: studies, identifiers, what is held and what uploads say go over, in one transaction.
import type { MergePatient } from '@lumenbox/contract';
import type { Caller, RealmScope } from '../../access/index.ts';
import { moveHeldOfPatient } from '../../archive/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Db, PatientsTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { deleteIdentifiers, moveIdentifiers, selectIdentifiers } from './identifiers.store.ts';
import { derivedColumns } from './record-text.ts';
import {
  deletePerson,
  deleteRecord,
  lockPersons,
  lockRecords,
  moveRecords,
  selectRecord,
  updateRecord,
} from './records.store.ts';

/** What merging needs of the other features. */
export interface MergeDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  /** Gives all studies of one record's person to another's. */
  readonly moveStudiesOfPerson: (
    trx: Db,
    scope: RealmScope,
    move: { fromRecord: PatientsTable; toRecord: PatientsTable },
  ) => Promise<{ heldCount: number }>;
  /** Has uploads name another patient. */
  readonly moveUploadsOfPatient: (
    trx: Db,
    scope: RealmScope,
    move: { fromPatientId: string; toPatientId: string },
  ) => Promise<void>;
}

/**
 * Ends one record in favour of another of the same person. Throws `notFound` when the one that stays is gone,
 * `validation` when the other is not there, is the same, or a case is part of it: merged cases would share an identity.
 */
export async function mergePatients(
  deps: MergeDeps,
  caller: Caller,
  options: { id: string; input: MergePatient },
): Promise<PatientsTable> {
  const { scope } = caller;
  const refuse = (sentence: string) => failure.validation({ from_patient_id: [sentence] });
  return deps.database.transaction(async (trx) => {
    await lockRecords(trx, scope);
    const into = await selectRecord(trx, scope, options.id);
    const from = await selectRecord(trx, scope, options.input.from_patient_id);
    if (into === undefined) throw failure.notFound();
    if (from === undefined) throw refuse('The selected from patient id is invalid.');
    if (from.id === into.id) throw refuse('A patient cannot be merged with itself.');
    if (from.kind === 'case' || into.kind === 'case') throw refuse('Cases are never merged.');
    const heldCount = await joinPersons(deps, trx, scope, { from, into });
    const after = await takeOver(deps, trx, scope, { from, into });
    await deps.audit.record(trx, caller.origin, {
      event: 'patient.merged',
      object: { type: 'patient', id: into.id },
      details: { from: from.id, held: heldCount },
    });
    return after;
  });
}

/** Gives everything of one person to the other; gives how many instances are held for their other bytes. */
async function joinPersons(
  deps: MergeDeps,
  trx: Db,
  scope: RealmScope,
  { from, into }: { from: PatientsTable; into: PatientsTable },
): Promise<number> {
  if (from.person_id === into.person_id) return 0;
  await lockPersons(trx, scope, [from.person_id, into.person_id]);
  const moved = await deps.moveStudiesOfPerson(trx, scope, { fromRecord: from, toRecord: into });
  await moveRecords(trx, scope, { from: from.person_id, to: into.person_id });
  await deletePerson(trx, scope, from.person_id);
  return moved.heldCount;
}

/**
 * What hangs on the record itself goes over, and the record ends; its uploads behind it, as in a removal: who begins one for it at this
 * moment waits for the end of the record, and is told.
 */
async function takeOver(
  deps: MergeDeps,
  trx: Db,
  scope: RealmScope,
  { from, into }: { from: PatientsTable; into: PatientsTable },
): Promise<PatientsTable> {
  const move = { fromPatientId: from.id, toPatientId: into.id };
  await moveHeldOfPatient(trx, deps, scope, move);
  await moveIdentifiers(trx, scope, { from: from.id, to: into.id });
  await deleteIdentifiers(trx, scope, from.id);
  await deleteRecord(trx, scope, from);
  await deps.moveUploadsOfPatient(trx, scope, move);
  const derived = derivedColumns(into, await selectIdentifiers(trx, scope, into.id));
  return updateRecord(trx, scope, into, { ...derived, updated_at: deps.clock.now() });
}
