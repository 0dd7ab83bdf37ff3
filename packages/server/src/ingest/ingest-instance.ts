// The whole way in of one instance, on one screen: spool, check, assign, deidentify, store. Nothing is acknowledged
// before its object is synced and its row committed; whatever fails on the way leaves nothing that anybody can see.
import type { DeidentificationStatement } from '@lumenbox/contract';
import { DicomError, firstString, tags } from '@lumenbox/dicom';
import type { Account } from '@lumenbox/dicom/deidentify';
import type { RealmScope } from '../access/index.ts';
import { type Archive, instanceLayout, storageFault } from '../archive/index.ts';
import type { Audit, Origin } from '../audit/index.ts';
import type { CaseDeidentifiers, OriginalIdentity } from '../features/deidentification/index.ts';
import { describeInstance } from '../features/imaging-search/index.ts';
import type { Pixels } from '../pixels/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, PatientsTable } from '../platform/database/index.ts';
import { failure } from '../platform/errors.ts';
import type { Metrics } from '../platform/metrics.ts';
import { isForCase, type Target } from './assign.ts';
import { type CheckedInstance, checkInstance } from './check.ts';
import { type DeidentifiedInstance, type Doubt, deidentifyInstance } from './deidentify.ts';
import type { IndexCommits, IndexItem } from './index-commits.ts';
import type { Indexed, IndexedInstance, InstanceEntry, UploadPlace } from './index-entries.ts';
import { type KeptObject, keepObject } from './keep-object.ts';
import type { MemoryBudget, WaitingBudget } from './memory-budget.ts';
import { type Outcome, type Refusal, rejected } from './outcome.ts';
import { sealForReview } from './seal-for-review.ts';
import { type Spooled, spool } from './spool.ts';
import { verifyInstance } from './verify-instance.ts';

/** What the way in needs, made once for a process. */
export interface IngestDeps {
  readonly database: Database;
  readonly archive: Archive;
  readonly memory: MemoryBudget;
  /** For headers that are too large to be read as they arrive. */
  readonly headers: WaitingBudget;
  readonly commits: IndexCommits;
  /** How many instances are on their way in. */
  readonly underWay: { count: number };
  readonly deidentifiers: CaseDeidentifiers;
  readonly clock: Clock;
  readonly audit: Audit;
  readonly metrics: Metrics;
  /** Cleans pixels of what goes to a case. */
  readonly pixels: Pixels;
  /** The largest file that is taken. */
  readonly bytesMax: number;
}

/** What a sender says in front of an instance that it is. */
export type AnnouncedInstance = Pick<CheckedInstance, 'sopClassUid' | 'sopInstanceUid'>;

/** Who brings an instance, and for whom. */
export interface Delivery {
  readonly scope: RealmScope;
  readonly origin: Origin;
  readonly target: Target;
  /** Somebody says that this is DICOM: then something else is refused, and not passed over. */
  readonly isExpected: boolean;
  /** Store also what names another person than the record does. */
  readonly acceptMismatch: boolean;
  /** The only study that the sender has anything for (PS3.18 10.5.1); of any when it is missing. */
  readonly studyInstanceUid?: string;
  /** The only instance that the sender has answers for (PS3.7 9.1.1); any when it is missing. */
  readonly announced?: AnnouncedInstance;
  /** Told what an instance is as soon as it is known, and once more when de-identification gives it other UIDs. */
  readonly onIdentified?: (instance: CheckedInstance) => void;
  /** The sender says that it is de-identified for its case already: what was done to it. It is verified. */
  readonly statement?: DeidentificationStatement | undefined;
  /** It comes out of the inbox: the hash of what waits there, which it leaves when it is stored. */
  readonly heldSha256?: string | undefined;
  /** The file's place in its upload; its outcome is written there in the same transaction. */
  readonly place: UploadPlace | undefined;
}

/**
 * Takes one instance in and says what became of it. Any number of calls may be under way at once, of one caller or of
 * many: they share transactions and syncs, and are best given as many as are at hand, up to some sixty
 * by one caller. Back-pressure is in the reading of `bytes`: what the process's memory budget does not take goes to a
 * spool file while it is read. The bytes are read to their end unless the call rejects, so a caller that has one
 * connection for many instances asks for the next one when these are read. A chunk belongs to the call from when it is
 * given until the call ends, and must not be written to. Throws when it cannot be known: the bytes broke off, or the disk
 * or the database is away (`unavailable`); then nothing is acknowledged, and sending it again is safe.
 */
