// Instances that have nothing to lose on their way: what a person has looked at, and what the server made. They go to a case as they are.
import { Readable } from 'node:stream';
import type { Account } from '@lumenbox/dicom/deidentify';
import type { RealmScope } from '../access/index.ts';
import { storageFault } from '../archive/index.ts';
import type { AuditEntry, Origin } from '../audit/index.ts';
import type { PatientsTable } from '../platform/database/index.ts';
import { checkInstance } from './check.ts';
import type { Acceptance } from './index-entries.ts';
import { type EntryMore, type IngestDeps, store } from './ingest-instance.ts';
import { keepObject } from './keep-object.ts';
import type { Outcome } from './outcome.ts';
import { spool } from './spool.ts';

/** An instance that a person lets pass, for the case that it was meant for. */
export interface ReviewedInstance {
  readonly scope: RealmScope;
  readonly origin: Origin;
  readonly record: PatientsTable;
  readonly account: Account;
  readonly acceptance: Acceptance;
}

/**
 * Stores an instance that a person lets pass, and writes the decision down in the same transaction. Throws `notFound` when the case
 * is gone, `conflict` when the instance does not wait any more, `unavailable` as `ingestInstance` does.
 */
export async function storeReviewed(
  deps: IngestDeps,
  bytes: AsyncIterable<Uint8Array>,
  { account, acceptance, ...destination }: ReviewedInstance,
): Promise<Outcome> {
  return storeFinished(deps, bytes, { ...destination, more: { account, acceptance } });
}

/** An instance that the server makes of what a patient or a case holds. It says of a person no more than that does. */
export interface MadeInstance {
  readonly scope: RealmScope;
  readonly origin: Origin;
  readonly record: PatientsTable;
  readonly bytes: Uint8Array;
  /** Written in the same transaction. */
  readonly audit: AuditEntry;
}

/**
 * Stores an instance that the server made. One with other bytes under its SOP Instance UID stays, whatever the realm's rule is. Throws
 * `notFound` when the record is gone, `unavailable` as `ingestInstance` does.
 */
export async function storeMade(
  deps: IngestDeps,
  { bytes, audit, ...destination }: MadeInstance,
): Promise<Outcome> {
  return storeFinished(deps, Readable.from([bytes]), { ...destination, more: { made: audit } });
}

/** Stores what has nothing to lose on its way: it goes to a case as it is. */
async function storeFinished(
  deps: IngestDeps,
  bytes: AsyncIterable<Uint8Array>,
  {
    scope,
    origin,
    record,
    more,
  }: Pick<ReviewedInstance, 'scope' | 'origin' | 'record'> & { more: EntryMore },
): Promise<Outcome> {
  const { memory, headers, bytesMax } = deps;
  const { objects } = deps.archive;
  const spooled = await spool({ objects, memory, headers }, bytes, { bytesMax }).catch(storageFault);
  try {
    const instance = checkInstance(spooled, { isExpected: true });
    if ('kind' in instance) return instance;
    const target = { kind: 'record', record } as const;
    const delivery = { scope, origin, target, isExpected: true, acceptMismatch: true, place: undefined };
    return await store(deps, delivery, { instance, ...(await keepObject(deps, spooled)), ...more });
  } finally {
    await spooled.release();
  }
}
