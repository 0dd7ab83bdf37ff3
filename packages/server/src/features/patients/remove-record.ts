// How a record goes: with its identifiers, and with the person and all of its imaging when it was the last one.
import type { RealmScope } from '../../access/index.ts';
import { removeHeldOfPatient } from '../../archive/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, PatientsTable } from '../../platform/database/index.ts';
import { deleteIdentifiers } from './identifiers.store.ts';
import { deletePerson, deleteRecord, lockUnreferencedPerson } from './records.store.ts';

/** Removes every study of a person with its files; the files in the background, by a job of the same transaction. */
export type RemovePersonStudies = (trx: Db, scope: RealmScope, personId: string) => Promise<void>;

/** Removes a record inside a transaction that holds the realm's records. */
export async function removeRecord(
  deps: { clock: Clock; removePersonStudies: RemovePersonStudies },
  trx: Db,
  scope: RealmScope,
  row: PatientsTable,
): Promise<void> {
  await removeHeldOfPatient(trx, deps, scope, row.id);
  await deleteIdentifiers(trx, scope, row.id);
  await deleteRecord(trx, scope, row);
  if (!(await lockUnreferencedPerson(trx, scope, row.person_id))) return;
  await deps.removePersonStudies(trx, scope, row.person_id);
  await deletePerson(trx, scope, row.person_id);
}
