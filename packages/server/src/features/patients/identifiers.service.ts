// The rules of identifiers: each once a patient, found by search at once.
import type { AddIdentifier } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import type { Db, PatientIdentifiersTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import type { RecordDeps } from './change-record.ts';
import { deleteIdentifier, insertIdentifier, selectIdentifiers } from './identifiers.store.ts';
import { derivedColumns } from './record-text.ts';
import { lockRecords, selectRecord, updateRecord } from './records.store.ts';

/** A page of a patient's identifiers, oldest first. A case has none. */
export async function listIdentifiers(
  deps: RecordDeps,
  caller: Caller,
  patientId: string,
  page: { offset: number; limit: number },
): Promise<{ rows: PatientIdentifiersTable[]; total: number }> {
  const all = await selectIdentifiers(deps.database.kysely, caller.scope, patientId);
  const rows = all.slice(page.offset, page.offset + page.limit);
  deps.audit.recordRead(caller.origin, {
    event: 'identifier.listed',
    object: { type: 'patient', id: patientId },
    details: { count: rows.length },
  });
  return { rows, total: all.length };
}

/** Adds an identifier. Throws `validation` when the patient has the same one. */
export async function addIdentifier(
  deps: RecordDeps,
  caller: Caller,
  patientId: string,
  input: AddIdentifier,
): Promise<PatientIdentifiersTable> {
  const row: PatientIdentifiersTable = {
    id: newId(),
    realm_id: caller.scope.realmId,
    patient_id: patientId,
    value: input.value,
    issuer: input.issuer ?? '',
    type: input.type ?? null,
    created_at: deps.clock.now(),
  };
  await deps.database.transaction(async (trx) => {
    await lockRecords(trx, caller.scope);
    if ((await selectRecord(trx, caller.scope, patientId)) === undefined) throw failure.notFound();
    if (!(await insertIdentifier(trx, caller.scope, row)))
      throw failure.validation({ value: ['The value has already been taken.'] });
    await refreshSearchText(trx, caller, patientId);
    await deps.audit.record(trx, caller.origin, {
      event: 'identifier.added',
      object: { type: 'patient', id: patientId },
      details: { identifier_id: row.id },
    });
  });
  return row;
}

/** Takes an identifier from a patient. Throws `notFound`. */
export async function removeIdentifier(
  deps: RecordDeps,
  caller: Caller,
  options: { patientId: string; id: string },
): Promise<void> {
  await deps.database.transaction(async (trx) => {
    await lockRecords(trx, caller.scope);
    if (!(await deleteIdentifier(trx, caller.scope, options.patientId, options.id))) throw failure.notFound();
    await refreshSearchText(trx, caller, options.patientId);
    await deps.audit.record(trx, caller.origin, {
      event: 'identifier.removed',
      object: { type: 'patient', id: options.patientId },
      details: { identifier_id: options.id },
    });
  });
}

async function refreshSearchText(trx: Db, caller: Caller, patientId: string): Promise<void> {
  const row = await selectRecord(trx, caller.scope, patientId);
  if (row === undefined) return;
  const identifiers = await selectIdentifiers(trx, caller.scope, patientId);
  await updateRecord(trx, caller.scope, row, derivedColumns(row, identifiers));
}
