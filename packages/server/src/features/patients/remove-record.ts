// How a record goes: with its identifiers, and with the person and all of its imaging when it was the last one.
import type { RealmScope } from '../../access/index.ts';
import { removeHeldOfPatient, removeReviewsOfCase } from '../../archive/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, PatientsTable } from '../../platform/database/index.ts';
import { deleteIdentifiers } from './identifiers.store.ts';
import { deletePerson, deleteRecord, hasOtherRecord, lockPerson } from './records.store.ts';

/** Removes every study of a person with its files; the files in the background, by a job of the same transaction. */
export type RemovePersonStudies = (trx: Db, scope: RealmScope, personId: string) => Promise<void>;

/** Takes from uploads what they still tell of a record that is gone. */
export type ForgetUploads = (trx: Db, scope: RealmScope, patientId: string) => Promise<void>;

/** What removing a record does to the other features' rows. */
export interface RemovalDeps {
  readonly clock: Clock;
  readonly removePersonStudies: RemovePersonStudies;
  readonly forgetUploads: ForgetUploads;
}

/**
 * Removes a record inside a transaction that holds the realm's records. Rows are locked in the order in which arriving
 * images lock them: the person, its studies, what is held, the jobs, the record, its uploads.
 */
export async function removeRecord(
  deps: RemovalDeps,
  trx: Db,
  scope: RealmScope,
  row: PatientsTable,
): Promise<void> {
  await lockPerson(trx, scope, row.person_id);
  const isLast = !(await hasOtherRecord(trx, scope, row));
  if (isLast) await deps.removePersonStudies(trx, scope, row.person_id);
  await removeHeldOfPatient(trx, deps, scope, row.id);
  if (row.kind === 'case') await removeReviewsOfCase(trx, deps, scope, row.id);
  await deleteIdentifiers(trx, scope, row.id);
  await deleteRecord(trx, scope, row);
  await deps.forgetUploads(trx, scope, row.id);
  if (isLast) await deletePerson(trx, scope, row.person_id);
}
