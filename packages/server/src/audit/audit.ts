// Writes the audit trail: changes in the transaction that makes them, reads in batches that share one commit.
import type { AuditEventName } from '@lumenbox/contract';
import type { Clock } from '../platform/clock.ts';
import type { AuditEventsTable, Database, Db } from '../platform/database/index.ts';
import { failure } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { Logger } from '../platform/log.ts';
import type { Metrics } from '../platform/metrics.ts';
import { insertAuditEvents } from './audit.store.ts';
import type { Origin } from './origin.ts';

/** What happened. Details hold ids, names of fields and counts, never values of a patient. */
export interface AuditEntry {
  readonly event: AuditEventName;
  readonly object?: { readonly type: string; readonly id: string };
  readonly details?: Readonly<Record<string, unknown>>;
}

/** The audit trail as features write it. */
export interface Audit {
  /** Records a change, in the transaction that makes it: neither comes to be without the other. */
  record(trx: Db, origin: Origin, entry: AuditEntry): Promise<void>;
  /** Records a read, soon: reads of the same moment share one commit. Throws `unavailable` when the trail cannot keep up. */
  recordRead(origin: Origin, entry: AuditEntry): void;
  /** Writes what waits. */
  flush(): Promise<void>;
  /** Writes what waits and stops. */
  close(): Promise<void>;
}

/** Reads wait so long for company. Each commit empties the page caches of all that read, so ten a second are enough. */
const flushAfterMs = 100;
/** More waiting reads than this, and the database is away: better refuse to hand out data than to hand it out unseen. */
const waitingMax = 50_000;
const retryAfterMs = 1000;

/** Makes what records changes alone: all that a transaction needs, in whichever thread it runs. */
export function createAuditRecorder(deps: { clock: Clock; count: () => void }): Pick<Audit, 'record'> {
  return {
    record: async (trx, origin, entry) => {
      await insertAuditEvents(trx, [eventRow(deps, origin, entry)]);
      deps.count();
    },
  };
}

function eventRow({ clock }: { clock: Clock }, origin: Origin, entry: AuditEntry): AuditEventsTable {
  return {
    id: newId(),
    realm_id: origin.realmId,
    event: entry.event,
    occurred_at: clock.now(),
    actor_type: origin.actor.type,
    actor_id: origin.actor.id,
    actor_name: origin.actor.name,
    token_id: origin.actor.tokenId,
    object_type: entry.object?.type ?? null,
    object_id: entry.object?.id ?? null,
    ip: origin.ip,
    protocol: origin.protocol,
    request_id: origin.requestId,
    details: JSON.stringify(entry.details ?? {}),
  };
}

/** Makes the audit trail of a process. */
export function createAudit(deps: {
  database: Database;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
}): Audit {
  let waiting: AuditEventsTable[] = [];
  let timer: NodeJS.Timeout | undefined;
  let flushing: Promise<void> | undefined;

  const writeWaiting = async (): Promise<void> => {
    const events = waiting;
    if (events.length === 0) return;
    waiting = [];
    try {
      await deps.database.transaction((trx) => insertAuditEvents(trx, events));
      deps.metrics.auditEvents.inc(events.length);
    } catch (error) {
      waiting = [...events, ...waiting];
      throw error;
    }
  };

  const flush = async (): Promise<void> => {
    while (flushing !== undefined) await flushing.catch(() => undefined);
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    flushing = writeWaiting().finally(() => {
      flushing = undefined;
    });
    await flushing;
  };

  const schedule = (delayMs: number): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      flush().catch((error: unknown) => {
        deps.log.error({ err: error, waiting: waiting.length }, 'audit.write-failed');
        schedule(retryAfterMs);
      });
    }, delayMs);
  };

  return {
    ...createAuditRecorder({ clock: deps.clock, count: () => deps.metrics.auditEvents.inc() }),
    recordRead: (origin, entry) => {
      if (waiting.length >= waitingMax)
        throw failure.unavailable('The audit trail cannot be written. Try again later.');
      waiting.push(eventRow(deps, origin, entry));
      schedule(flushAfterMs);
    },
    flush,
    close: flush,
  };
}
