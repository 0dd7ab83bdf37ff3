// The table of patients' identifiers. One realm at a time.
import type { RealmScope } from '../../access/index.ts';
import {
  type Db,
  insertRows,
  isOneOf,
  type PatientIdentifiersTable,
  type PatientsTable,
  runStatement,
} from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';

/** More than any patient has; a bound on what one statement reads. */
const identifiersMax = 10_000;

/** All identifiers of a patient, oldest first. */
export async function selectIdentifiers(
  db: Db,
  scope: RealmScope,
  patientId: string,
): Promise<PatientIdentifiersTable[]> {
  return runStatement(
    db,
    `SELECT * FROM patient_identifiers WHERE patient_id = ? AND realm_id = ?
      ORDER BY created_at, id LIMIT ${identifiersMax}`,
    [patientId, scope.realmId],
  );
}

/** The first identifiers of each of a page's patients, oldest first. */
export async function selectFirstIdentifiers(
  db: Db,
  scope: RealmScope,
  { patientIds, countMax }: { patientIds: readonly string[]; countMax: number },
): Promise<PatientIdentifiersTable[]> {
  const isPatient = isOneOf(db, 'patient_id', patientIds);
  return runStatement(
    db,
    `SELECT id, realm_id, patient_id, value, issuer, type, created_at FROM (
        SELECT patient_identifiers.*, ROW_NUMBER() OVER (PARTITION BY patient_id ORDER BY created_at, id) AS place
          FROM patient_identifiers WHERE ${isPatient.text} AND realm_id = ?
      ) AS placed WHERE place <= ${countMax} ORDER BY patient_id, place`,
    [isPatient.parameter, scope.realmId],
  );
}

/** Patients, never cases, with an identifier. Without an issuer: those whose identifier has none either. Oldest first. */
export async function selectByIdentifier(
  db: Db,
  scope: RealmScope,
  identifier: { value: string; issuer: string | null },
): Promise<PatientsTable[]> {
  return runStatement(
    db,
    `SELECT patients.* FROM patient_identifiers JOIN patients ON patients.id = patient_identifiers.patient_id
      WHERE patient_identifiers.realm_id = ? AND patient_identifiers.value = ? AND patient_identifiers.issuer = ?
        AND patients.kind = 'patient'
      ORDER BY patients.id`,
    [scope.realmId, identifier.value, identifier.issuer ?? ''],
  );
}

/** Adds an identifier; false when the patient has the same one. The constraint decides, also between two at once. */
export async function insertIdentifier(
  trx: Db,
  scope: RealmScope,
  row: PatientIdentifiersTable,
): Promise<boolean> {
  const rows = [{ ...row, realm_id: scope.realmId }];
  const unlessThere = ['patient_id', 'value', 'issuer'];
  const inserted = await insertRows(trx, 'patient_identifiers', rows, { unlessThere, returning: ['id'] });
  return inserted.length > 0;
}

/** Removes an identifier of a patient; false when there is none. */
export async function deleteIdentifier(
  trx: Db,
  scope: RealmScope,
  patientId: string,
  id: string,
): Promise<boolean> {
  if (!isId(id)) return false;
  const deleted = await trx
    .deleteFrom('patient_identifiers')
    .where('id', '=', id)
    .where('patient_id', '=', patientId)
    .where('realm_id', '=', scope.realmId)
    .returning('id')
    .executeTakeFirst();
  return deleted !== undefined;
}

/** Gives a patient's identifiers to another one; those that it has already stay where they are. */
export async function moveIdentifiers(
  trx: Db,
  scope: RealmScope,
  patients: { from: string; to: string },
): Promise<void> {
  await trx
    .updateTable('patient_identifiers')
    .set({ patient_id: patients.to })
    .where('patient_id', '=', patients.from)
    .where('realm_id', '=', scope.realmId)
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('patient_identifiers as known')
            .select('known.id')
            .where('known.patient_id', '=', patients.to)
            .whereRef('known.value', '=', 'patient_identifiers.value')
            .whereRef('known.issuer', '=', 'patient_identifiers.issuer'),
        ),
      ),
    )
    .execute();
}

/** Removes every identifier of a patient. */
export async function deleteIdentifiers(trx: Db, scope: RealmScope, patientId: string): Promise<void> {
  await trx
    .deleteFrom('patient_identifiers')
    .where('patient_id', '=', patientId)
    .where('realm_id', '=', scope.realmId)
    .execute();
}
