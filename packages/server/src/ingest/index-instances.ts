// The transaction of the way in: the rows, counts, jobs and audit lines of a group of instances whose objects are durable.
import { holdInstance, releaseHeldBytes } from '../archive/index.ts';
import { type RecordedFile, recordFiles } from '../features/uploads/index.ts';
import type { Db } from '../platform/database/index.ts';
import { findPlaces } from './find-places.ts';
import { groupBy } from './group-by.ts';
import { heldFacts } from './held-facts.ts';
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

/** Writes a group inside a transaction; results in the order of the entries. */
export async function indexEntries(
  deps: IndexDeps,
  trx: Db,
  entries: readonly IndexEntry[],
): Promise<readonly Indexed[]> {
  const results = new Map<IndexEntry, Indexed>();
  const places = await findPlaces(deps, trx, entries);
  const personIdOf = (entry: IndexEntry) => {
    const place = places.get(entry);
    return place !== undefined && place !== 'gone' && place.kind === 'person' ? place.personId : undefined;
  };
  const instances = entries.filter(
    (entry) => entry.kind === 'instance' && personIdOf(entry) !== undefined,
  ) as InstanceEntry[];
  // One order in every process, so that no two transactions wait for each other.
  const studyKey = (entry: InstanceEntry) => `${personIdOf(entry)} ${entry.instance.studyInstanceUid}`;
  for (const group of groupBy(instances, studyKey))
    await indexStudy(deps, trx, { group, personId: personIdOf(group[0]) ?? '', results });
  for (const entry of entries) {
    const place = places.get(entry);
    if (entry.kind === 'note') results.set(entry, { outcome: entry.outcome, isObjectSpare: false });
    else if (place === 'gone') results.set(entry, 'gone');
    else if (entry.kind === 'held') results.set(entry, await hold(deps, trx, entry));
    else if (place?.kind === 'held') results.set(entry, await hold(deps, trx, place.entry));
  }
  await clearHeld(
    deps,
    trx,
    instances.filter((entry) => isHere(results.get(entry))),
  );
  await writeDown(deps, trx, entries, results);
  return entries.map((entry) => results.get(entry) as Indexed);
}

/** Says whether the very bytes of an instance are in the archive now. Other bytes under its name do not stand for them. */
function isHere(result: Indexed | undefined): boolean {
  if (result === undefined || result === 'gone') return false;
  const { outcome } = result;
  return outcome.kind === 'stored' || (outcome.kind === 'duplicate' && outcome.reason === null);
}

async function hold(deps: IndexDeps, trx: Db, entry: HeldEntry): Promise<Indexed> {
  const { scope, instance, kept, outcome, place } = entry;
  const isKept = await holdInstance(trx, deps, scope, {
    instance: {
      upload_id: place?.upload.id ?? null,
      patient_id: entry.record?.id ?? null,
      sop_instance_uid: instance.sopInstanceUid,
      study_instance_uid: instance.studyInstanceUid,
      reason: explainOutcome(outcome) ?? '',
      object_key: kept.key,
      size_bytes: kept.sizeBytes,
      sha256: kept.sha256,
    },
    study: heldFacts(instance),
  });
  return { outcome, isObjectSpare: !isKept };
}

/** What has found its place is no longer held. */
async function clearHeld(deps: IndexDeps, trx: Db, entries: readonly InstanceEntry[]): Promise<void> {
  for (const group of groupBy(entries, (entry) => entry.scope.realmId)) {
    const [{ scope }] = group;
    const hashes = group.map((entry) => entry.kept.sha256);
    await releaseHeldBytes(trx, deps, scope, hashes);
  }
}

async function writeDown(
  deps: IndexDeps,
  trx: Db,
  entries: readonly IndexEntry[],
  results: Map<IndexEntry, Indexed>,
): Promise<void> {
  const placed = entries.filter((entry) => entry.place !== undefined && results.get(entry) !== 'gone');
  for (const group of groupBy(placed, (entry) => entry.place?.upload.id ?? '')) {
    const files = group.map((entry) =>
      recordedFile(entry.place as UploadPlace, (results.get(entry) as Exclude<Indexed, 'gone'>).outcome),
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
