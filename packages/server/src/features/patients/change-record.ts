// The transactions that make, change and remove a record, patient or case: rows, lists and audit together.
import type { AuditEventName } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Database, PatientsTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { selectIdentifiers } from './identifiers.store.ts';
import { derivedColumns } from './record-text.ts';
import {
  insertRecord,
  lockRecords,
  type RecordChanges,
  selectRecord,
  updateRecord,
} from './records.store.ts';
import { type RemovalDeps, removeRecord } from './remove-record.ts';

/** What work on records needs. */
export interface RecordDeps extends RemovalDeps {
  database: Database;
  audit: Audit;
}

/** What somebody says of a new record. */
export type NewRecord = Pick<
  PatientsTable,
  'kind' | 'label' | 'given_names' | 'family_name' | 'date_of_birth' | 'sex' | 'address'
>;

/** Makes a record with a person of its own. */
export async function createRecord(
  deps: Pick<RecordDeps, 'database' | 'audit' | 'clock'>,
  caller: Caller,
  fields: NewRecord,
): Promise<PatientsTable> {
  const now = deps.clock.now();
  const row: PatientsTable = {
    id: newId(),
    realm_id: caller.scope.realmId,
    person_id: newId(),
    ...fields,
    archived: 0,
    ...derivedColumns(fields, []),
    created_at: now,
    updated_at: now,
  };
  await deps.database.transaction(async (trx) => {
    await lockRecords(trx, caller.scope);
    await insertRecord(trx, caller.scope, row);
    await deps.audit.record(trx, caller.origin, {
      event: `${row.kind}.created`,
      object: { type: row.kind, id: row.id },
    });
  });
  return row;
}

/** The columns that somebody may change. */
export type EditableColumns = Partial<
  Pick<
    PatientsTable,
    'label' | 'given_names' | 'family_name' | 'date_of_birth' | 'sex' | 'address' | 'archived'
  >
>;

/**
 * Changes a record as `edit` says of the row at that moment, so that two partial changes at once both stay. Columns that
 * are left away, or that hold the value already, are not touched. Throws `notFound` when the record is gone.
 */
export async function changeRecord(
  deps: RecordDeps,
  caller: Caller,
  options: { id: string; event: AuditEventName; edit: (row: PatientsTable) => EditableColumns },
): Promise<PatientsTable> {
  const { scope } = caller;
  return deps.database.transaction(async (trx) => {
    await lockRecords(trx, scope);
    const before = await selectRecord(trx, scope, options.id);
    if (before === undefined) throw failure.notFound();
    const changes = differences(before, options.edit(before));
    const changed = Object.keys(changes);
    let after = before;
    if (changed.length > 0) {
      const isRenamed = changed.some((column) => ['label', 'given_names', 'family_name'].includes(column));
      const derived = isRenamed
        ? derivedColumns({ ...before, ...changes }, await selectIdentifiers(trx, scope, before.id))
        : {};
      after = await updateRecord(trx, scope, before, {
        ...changes,
        ...derived,
        updated_at: deps.clock.now(),
      });
    }
    await deps.audit.record(trx, caller.origin, {
      event: options.event,
      object: { type: before.kind, id: before.id },
      details: { changed },
    });
    return after;
  });
}

function differences(before: PatientsTable, edited: EditableColumns): RecordChanges {
  return Object.fromEntries(
    Object.entries(edited).filter(
      ([column, value]) => value !== undefined && value !== before[column as keyof PatientsTable],
    ),
  );
}

/** Removes a record. Throws `notFound` when it is gone. */
export async function deleteRecordById(deps: RecordDeps, caller: Caller, id: string): Promise<void> {
  await deps.database.transaction(async (trx) => {
    await lockRecords(trx, caller.scope);
    const row = await selectRecord(trx, caller.scope, id);
    if (row === undefined) throw failure.notFound();
    await removeRecord(deps, trx, caller.scope, row);
    await deps.audit.record(trx, caller.origin, {
      event: `${row.kind}.deleted`,
      object: { type: row.kind, id },
    });
  });
}
