// The rules of patients: what a caller reads and changes, and what of it the audit trail keeps.
import {
  type CreatePatient,
  type ListPatients,
  listedIdentifiersMax,
  type UpdatePatient,
} from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import type { PatientIdentifiersTable, PatientsTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { pageWindow } from '../../platform/http/index.ts';
import { mergeAddress } from './address.ts';
import { changeRecord, createRecord, deleteRecordById, type RecordDeps } from './change-record.ts';
import { selectFirstIdentifiers } from './identifiers.store.ts';
import { listRecords } from './record-reading.ts';
import { selectRecord } from './records.store.ts';
import type { ListedRecords } from './search-records.store.ts';

/** A page of patients; `identifiers`, by the id of the patient, when they were asked for. */
export interface ListedPatients extends ListedRecords {
  readonly identifiers: ReadonlyMap<string, readonly PatientIdentifiersTable[]> | undefined;
}

/** One page of the realm's patients. */
export async function listPatients(
  deps: RecordDeps,
  caller: Caller,
  input: ListPatients,
): Promise<ListedPatients> {
  const sort = input.sort ?? 'created_at';
  const list = await listRecords(deps, caller.scope, {
    kind: 'patient',
    archived: input.archived ?? false,
    order: sort,
    direction: input.direction ?? (sort === 'name' ? 'asc' : 'desc'),
    search: input.search ?? '',
    ...pageWindow(input),
  });
  deps.audit.recordRead(caller.origin, {
    event: 'patient.listed',
    details: {
      page: input.page,
      per_page: input.per_page,
      count: list.rows.length,
      ...(input.include ? { include: input.include } : {}),
    },
  });
  if (input.include !== 'identifiers') return { ...list, identifiers: undefined };
  const patientIds = list.rows.map(({ id }) => id);
  const identifiers = await selectFirstIdentifiers(deps.database.kysely, caller.scope, {
    patientIds,
    countMax: listedIdentifiersMax,
  });
  return { ...list, identifiers: Map.groupBy(identifiers, ({ patient_id }) => patient_id) };
}

/** The record of an id, patient or case. Throws `notFound`. */
export async function findRecord(deps: RecordDeps, caller: Caller, id: string): Promise<PatientsTable> {
  const row = await selectRecord(deps.database.kysely, caller.scope, id);
  if (row === undefined) throw failure.notFound();
  return row;
}

/** The patient of an id, for a change. Throws `notFound`, and `validation` for a case: nothing may give it an identity. */
export async function findPatient(deps: RecordDeps, caller: Caller, id: string): Promise<PatientsTable> {
  const row = await findRecord(deps, caller, id);
  if (row.kind === 'case')
    throw failure.validation({ id: ['A de-identified case is changed under /cases.'] });
  return row;
}

/** Notes that a record was read. */
export function noteRead(deps: RecordDeps, caller: Caller, row: PatientsTable): PatientsTable {
  deps.audit.recordRead(caller.origin, { event: 'patient.read', object: { type: row.kind, id: row.id } });
  return row;
}

/** Makes a patient. */
export function createPatient(
  deps: RecordDeps,
  caller: Caller,
  input: CreatePatient,
): Promise<PatientsTable> {
  return createRecord(deps, caller, {
    kind: 'patient',
    label: null,
    given_names: input.given_names,
    family_name: input.family_name,
    date_of_birth: input.date_of_birth,
    sex: input.sex,
    address: mergeAddress(null, input.address),
  });
}

/** Changes what is sent of a patient. */
export function updatePatient(
  deps: RecordDeps,
  caller: Caller,
  id: string,
  input: UpdatePatient,
): Promise<PatientsTable> {
  const { address, ...sent } = input;
  return changeRecord(deps, caller, {
    id,
    event: 'patient.updated',
    edit: (row) => ({ ...definedOf(sent), address: mergeAddress(row.address, address) }),
  });
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

function definedOf<T extends object>(sent: T): Defined<T> {
  return Object.fromEntries(Object.entries(sent).filter(([, value]) => value !== undefined)) as Defined<T>;
}

/** Takes a record out of the ordinary list, or brings it back. */
export function setArchived(
  deps: RecordDeps,
  caller: Caller,
  id: string,
  archived: boolean,
): Promise<PatientsTable> {
  return changeRecord(deps, caller, {
    id,
    event: archived ? 'patient.archived' : 'patient.unarchived',
    edit: () => ({ archived: archived ? 1 : 0 }),
  });
}

/** Deletes a patient's record. */
export function deletePatient(deps: RecordDeps, caller: Caller, id: string): Promise<void> {
  return deleteRecordById(deps, caller, id);
}
