// Reads stored objects again, some at a time, and compares them with their rows: damage is found while there are backups without it.
import { setTimeout as rest } from 'node:timers/promises';
import { type Audit, jobOrigin } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database/index.ts';
import type { RealmId } from '../../platform/ids.ts';
import type { Logger } from '../../platform/log.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { KeptObject } from '../kept-objects.store.ts';
import { ObjectStoreAwayError } from '../objects/demand-store.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { faultOf, type ObjectFault, objectTables, selectKept } from '../verify-objects.ts';
import { monthsBetween, nextMonth, startOf } from './months.ts';
import { deleteFaults, insertFault, selectFaults } from './object-faults.store.ts';
import {
  putCursor,
  type ScrubbedTable,
  scrubbedTables,
  selectCursors,
  selectIdSpan,
} from './scrub-cursors.store.ts';

/** What reading again takes. */
export interface ScrubDeps {
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly audit: Pick<Audit, 'record'>;
}

/** What one run does at most, and when it is to stop. */
export interface ScrubLimits {
  readonly bytesMax: number;
  readonly signal?: AbortSignal;
}

/** What a run has done. */
export interface ScrubSum {
  checked: number;
  bytes: number;
}

/** Small objects cost a query each; so many of a run take some seconds. */
const objectsMax = 10_000;
const pageSize = 100;
/** Known faults that a run looks at again; with more of them the store is gone, and somebody has been told. */
const faultsMax = 1000;
/** After each page it rests for as long as that took, and no longer than this. */
const restMsMax = 1000;

/** The objects of one table that came in one month. */
interface Stretch {
  readonly table: ScrubbedTable;
  readonly month: string;
  readonly afterId: string;
  readonly checkedAt: string;
}

/**
 * One run: known faults first, then the months in turn, each going on where it was left; the one that has waited longest
 * comes first. What is read is at most one object more than the limit. When the store goes away the run ends, and the next
 * begins where this one's page did.
 */
export async function scrubObjects(deps: ScrubDeps, limits: ScrubLimits): Promise<ScrubSum> {
  const sum: ScrubSum = { checked: 0, bytes: 0 };
  try {
    await forgetMended(deps, limits);
    await scrubAll(deps, limits, sum);
  } catch (error) {
    if (!(error instanceof ObjectStoreAwayError)) throw error;
    deps.log.error({ reason: error.reason, err: error.cause }, 'archive.store-away');
  }
  return sum;
}

async function scrubAll(deps: ScrubDeps, limits: ScrubLimits, sum: ScrubSum): Promise<void> {
  const doubtful: ObjectFault[] = [];
  for (const stretch of await stretchesInTurn(deps)) {
    if (isEnough(sum, limits)) break;
    for await (const fault of scrubStretch(deps, stretch, { limits, sum })) {
      if (fault.fault === 'unreadable') doubtful.push(fault);
      else await reportFault(deps, fault);
    }
  }
  await reportDoubtful(deps, doubtful, sum);
}

function isEnough(sum: ScrubSum, { bytesMax }: ScrubLimits): boolean {
  return sum.bytes >= bytesMax || sum.checked >= objectsMax;
}

async function stretchesInTurn({ database }: ScrubDeps): Promise<Stretch[]> {
  const db = database.kysely;
  const cursors = new Map((await selectCursors(db)).map((row) => [`${row.object_table} ${row.month}`, row]));
  const stretches: Stretch[] = [];
  for (const table of scrubbedTables) {
    const span = await selectIdSpan(db, table);
    for (const month of span === undefined ? [] : monthsBetween(span.first, span.last)) {
      const cursor = cursors.get(`${table} ${month}`);
      stretches.push({ table, month, afterId: cursor?.after_id ?? '', checkedAt: cursor?.checked_at ?? '' });
    }
  }
  return stretches.sort((one, other) => (one.checkedAt < other.checkedAt ? -1 : 1));
}

