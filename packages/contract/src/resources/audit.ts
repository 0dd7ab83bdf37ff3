// The audit trail as owners and administrators read it.
import { z } from 'zod';
import { type AuditEventName, auditEventNames } from '../audit-events.ts';
import { alsoBesideFaults, checkDays, choice, day, id, text, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';

const names = auditEventNames as [AuditEventName, ...AuditEventName[]];

export const AuditEvent = z
  .object({
    id: id(),
    event: z.enum(names),
    occurred_at: timestamp(),
    actor: z.object({
      type: z.enum(['user', 'token', 'cli', 'peer', 'system', 'anonymous']),
      id: z.string().nullable(),
      name: z.string().nullable(),
      token_id: z.string().nullable(),
    }),
    object: z.object({ type: z.string(), id: z.string() }).nullable(),
    ip: z.string().nullable(),
    protocol: z.string(),
    request_id: z.string().nullable(),
    details: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'AuditEvent' });
export type AuditEvent = z.output<typeof AuditEvent>;

const filterFields = {
  event: choice(names).nullish().meta({ description: 'Only events of this name.' }),
  actor_id: text(64).nullish().meta({ description: 'Only what this user or API key did.' }),
  object_id: text(64).nullish().meta({ description: 'Only what happened to this object.' }),
  date_from: day().nullish().meta({ description: 'First day (UTC), inclusive.' }),
  date_to: day().nullish().meta({ description: 'Last day (UTC), inclusive.' }),
};

export const ListAuditEvents = z
  .object({ ...pagingFields, ...filterFields })
  .superRefine(checkDays, alsoBesideFaults);
export type ListAuditEvents = z.output<typeof ListAuditEvents>;

export const ExportAuditEvents = z.object(filterFields).superRefine(checkDays, alsoBesideFaults);
export type ExportAuditEvents = z.output<typeof ExportAuditEvents>;
