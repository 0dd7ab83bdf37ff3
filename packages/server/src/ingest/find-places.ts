// Where the instances of a transaction go, looked up inside it: nobody can make, change or delete whom they go to meanwhile.
import type { RealmScope } from '../access/index.ts';
import { createPatientFromImages, holdPersons, holdRecord, lockRecords } from '../features/patients/index.ts';
import type { Db } from '../platform/database/index.ts';
import { type Assignment, assignInstances } from './assign.ts';
import { groupBy, type NonEmpty } from './group-by.ts';
import type { IndexDeps, PlacedEntry } from './index-entries.ts';

/** Where an instance goes: to a person, among what is held, or nowhere, because whose it should be is deleted. */
export type Place =
  | { readonly kind: 'person'; readonly personId: string }
  | Extract<Assignment, { kind: 'held' }>
  | 'gone';

/** Instances that say the same of their patient and are sent to the same. */
interface Claim {
  readonly entries: NonEmpty<PlacedEntry>;
  assignment: Assignment;
  /** The transaction has made the person itself, or locked the realm's records. */
  isHeld: boolean;
}

/**
 * Finds the place of each instance, and keeps persons and records there until the transaction ends. Everything in one
 * order in every process, so that no two transactions wait for each other; new patients first, because making one
 * locks the realm's records.
 */
export async function findPlaces(
  deps: IndexDeps,
  trx: Db,
  entries: readonly PlacedEntry[],
): Promise<Map<PlacedEntry, Place>> {
  const claims = await Promise.all(
    inOrderOfArrival(entries).map(async (group) => ({
      entries: group,
      assignment: await assign(trx, group),
      isHeld: false,
    })),
  );
  await makePatients(
    deps,
    trx,
    claims.filter(({ assignment }) => assignment.kind === 'new'),
  );
  const persons = await holdAll(trx, claims);
  const places = new Map<PlacedEntry, Place>();
  for (const claim of claims) {
    const place = await placeOf(trx, claim, persons);
    for (const entry of claim.entries) places.set(entry, place);
  }
  return places;
}

function inOrderOfArrival(entries: readonly PlacedEntry[]): NonEmpty<PlacedEntry>[] {
  const positions = new Map(entries.map((entry, position) => [entry, position]));
  const groups = groupBy(entries, ({ scope, target, acceptMismatch, instance }) =>
    JSON.stringify([
      scope.realmId,
      target.kind === 'record' ? target.record.id : null,
      acceptMismatch,
      instance.patient,
    ]),
  );
  const positionOf = ([first]: NonEmpty<PlacedEntry>) => positions.get(first) ?? 0;
  return groups.sort((first, second) => positionOf(first) - positionOf(second));
}

function assign(trx: Db, [first]: NonEmpty<PlacedEntry>): Promise<Assignment> {
  const { scope, instance, target, acceptMismatch } = first;
  return assignInstances({ db: trx }, scope, { stated: instance.patient, target, acceptMismatch });
}

/**
 * The matching rule once more for what is nobody's, now that nobody else can make or change a record: the first to
 * come makes the patient, and the next is compared with it.
 */
async function makePatients(deps: IndexDeps, trx: Db, claims: readonly Claim[]): Promise<void> {
  for (const [{ entries }] of groupBy(claims, ({ entries: [{ scope }] }) => scope.realmId))
    await lockRecords(trx, entries[0].scope);
  for (const claim of claims) {
    const [{ scope, origin }] = claim.entries;
    claim.isHeld = true;
    claim.assignment = await assign(trx, claim.entries);
    if (claim.assignment.kind !== 'new') continue;
    const record = await createPatientFromImages(deps, trx, scope, origin, claim.assignment.patient);
    claim.assignment = { kind: 'record', record };
  }
}

/** Holds the persons that instances go to; gives those that are there. */
async function holdAll(trx: Db, claims: readonly Claim[]): Promise<Set<string>> {
  const persons = new Set<string>();
  const known = claims.flatMap(({ entries: [{ scope }], assignment, isHeld }) =>
    assignment.kind === 'record' ? [{ scope, personId: assignment.record.person_id, isHeld }] : [],
  );
  for (const { personId, isHeld } of known) if (isHeld) persons.add(personId);
  const others = known.filter(({ isHeld }) => !isHeld);
  for (const group of groupBy(others, ({ scope }) => scope.realmId)) {
    const ids = [...new Set(group.map(({ personId }) => personId))];
    for (const id of await holdPersons(trx, group[0].scope, ids)) persons.add(id);
  }
  return persons;
}

async function placeOf(trx: Db, { entries, assignment }: Claim, persons: Set<string>): Promise<Place> {
  const [{ scope, target }] = entries;
  if (assignment.kind === 'record') {
    const personId = assignment.record.person_id;
    return persons.has(personId) ? { kind: 'person', personId } : 'gone';
  }
  if (assignment.kind === 'new') throw new Error('A patient was not made.');
  const isThere = target.kind !== 'record' || (await isRecordThere(trx, scope, target.record.id));
  return isThere ? assignment : 'gone';
}

function isRecordThere(trx: Db, scope: RealmScope, recordId: string): Promise<boolean> {
  return holdRecord(trx, scope, recordId);
}
