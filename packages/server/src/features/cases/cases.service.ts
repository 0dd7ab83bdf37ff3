// The rules of cases: de-identified records that carry a label and never an identity.
import type { CreateCase, ListCases, UpdateCase } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import type { PatientsTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { pageWindow } from '../../platform/http/index.ts';
import {
  changeRecord,
  createRecord,
  deleteRecordById,
  type EditableColumns,
  type ListedRecords,
  listRecords,
  type RecordDeps,
  selectRecord,
} from '../patients/index.ts';

/** One page of the realm's cases. */
export async function listCases(deps: RecordDeps, caller: Caller, input: ListCases): Promise<ListedRecords> {
  const sort = input.sort ?? 'created_at';
  const list = await listRecords(deps, caller.scope, {
    kind: 'case',
    archived: input.archived ?? false,
    order: sort === 'label' ? 'name' : sort,
    direction: input.direction ?? (sort === 'label' ? 'asc' : 'desc'),
    search: input.search ?? '',
    ...pageWindow(input),
  });
  deps.audit.recordRead(caller.origin, {
    event: 'case.listed',
    details: { page: input.page, per_page: input.per_page, count: list.rows.length },
  });
  return list;
}

/** The case of an id. Throws `notFound`, for an identified patient too. */
export async function findCase(deps: RecordDeps, caller: Caller, id: string): Promise<PatientsTable> {
  const row = await selectRecord(deps.database.kysely, caller.scope, id);
  if (row?.kind !== 'case') throw failure.notFound();
  return row;
}

/** Notes that a case was read. */
export function noteRead(deps: RecordDeps, caller: Caller, row: PatientsTable): PatientsTable {
  deps.audit.recordRead(caller.origin, { event: 'case.read', object: { type: 'case', id: row.id } });
  return row;
}

/** Makes a case. */
export function createCase(deps: RecordDeps, caller: Caller, input: CreateCase): Promise<PatientsTable> {
  return createRecord(deps, caller, {
    kind: 'case',
    label: input.label,
    given_names: null,
    family_name: null,
    date_of_birth: input.date_of_birth ?? null,
    sex: input.sex ?? null,
    address: null,
  });
}

/** Changes what is sent of a case. */
export function updateCase(
  deps: RecordDeps,
  caller: Caller,
  id: string,
  input: UpdateCase,
): Promise<PatientsTable> {
  const sent: EditableColumns = {};
  if (input.label !== undefined) sent.label = input.label;
  if (input.sex !== undefined) sent.sex = input.sex;
  if (input.date_of_birth !== undefined) sent.date_of_birth = input.date_of_birth;
  return changeRecord(deps, caller, { id, event: 'case.updated', edit: () => sent });
}

/** Takes a case out of the ordinary list, or brings it back. */
export function setArchived(
  deps: RecordDeps,
  caller: Caller,
  id: string,
  archived: boolean,
): Promise<PatientsTable> {
  return changeRecord(deps, caller, {
    id,
    event: archived ? 'case.archived' : 'case.unarchived',
    edit: () => ({ archived: archived ? 1 : 0 }),
  });
}

/** Deletes a case with its studies. */
export function deleteCase(deps: RecordDeps, caller: Caller, id: string): Promise<void> {
  return deleteRecordById(deps, caller, id);
}
