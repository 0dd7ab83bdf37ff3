// The transaction of the way in: the rows, counts, jobs and audit lines of a group of instances whose objects are durable.
import { deleteHeldByBytes, dropObjects, insertHeld } from '../archive/index.ts';
import { createPatientFromImages, holdPerson } from '../features/patients/index.ts';
import { type RecordedFile, recordFiles } from '../features/uploads/index.ts';
import type { Db } from '../platform/database/index.ts';
import { failure } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import { groupBy } from './group-by.ts';
import type {
  HeldEntry,
  IndexDeps,
  IndexEntry,
  Indexed,
  InstanceEntry,
  UploadPlace,
} from './index-entries.ts';
import { indexStudy } from './index-study.ts';
import { explainOutcome, type Outcome } from './outcome.ts';

/** Writes a group inside a transaction; results in the order of the entries. Throws `notFound` when a person is gone. */
export async function indexEntries(
  deps: IndexDeps,
  trx: Db,
  entries: readonly IndexEntry[],
): Promise<readonly Indexed[]> {
  const results = new Map<IndexEntry, Indexed>();
  const instances = entries.filter((entry) => entry.kind === 'instance');
  // One order in every process, so that no two transactions wait for each other.
  const persons = await findPersons(deps, trx, instances);
  for (const group of groupBy(instances, (entry) => studyKey(persons, entry))) {
    await indexStudy(deps, trx, { group, personId: persons.get(group[0]) ?? '', results });
  }
  for (const entry of entries) {
    if (entry.kind === 'note') results.set(entry, { outcome: entry.outcome, isObjectSpare: false });
    if (entry.kind === 'held') results.set(entry, await hold(deps, trx, entry));
  }
  await clearHeld(deps, trx, instances);
  await writeDown(deps, trx, entries, results);
  return entries.map((entry) => results.get(entry) as Indexed);
}

type Persons = Map<InstanceEntry | undefined, string>;

/** The person of each instance; new ones first, because making a patient locks the realm's records. */
async function findPersons(deps: IndexDeps, trx: Db, entries: readonly InstanceEntry[]): Promise<Persons> {
  const persons: Persons = new Map();
  const identity = (entry: InstanceEntry) =>
    entry.destination.kind === 'new'
      ? JSON.stringify([
          entry.scope.realmId,
          entry.destination.patient.identifier ?? entry.destination.patient,
        ])
      : '';
  const unknown = entries.filter((entry) => entry.destination.kind === 'new');
  for (const group of groupBy(unknown, identity)) {
    const [{ scope, origin, destination }] = group;
    if (destination.kind !== 'new') continue;
    const record = await createPatientFromImages(deps, trx, scope, origin, destination.patient);
    for (const entry of group) persons.set(entry, record.person_id);
  }
  const known = entries.filter((entry) => entry.destination.kind === 'person');
  for (const group of groupBy(known, (entry) => personIdOf(entry))) {
    if (!(await holdPerson(trx, group[0].scope, personIdOf(group[0])))) throw failure.notFound();
    for (const entry of group) persons.set(entry, personIdOf(entry));
  }
  return persons;
}

function personIdOf(entry: InstanceEntry): string {
  return entry.destination.kind === 'person' ? entry.destination.personId : '';
}

function studyKey(persons: Persons, entry: InstanceEntry): string {
  return `${persons.get(entry)} ${entry.instance.studyInstanceUid}`;
}

async function hold(deps: IndexDeps, trx: Db, entry: HeldEntry): Promise<Indexed> {
  const { scope, instance, kept, outcome, place } = entry;
  const isAdded = await insertHeld(trx, {
    id: newId(),
    realm_id: scope.realmId,
    upload_id: place?.upload.id ?? null,
    patient_id: entry.patientId,
    sop_instance_uid: instance.sopInstanceUid,
    study_instance_uid: instance.studyInstanceUid,
    reason: explainOutcome(outcome) ?? '',
    object_key: kept.key,
    size_bytes: kept.sizeBytes,
    sha256: kept.sha256,
    created_at: deps.clock.now(),
  });
  return { outcome, isObjectSpare: !isAdded };
}

/** What has found its place is no longer held. */
async function clearHeld(deps: IndexDeps, trx: Db, entries: readonly InstanceEntry[]): Promise<void> {
  for (const group of groupBy(entries, (entry) => entry.scope.realmId)) {
    const [{ scope }] = group;
    const keys = await deleteHeldByBytes(
      trx,
      scope,
      group.map((entry) => entry.kept.sha256),
    );
    await dropObjects(trx, deps, scope, keys);
  }
}

async function writeDown(
  deps: IndexDeps,
  trx: Db,
  entries: readonly IndexEntry[],
  results: Map<IndexEntry, Indexed>,
): Promise<void> {
  const placed = entries.filter((entry) => entry.place !== undefined);
  for (const group of groupBy(placed, (entry) => entry.place?.upload.id ?? '')) {
    const files = group.map((entry) =>
      recordedFile(entry.place as UploadPlace, (results.get(entry) as Indexed).outcome),
    );
    await recordFiles(deps, trx, (group[0].place as UploadPlace).upload, files);
  }
}

function recordedFile(place: UploadPlace, outcome: Outcome): RecordedFile {
  return {
    position: place.position,
    name: place.name,
    outcome: outcome.kind,
    reason: explainOutcome(outcome),
    sop_instance_uid: outcome.sopInstanceUid,
    study_id: 'studyId' in outcome ? outcome.studyId : null,
  };
}
