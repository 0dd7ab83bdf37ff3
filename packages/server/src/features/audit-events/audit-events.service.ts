// Reading the audit trail of one's own realm; the reading is an event itself.
import type { AuditEvent, ListAuditEvents } from '@lumenbox/contract';
import type { Caller } from '../../access/index.ts';
import { type Audit, selectAuditEvents } from '../../audit/index.ts';
import type { Database } from '../../platform/database/index.ts';
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
  const filter = {
    event: input.event,
    actorId: input.actor_id,
    objectId: input.object_id,
    dayFrom: input.date_from,
    dayTo: input.date_to,
  };
  const { rows, total } = await selectAuditEvents(deps.database.kysely, caller.scope.realmId, filter, page);
  deps.audit.recordRead(caller.origin, {
    event: 'audit.read',
    details: { offset: page.offset, count: rows.length },
  });
  return { rows: rows.map(presentAuditEvent), total };
}