export async function ingestInstance(
  deps: IngestDeps,
  bytes: AsyncIterable<Uint8Array>,
  delivery: Delivery,
): Promise<Outcome> {
  const { memory, headers, bytesMax } = deps;
  const { objects } = deps.archive;
  const isSecret = isForCase(delivery.target);
  const isVerified = delivery.statement !== undefined;
  const spooling = { bytesMax, isSecret, isVerified };
  deps.underWay.count += 1;
  let spooled: Spooled | undefined;
  try {
    spooled = await spool({ objects, memory, headers }, bytes, spooling).catch(storageFault);
    const outcome = await take(deps, spooled, delivery);
    deps.metrics.receivedBytes.inc(spooled.sizeBytes);
    deps.metrics.instances.inc({ outcome: outcome.kind });
    return outcome;
  } finally {
    deps.underWay.count -= 1;
    await spooled?.release();
  }
}

/** So often somebody may delete the patient whom an instance is about to be given to. */
const attemptsMax = 5;

async function take(deps: IngestDeps, spooled: Spooled, delivery: Delivery): Promise<Outcome> {
  const checked = checkInstance(spooled, delivery);
  if ('kind' in checked) return note(deps, delivery, checked);
  delivery.onIdentified?.(checked);
  if (isOfOtherStudy(checked, delivery))
    return note(deps, delivery, rejected('other-study', checked.sopInstanceUid));
  if (isOtherThanAnnounced(checked, delivery))
    return note(deps, delivery, rejected('other-instance', checked.sopInstanceUid));
  const { target } = delivery;
  // The matching rule finds patients alone.
  if (target.kind === 'record' && target.record.kind === 'case')
    return takeIntoCase(deps, { spooled, instance: checked }, { delivery, record: target.record });
  return store(deps, delivery, { instance: checked, ...(await keepObject(deps, spooled)) });
}

/** The same for a case: only what carries no identity is kept, and only after that is anything said to be stored. */
async function takeIntoCase(
  deps: IngestDeps,
  original: { spooled: Spooled; instance: CheckedInstance },
  { delivery, record }: { delivery: Delivery; record: PatientsTable },
): Promise<Outcome> {
  const { memory, deidentifiers, pixels, clock, bytesMax } = deps;
  const { scope, statement } = delivery;
  const { objects } = deps.archive;
  const needs = { objects, memory, deidentifiers, pixels, clock };
  const destination = { scope, record, bytesMax };
  const clean = await (statement === undefined
    ? deidentifyInstance(needs, original, destination)
    : verifyInstance(needs, original, { ...destination, statement })
  ).catch((error: unknown) => {
    if (error instanceof DicomError) return rejected(error.reason, original.instance.sopInstanceUid);
    return storageFault(error);
  });
  if ('kind' in clean) return note(deps, delivery, clean);
  try {
    const { spooled, instance, account, doubt } = clean;
    delivery.onIdentified?.(instance);
    // Of what came without an identity nobody here knows whose it was.
    const identity = statement === undefined ? identityOf(original.instance, instance) : undefined;
    if (doubt !== undefined) return await hold(deps, delivery, { ...clean, doubt, record, identity });
    const kept = await keepObject(deps, spooled);
    return await store(deps, delivery, {
      instance,
      ...kept,
      account,
      ...(identity === undefined ? {} : { identity }),
      ...(delivery.heldSha256 === undefined ? {} : { heldSha256: delivery.heldSha256 }),
    });
  } finally {
    await clean.spooled.release();
  }
}

function identityOf(original: CheckedInstance, instance: CheckedInstance): OriginalIdentity {
  const { studyInstanceUid, sopInstanceUid, series, header } = original;
  return {
    patientId: firstString(header.dataSet, tags.PatientID) ?? null,
    label: firstString(instance.header.dataSet, tags.PatientID) ?? null,
    studyInstanceUid,
    seriesInstanceUid: series.series_instance_uid,
    sopInstanceUid,
  };
}