/** Reads on in a month, and keeps after each page how far it has come. */
async function* scrubStretch(
  deps: ScrubDeps,
  { table, month, afterId }: Stretch,
  { limits, sum }: { limits: ScrubLimits; sum: ScrubSum },
): AsyncGenerator<ObjectFault> {
  const db = deps.database.kysely;
  const end = startOf(nextMonth(month));
  let after = afterId === '' ? startOf(month) : afterId;
  for (let isOver = false; !isOver; ) {
    const beganMs = performance.now();
    const page = (await selectKept(db, table, { after, limit: pageSize })).filter(({ id }) => id < end);
    for (const object of page) {
      if (isEnough(sum, limits)) break;
      limits.signal?.throwIfAborted();
      const fault = await checkOne(deps, table, object, limits);
      sum.checked += 1;
      sum.bytes += object.size_bytes;
      after = object.id;
      if (fault !== undefined) yield fault;
    }
    const isDone = page.length < pageSize && after === (page.at(-1)?.id ?? after);
    isOver = isDone || isEnough(sum, limits);
    // A month that is through begins again at its first object when its turn comes.
    const row = { object_table: table, month, after_id: isDone ? '' : after, checked_at: deps.clock.now() };
    await putCursor(db, row);
    if (!isOver) await rest(Math.min(restMsMax, performance.now() - beganMs), undefined, signalOf(limits));
  }
}

async function checkOne(
  deps: ScrubDeps,
  table: Stretch['table'],
  object: KeptObject,
  { signal }: ScrubLimits,
): Promise<ObjectFault | undefined> {
  const fault = await faultOf(deps, table, object, signal);
  deps.metrics.scrubbedObjects.inc({ result: fault?.fault ?? 'ok' });
  deps.metrics.scrubbedBytes.inc(object.size_bytes);
  return fault;
}

/** Logs, keeps and audits a fault that is new. */
export async function reportFault(
  deps: Pick<ScrubDeps, 'database' | 'clock' | 'log' | 'audit'>,
  { table, id, realmId, objectKey, fault }: ObjectFault,
): Promise<void> {
  const isNew = await deps.database.transaction(async (trx) => {
    const row = {
      object_key: objectKey,
      realm_id: realmId,
      object_table: table,
      row_id: id,
      fault,
      found_at: deps.clock.now(),
    };
    if (!(await insertFault(trx, row))) return false;
    await deps.audit.record(trx, jobOrigin(realmId as RealmId), {
      event: 'object.damaged',
      object: { type: table === 'instances' ? 'instance' : 'held_instance', id },
      details: { fault },
    });
    return true;
  });
  if (isNew) deps.log.error({ table, id, objectKey, fault }, 'archive.object-damaged');
}

/**
 * An object that cannot be read is damaged when others can: else the disk or the bucket is away, and nothing is known of
 * any object.
 */
async function reportDoubtful(
  deps: ScrubDeps,
  doubtful: readonly ObjectFault[],
  sum: ScrubSum,
): Promise<void> {
  if (doubtful.length === 0) return;
  if (doubtful.length === sum.checked) deps.log.warn({ count: doubtful.length }, 'archive.scrub-unreadable');
  else for (const fault of doubtful) await reportFault(deps, fault);
}

function signalOf({ signal }: ScrubLimits): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** What was brought back, or deleted, is no fault any more. */
async function forgetMended(deps: ScrubDeps, { signal }: ScrubLimits): Promise<void> {
  const db = deps.database.kysely;
  const mended: string[] = [];
  for (const { object_table, row_id, object_key } of await selectFaults(db, faultsMax)) {
    const table = objectTables.find((name) => name === object_table);
    const row = table && (await selectKept(db, table, { after: row_id.slice(0, -1), limit: 1 }))[0];
    const isHere = row?.id === row_id && row.object_key === object_key;
    if (!(isHere && table && (await faultOf(deps, table, row, signal)) !== undefined))
      mended.push(object_key);
  }
  await deleteFaults(db, mended);
}
