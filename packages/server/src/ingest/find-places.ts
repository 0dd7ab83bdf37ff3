// Where the entries of a transaction go, looked at once more inside it: persons may have gone or come in the meantime.
import type { RealmScope } from '../access/index.ts';
import { createPatientFromImages, holdPerson, holdRecord, lockRecords } from '../features/patients/index.ts';
import type { Db } from '../platform/database/index.ts';
import { type Assignment, assignInstance } from './assign.ts';
import { groupBy } from './group-by.ts';
import type { HeldEntry, IndexDeps, IndexEntry, InstanceEntry } from './index-entries.ts';

/** Where an entry goes: to a person, among what is held, or nowhere, because whose it should be is deleted. */
export type Place =
  | { readonly kind: 'person'; readonly personId: string }
  | { readonly kind: 'held'; readonly entry: HeldEntry }
  | 'gone';

/**
 * Finds the place of each instance and of what is held, and keeps persons and records there until the transaction
 * ends. Everything in one order in every process, so that no two transactions wait for each other; new patients
 * first, because making one locks the realm's records.
 */
export async function findPlaces(
  deps: IndexDeps,
  trx: Db,
  entries: readonly IndexEntry[],
): Promise<Map<IndexEntry, Place>> {
  const places = new Map<IndexEntry, Place>();
  await matchAgain(deps, trx, entries, places);
  const fixed = entries.filter((entry) => personIdOf(entry) !== undefined);
  for (const group of groupBy(fixed, (entry) => `${personIdOf(entry)} ${recordIdOf(entry)}`)) {
    const [first] = group;
    const isThere = await hold(trx, first.scope, first);
    for (const entry of group) places.set(entry, isThere ? placeOf(entry) : 'gone');
  }
  return places;
}

/**
 * The matching rule for what was nobody's a moment ago, now that nobody else can make or change a record: the first
 * to come makes the patient, and the next is compared with it.
 */
async function matchAgain(
  deps: IndexDeps,
  trx: Db,
  entries: readonly IndexEntry[],
  places: Map<IndexEntry, Place>,
): Promise<void> {
  const unknown = entries.filter((entry) => entry.kind === 'instance').filter(isUnknown);
  for (const [{ scope }] of groupBy(unknown, (entry) => entry.scope.realmId)) await lockRecords(trx, scope);
  const known = new Map<string, Assignment>();
  for (const entry of unknown) {
    const { scope, origin, instance, destination } = entry;
    const acceptMismatch = destination.kind === 'match' && destination.acceptMismatch;
    const identity = JSON.stringify([scope.realmId, acceptMismatch, instance.patient]);
    let assignment =
      known.get(identity) ??
      (await assignInstance({ db: trx }, scope, { instance, target: { kind: 'match' }, acceptMismatch }));
    if (assignment.kind === 'new') {
      const record = await createPatientFromImages(deps, trx, scope, origin, assignment.patient);
      assignment = { kind: 'record', record };
    }
    known.set(identity, assignment);
    places.set(entry, placeOfMatch(entry, assignment));
  }
}

function isUnknown(entry: InstanceEntry): boolean {
  return entry.destination.kind === 'match';
}

function placeOfMatch(entry: InstanceEntry, assignment: Exclude<Assignment, { kind: 'new' }>): Place {
  if (assignment.kind === 'record') return { kind: 'person', personId: assignment.record.person_id };
  const { reason, sentence } = assignment;
  const { sopInstanceUid } = entry.instance;
  const { scope, origin, place, instance, kept } = entry;
  return {
    kind: 'held',
    entry: {
      kind: 'held',
      scope,
      origin,
      place,
      instance,
      kept,
      record: null,
      outcome: { kind: 'held', reason, sentence, sopInstanceUid },
    },
  };
}

function hold(trx: Db, scope: RealmScope, entry: IndexEntry): Promise<boolean> {
  const recordId = recordIdOf(entry);
  return recordId === undefined
    ? holdPerson(trx, scope, personIdOf(entry) ?? '')
    : holdRecord(trx, scope, recordId);
}

function placeOf(entry: IndexEntry): Place {
  return entry.kind === 'held'
    ? { kind: 'held', entry }
    : { kind: 'person', personId: personIdOf(entry) ?? '' };
}

/** The person that an entry is for, where it is known. */
function personIdOf(entry: IndexEntry): string | undefined {
  if (entry.kind === 'held') return entry.record?.personId;
  return entry.kind === 'instance' && entry.destination.kind === 'person'
    ? entry.destination.personId
    : undefined;
}

function recordIdOf(entry: IndexEntry): string | undefined {
  return entry.kind === 'held' ? entry.record?.id : undefined;
}
