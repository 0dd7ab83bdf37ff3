// The tables of persons and of the records that point to them, patients and cases alike. One realm at a time.
import { sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import {
  type Db,
  dialectOf,
  insertRows,
  isOneOf,
  type PatientsTable,
  quickRead,
  runStatement,
} from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';
import { enterLists, leaveLists, moveInLists } from './record-lists.store.ts';

/**
 * Lets one transaction at a time change a realm's records, until it ends: counts of lists stay exact, and what is
 * looked up before a write still holds when it is written. The first statement of a transaction, before any row is
 * locked. SQLite has one writer as it is.
 */
export async function lockRecords(trx: Db, scope: RealmScope): Promise<void> {
  if (dialectOf(trx) === 'sqlite') return;
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`records ${scope.realmId}`}, 0))`.execute(trx);
}

/** One record, patient or case; `undefined` when the realm has none of that id. */
export async function selectRecord(
  db: Db,
  scope: RealmScope,
  id: string,
): Promise<PatientsTable | undefined> {
  if (!isId(id)) return undefined;
  const [row] = await recordsById(db, { realmId: scope.realmId, id });
  return row;
}

const recordsById = quickRead('records.by-id', (db, of: { realmId: string; id: string }) =>
  db.selectFrom('patients').selectAll().where('id', '=', of.id).where('realm_id', '=', of.realmId),
);

/** Patients with exactly this folded name and these values; nulls match nulls. Oldest first. */
export async function selectByDemographics(
  db: Db,
  scope: RealmScope,
  options: { sortName: string; dateOfBirth: string | null; sex: string | null },
): Promise<PatientsTable[]> {
  return db
    .selectFrom('patients')
    .selectAll()
    .where('realm_id', '=', scope.realmId)
    .where('kind', '=', 'patient')
    .where('archived', 'in', [0, 1])
    .where('sort_name', '=', options.sortName)
    .where(
      'date_of_birth',
      options.dateOfBirth === null ? 'is' : '=',
      options.dateOfBirth === null ? null : options.dateOfBirth,
    )
    .where('sex', options.sex === null ? 'is' : '=', options.sex === null ? null : options.sex)
    .orderBy('id')
    .execute();
}

/** Adds a person and the record that points to it. */
export async function insertRecord(trx: Db, scope: RealmScope, row: PatientsTable): Promise<void> {
  const person = { id: row.person_id, realm_id: scope.realmId, created_at: row.created_at };
  await Promise.all([insertRows(trx, 'persons', [person]), insertRows(trx, 'patients', [row])]);
  await enterLists(trx, scope, row);
}

/** What of a record can change. */
export type RecordChanges = Partial<
  Omit<PatientsTable, 'id' | 'realm_id' | 'person_id' | 'kind' | 'created_at'>
>;

/** Changes columns of a record and gives the row as it is then. */
export async function updateRecord(
  trx: Db,
  scope: RealmScope,
  before: PatientsTable,
  changes: RecordChanges,
): Promise<PatientsTable> {
  await trx
    .updateTable('patients')
    .set(changes)
    .where('id', '=', before.id)
    .where('realm_id', '=', scope.realmId)
    .execute();
  const after = { ...before, ...changes };
  await moveInLists(trx, scope, before, after);
  return after;
}

/** Removes a record. The person stays. */
export async function deleteRecord(trx: Db, scope: RealmScope, row: PatientsTable): Promise<void> {
  await leaveLists(trx, scope, row);
  await trx.deleteFrom('patients').where('id', '=', row.id).where('realm_id', '=', scope.realmId).execute();
}

/** Keeps a person from being deleted until the transaction ends; false when it is gone already. */
export async function holdPerson(trx: Db, scope: RealmScope, personId: string): Promise<boolean> {
  return (await holdPersons(trx, scope, [personId])).has(personId);
}

/** Keeps persons from being deleted until the transaction ends; gives those that are there. */
export async function holdPersons(
  trx: Db,
  scope: RealmScope,
  personIds: readonly string[],
): Promise<Set<string>> {
  const those = isOneOf(trx, 'id', personIds);
  const lock = dialectOf(trx) === 'sqlite' ? '' : ' ORDER BY id FOR KEY SHARE';
  const rows = await runStatement<{ id: string }>(
    trx,
    `SELECT id FROM persons WHERE ${those.text} AND realm_id = ?${lock}`,
    [those.parameter, scope.realmId],
  );
  return new Set(rows.map(({ id }) => id));
}

/** Keeps a record and its person from being deleted until the transaction ends; false when it is gone already. */
export async function holdRecord(trx: Db, scope: RealmScope, id: string): Promise<boolean> {
  // The person first, as everywhere: whoever waits for it holds nothing else.
  const query = trx
    .selectFrom('persons')
    .innerJoin('patients', 'patients.person_id', 'persons.id')
    .select('patients.id')
    .where('patients.id', '=', id)
    .where('patients.realm_id', '=', scope.realmId);
  const row = await (dialectOf(trx) === 'sqlite' ? query : query.forKeyShare()).executeTakeFirst();
  return row !== undefined;
}

/** Keeps others from adding to a person, or taking from it, until the transaction ends. */
export async function lockPerson(trx: Db, scope: RealmScope, personId: string): Promise<void> {
  const query = trx
    .selectFrom('persons')
    .select('id')
    .where('id', '=', personId)
    .where('realm_id', '=', scope.realmId);
  await (dialectOf(trx) === 'sqlite' ? query : query.forUpdate()).execute();
}

/** Keeps others from adding to persons, or taking from them, until the transaction ends; always in the same order. */
export async function lockPersons(trx: Db, scope: RealmScope, personIds: readonly string[]): Promise<void> {
  for (const personId of [...new Set(personIds)].sort()) await lockPerson(trx, scope, personId);
}

/** Gives every record of a person to another person. */
export async function moveRecords(
  trx: Db,
  scope: RealmScope,
  persons: { from: string; to: string },
): Promise<void> {
  await trx
    .updateTable('patients')
    .set({ person_id: persons.to })
    .where('person_id', '=', persons.from)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Says whether another record points to the same person. Holds for a transaction that has locked the person. */
export async function hasOtherRecord(trx: Db, scope: RealmScope, row: PatientsTable): Promise<boolean> {
  const other = await trx
    .selectFrom('patients')
    .select('id')
    .where('person_id', '=', row.person_id)
    .where('realm_id', '=', scope.realmId)
    .where('id', '!=', row.id)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** Removes a person that nothing points to any more. */
export async function deletePerson(trx: Db, scope: RealmScope, personId: string): Promise<void> {
  await trx.deleteFrom('persons').where('id', '=', personId).where('realm_id', '=', scope.realmId).execute();
}
