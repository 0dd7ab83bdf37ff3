// The audit trail's table: events are added and read, never changed.
import type { AuditEventName } from '@lumenbox/contract';
import { sql } from 'kysely';
import { type AuditEventsTable, type Db, dialectOf } from '../platform/database/index.ts';
import { firstIdOfAge, type RealmId } from '../platform/ids.ts';

/** Every column of an event, in the order in which it is told. */
export const auditColumns = [
  'id',
  'realm_id',
  'occurred_at',
  'event',
  'actor_type',
  'actor_id',
  'actor_name',
  'token_id',
  'object_type',
  'object_id',
  'ip',
  'protocol',
  'request_id',
  'details',
] as const satisfies readonly (keyof AuditEventsTable)[];
/** Bounds the size of a statement's one parameter. */
const rowsPerInsert = 1000;

/**
 * Appends events. Unscoped: every event carries its own realm, or none when nobody has one yet. The rows go as one JSON
 * parameter, so that the statement is the same for any number of them and is prepared once.
 */
export async function insertAuditEvents(db: Db, events: readonly AuditEventsTable[]): Promise<void> {
  const names = sql.join(auditColumns.map((column) => sql.ref(column)));
  for (let start = 0; start < events.length; start += rowsPerInsert) {
    const rows = JSON.stringify(events.slice(start, start + rowsPerInsert).map(wellFormed));
    const source =
      dialectOf(db) === 'postgres'
        ? sql`SELECT ${names} FROM json_populate_recordset(NULL::audit_events, ${rows}::json)`
        : sql`SELECT ${sql.join(auditColumns.map((column) => sql`value ->> ${sql.lit(column)}`))} FROM json_each(${rows})`;
    await sql`INSERT INTO audit_events (${names}) ${source}`.execute(db);
  }
}

/** Half a surrogate pair is no text in JSON as PostgreSQL reads it; a name that somebody gave themselves may hold one. */
function wellFormed(event: AuditEventsTable): AuditEventsTable {
  return event.actor_name === null ? event : { ...event, actor_name: event.actor_name.toWellFormed() };
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
  const [rows, total] = await Promise.all([
    matching(db, realmId, filter)
      .selectAll()
      .orderBy('id', 'desc')
      .limit(page.limit)
      .offset(page.offset)
      .execute(),
    countAuditEvents(db, realmId, filter),
  ]);
  return { rows, total };
}

const eventsPerRead = 1000;

/** A realm's trail in pieces, newest first: what a filter lets through of all that is there when it begins. */
export async function* walkAuditEvents(
  db: Db,
  realmId: RealmId,
  filter: AuditFilter,
): AsyncIterable<readonly AuditEventsTable[]> {
  let beforeId: string | undefined;
  for (;;) {
    let query = matching(db, realmId, filter).selectAll().orderBy('id', 'desc').limit(eventsPerRead);
    if (beforeId !== undefined) query = query.where('id', '<', beforeId);
    const rows = await query.execute();
    yield rows;
    if (rows.length < eventsPerRead) return;
    beforeId = rows.at(-1)?.id;
  }
}

function matching(db: Db, realmId: RealmId, filter: AuditFilter) {
  let query = db.selectFrom('audit_events').where('realm_id', '=', realmId);
  if (filter.event) query = query.where('event', '=', filter.event);
  if (filter.actorId)
    query = query.where((eb) =>
      eb.or([eb('actor_id', '=', filter.actorId ?? ''), eb('token_id', '=', filter.actorId ?? '')]),
    );
  if (filter.objectId) query = query.where('object_id', '=', filter.objectId);
  if (filter.dayFrom) query = query.where('occurred_at', '>=', `${filter.dayFrom}T`);
  if (filter.dayTo) query = query.where('occurred_at', '<', `${filter.dayTo}U`);
  return query;
}

/** Events of a filter, counted up to an id. */
interface SettledCount {
  readonly count: number;
  readonly below: string;
}

/** No transaction lives so long: whatever is older than this has been committed, or never will be. */
const settledAfterMs = 15 * 60_000;
/** Filters remembered; whoever reads the trail uses one for many pages. */
const countsMax = 1000;

// The trail only grows, by ids in the order of time. So what was counted of its settled part stays counted, and a page counts
// what has come since. By the database, because tests have several in one process.
const settledCounts = new WeakMap<object, Map<string, SettledCount>>();

async function countAuditEvents(db: Db, realmId: RealmId, filter: AuditFilter): Promise<number> {
  const known = settledCounts.get(db) ?? new Map<string, SettledCount>();
  settledCounts.set(db, known);
  const key = JSON.stringify([realmId, filter]);
  const before = known.get(key) ?? { count: 0, below: '' };
  const below = firstIdOfAge(settledAfterMs);
  const { settled, recent } = await matching(db, realmId, filter)
    .where('id', '>=', before.below)
    .select((eb) => [
      eb.fn.countAll<number>().filterWhere('id', '<', below).as('settled'),
      eb.fn.countAll<number>().filterWhere('id', '>=', below).as('recent'),
    ])
    .executeTakeFirstOrThrow();
  const count = before.count + settled;
  known.delete(key);
  known.set(key, { count, below });
  if (known.size > countsMax) known.delete(known.keys().next().value ?? '');
  return count + recent;
}
