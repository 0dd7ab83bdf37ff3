// An event of the audit trail as the API prints it.
import type { AuditEvent } from '@lumenbox/contract';
import type { AuditEventsTable } from '../../platform/database/index.ts';

/** An event. */
export function presentAuditEvent(row: AuditEventsTable): AuditEvent {
  const { object_type: type, object_id: id } = row;
  return {
    id: row.id,
    event: row.event as AuditEvent['event'],
    occurred_at: row.occurred_at,
    actor: {
      type: row.actor_type as AuditEvent['actor']['type'],
      id: row.actor_id,
      name: row.actor_name,
      token_id: row.token_id,
    },
    object: type === null || id === null ? null : { type, id },
    ip: row.ip,
    protocol: row.protocol,
    request_id: row.request_id,
    details: JSON.parse(row.details) as Record<string, unknown>,
  };
}