/** What may still carry an identity waits for a person, sealed. */
async function hold(
  deps: IngestDeps,
  delivery: Delivery,
  clean: DeidentifiedInstance & {
    doubt: Doubt;
    record: PatientsTable;
    identity: OriginalIdentity | undefined;
  },
): Promise<Outcome> {
  const { instance, doubt, record, identity } = clean;
  const { facts, sealed } = await sealForReview(deps.archive, clean, record.id).catch(storageFault);
  const entry = {
    kind: 'review',
    ...placeOf(delivery),
    instance: { patient: instance.patient },
    target: delivery.target,
    acceptMismatch: delivery.acceptMismatch,
    reasons: doubt.reasons,
    facts,
    sealed,
    identity,
  } as const;
  const indexed = await deps.commits.commit({ entry });
  if (typeof indexed === 'object' && !indexed.isObjectSpare) return indexed.outcome;
  if (sealed.bytes === undefined) await deps.archive.objects.delete(sealed.key).catch(() => undefined);
  if (typeof indexed === 'object') return indexed.outcome;
  throw failure.notFound();
}

function isOfOtherStudy({ studyInstanceUid }: CheckedInstance, delivery: Delivery): boolean {
  return delivery.studyInstanceUid !== undefined && delivery.studyInstanceUid !== studyInstanceUid;
}

function isOtherThanAnnounced(checked: CheckedInstance, { announced }: Delivery): boolean {
  if (announced === undefined) return false;
  return announced.sopInstanceUid !== checked.sopInstanceUid || announced.sopClassUid !== checked.sopClassUid;
}

/** What an instance brings that did not come by a door alone. */
export interface EntryMore extends Pick<InstanceEntry, 'acceptance' | 'made' | 'identity' | 'heldSha256'> {
  readonly account?: Account;
}

/** Object first, row second: a row without its object cannot come to be, and an object without a row is swept. */
export async function store(
  deps: IngestDeps,
  delivery: Delivery,
  { instance, kept, written, account, ...more }: { instance: CheckedInstance } & KeptObject & EntryMore,
): Promise<Outcome> {
  const { target, acceptMismatch } = delivery;
  const entry = {
    kind: 'instance',
    ...placeOf(delivery),
    instance: inWordsOfRows(instance),
    target,
    acceptMismatch,
    kept,
    ...(account === undefined ? {} : { account: JSON.stringify(account) }),
    ...more,
  } as const;
  // Only an answer says that the object is of no use. After a fault the row may be there: then the sweep decides.
  const drop = async () => {
    if (kept.bytes === undefined) await deps.archive.objects.delete(kept.key).catch(() => undefined);
  };
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const indexed = await commitWritten(deps, { entry, written });
    if (indexed === 'decided') {
      await drop();
      throw failure.conflict('Somebody has decided about this object already.');
    }
    if (indexed !== 'gone') {
      if (indexed.isObjectSpare) await drop();
      return indexed.outcome;
    }
    // Whom the matching rule found may be deleted, and it finds another; whom the sender named is not to be had.
    if (target.kind === 'record') break;
  }
  await drop();
  throw failure.notFound();
}

function inWordsOfRows({ header, pixels, ...instance }: CheckedInstance): IndexedInstance {
  return {
    ...instance,
    layout: JSON.stringify(instanceLayout(header, pixels)),
    said: describeInstance(header.dataSet, instance.sopClassUid),
  };
}

/** Whoever lent the bytes has them back only when nobody writes them any more. */
async function commitWritten({ commits }: IngestDeps, item: IndexItem): Promise<Indexed> {
  try {
    return await commits.commit(item);
  } finally {
    await item.written?.catch(() => undefined);
  }
}

/** Writes down a file that was refused before its bytes were read. */
export async function refuseFile(deps: IngestDeps, delivery: Delivery, outcome: Refusal): Promise<Outcome> {
  deps.metrics.instances.inc({ outcome: outcome.kind });
  return note(deps, delivery, outcome);
}

/** Writes down, for its upload, what stores nothing. */
async function note(
  deps: IngestDeps,
  delivery: Delivery,
  outcome: Exclude<Outcome, { kind: 'stored' | 'held' }>,
): Promise<Outcome> {
  if (delivery.place === undefined) return outcome;
  // The sender is told which it was; a case keeps no name of an original.
  const noted = isForCase(delivery.target) ? { ...outcome, sopInstanceUid: null } : outcome;
  await deps.commits.commit({
    entry: { kind: 'note', ...placeOf(delivery), outcome: noted as typeof outcome },
  });
  return outcome;
}

function placeOf({ scope, origin, place }: Delivery) {
  return { scope, origin, place };
}
