// The audit trail's table: events are added and read, never changed.
import type { AuditEventName } from '@lumenbox/contract';
import type { AuditEventsTable, Db } from '../platform/database/index.ts';
import type { RealmId } from '../platform/ids.ts';

/** Rows a statement: SQLite takes 32,766 parameters and an event has 14. */
const rowsPerInsert = 1000;

/** Appends events. Unscoped: every event carries its own realm, or none when nobody has one yet. */
export async function insertAuditEvents(db: Db, events: readonly AuditEventsTable[]): Promise<void> {
  for (let start = 0; start < events.length; start += rowsPerInsert) {
    await db
      .insertInto('audit_events')
      .values(events.slice(start, start + rowsPerInsert))
      .execute();
  }
}

/** What narrows a reading of the trail. Days are inclusive. */
export interface AuditFilter {
  event?: AuditEventName | null | undefined;
  actorId?: string | null | undefined;
  objectId?: string | null | undefined;
  dayFrom?: string | null | undefined;
  dayTo?: string | null | undefined;
}

/** One page of a realm's trail, newest first, and how many events match. */
export async function selectAuditEvents(
  db: Db,
  realmId: RealmId,
  filter: AuditFilter,
  page: { offset: number; limit: number },
): Promise<{ rows: AuditEventsTable[]; total: number }> {
  let query = db.selectFrom('audit_events').where('realm_id', '=', realmId);
  if (filter.event) query = query.where('event', '=', filter.event);
  if (filter.actorId)
    query = query.where((eb) =>
      eb.or([eb('actor_id', '=', filter.actorId ?? ''), eb('token_id', '=', filter.actorId ?? '')]),
    );
  if (filter.objectId) query = query.where('object_id', '=', filter.objectId);
  if (filter.dayFrom) query = query.where('occurred_at', '>=', `${filter.dayFrom}T`);
  if (filter.dayTo) query = query.where('occurred_at', '<', `${filter.dayTo}U`);
  const [rows, count] = await Promise.all([
    query.selectAll().orderBy('id', 'desc').limit(page.limit).offset(page.offset).execute(),
    query.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}
