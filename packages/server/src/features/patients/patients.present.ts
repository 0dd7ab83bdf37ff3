// Records as the API prints them. A case prints a label, and never what is kept of a person. Pure.
import type { Address, Case, ListedPatient, Patient, PatientIdentifier, Sex } from '@lumenbox/contract';
import type { PatientIdentifiersTable } from '../../platform/database/index.ts';
import type { ListedRecord } from './page-records.store.ts';

/** A patient with its ten keys. */
export function presentPatient(row: ListedRecord): Patient {
  return {
    id: row.id,
    given_names: row.given_names ?? '',
    family_name: row.family_name ?? '',
    date_of_birth: row.date_of_birth,
    sex: (row.sex ?? 'unknown') as Sex,
    address: row.address === null ? null : (JSON.parse(row.address) as Address),
    status: 'active',
    archived: row.archived === 1,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** A patient of a list, with its identifiers when they were asked for. */
export function presentListedPatient(
  row: ListedRecord,
  identifiers: ReadonlyMap<string, readonly PatientIdentifiersTable[]> | undefined,
): ListedPatient {
  const patient = presentPatient(row);
  if (identifiers === undefined) return patient;
  return { ...patient, identifiers: (identifiers.get(row.id) ?? []).map(presentIdentifier) };
}

/** A case with its six keys. */
export function presentCase(row: ListedRecord): Case {
  return {
    id: row.id,
    label: row.label ?? '',
    status: 'deidentified',
    archived: row.archived === 1,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** Whichever of the two the record is. */
export function presentRecord(row: ListedRecord): Patient | Case {
  return row.kind === 'case' ? presentCase(row) : presentPatient(row);
}

/** An identifier of a patient. */
export function presentIdentifier(row: PatientIdentifiersTable): PatientIdentifier {
  return {
    id: row.id,
    value: row.value,
    issuer: row.issuer === '' ? null : row.issuer,
    type: row.type,
    created_at: row.created_at,
  };
}
