// Reading the audit trail of one's own realm; the reading is an event itself.
import type { AuditEvent, ExportAuditEvents, ListAuditEvents } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import {
  type Audit,
  type AuditFilter,
  auditColumns,
  selectAuditEvents,
  walkAuditEvents,
} from '../../audit/index.ts';
import { csvLine, csvText } from '../../platform/csv.ts';
import type { AuditEventsTable, Database } from '../../platform/database/index.ts';
import { presentAuditEvent } from './audit-events.present.ts';

/** What the feature works with. */
export interface AuditEventsDeps {
  readonly database: Database;
  readonly audit: Audit;
}

/** A page of the trail, newest first. */
export async function listAuditEvents(
  deps: AuditEventsDeps,
  caller: Caller,
  input: Omit<ListAuditEvents, 'page' | 'per_page'>,
  page: { offset: number; limit: number },
): Promise<{ rows: AuditEvent[]; total: number }> {
  const { kysely } = deps.database;
  const { rows, total } = await selectAuditEvents(kysely, caller.scope.realmId, filterOf(input), page);
  deps.audit.recordRead(caller.origin, {
    event: 'audit.read',
    details: { offset: page.offset, count: rows.length },
  });
  return { rows: rows.map(presentAuditEvent), total };
}

// The realm is the reader's own.
const exportedColumns = auditColumns.filter((column) => column !== 'realm_id');

/** The trail, newest first, as lines of CSV. Nothing is given before the trail says who asked. */
export async function exportAuditEvents(
  deps: AuditEventsDeps,
  { scope, origin }: Caller,
  input: ExportAuditEvents,
): Promise<AsyncIterable<string>> {
  await deps.audit.flush();
  await deps.database.transaction((trx) =>
    deps.audit.record(trx, origin, { event: 'audit.read', details: { format: 'csv' } }),
  );
  return linesOf(walkAuditEvents(deps.database.kysely, scope.realmId, filterOf(input)));
}

async function* linesOf(pages: AsyncIterable<readonly AuditEventsTable[]>): AsyncIterable<string> {
  yield csvLine(exportedColumns);
  for await (const rows of pages)
    yield rows.map((row) => csvLine(exportedColumns.map((column) => csvText(row[column] ?? '')))).join('');
}

function filterOf(input: ExportAuditEvents): AuditFilter {
  return {
    event: input.event,
    actorId: input.actor_id,
    objectId: input.object_id,
    dayFrom: input.date_from,
    dayTo: input.date_to,
  };
}
