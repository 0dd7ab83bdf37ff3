// The transaction of the way in: the rows, counts, jobs and audit lines of a group of instances whose objects are durable.
import { addSmallObjects, holdInstance, releaseHeldBytes } from '../archive/index.ts';
import { type RecordedFile, recordFiles } from '../features/uploads/index.ts';
import type { Db } from '../platform/database/index.ts';
import { findPlaces, type Place } from './find-places.ts';
import { groupBy } from './group-by.ts';
import { heldFacts } from './held-facts.ts';
import type {
  IndexDeps,
  IndexEntry,
  Indexed,
  InstanceEntry,
  PlacedEntry,
  UploadPlace,
} from './index-entries.ts';
import { indexStudies, type StudyGroup } from './index-study.ts';
import { explainOutcome, isHere, type Outcome } from './outcome.ts';
import { endAccepted, lockAccepted, queueForReview } from './review-entries.ts';

/** Writes a group inside a transaction; results in the order of the entries. */
export async function indexEntries(
  deps: IndexDeps,
  trx: Db,
  entries: readonly IndexEntry[],
): Promise<readonly Indexed[]> {
  const results = new Map<IndexEntry, Indexed>();
  const places = await findPlaces(
    deps,
    trx,
    entries.filter((entry) => entry.kind !== 'note'),
  );
  for (const entry of entries) {
    if (entry.kind === 'note') results.set(entry, { outcome: entry.outcome, isObjectSpare: false });
    else if (places.get(entry) === 'gone') results.set(entry, 'gone');
  }
  await lockAccepted(trx, entries, results);
  const instances = entries.filter((entry) => entry.kind === 'instance');
  const undecided = instances.filter((entry) => !results.has(entry));
  const placed = await indexStudies(deps, trx, studyGroups(undecided, places), results);
  for (const [entry, place] of places) {
    if (results.has(entry) || place === 'gone') continue;
    if (entry.kind === 'review') results.set(entry, await queueForReview(deps, trx, entry));
    else if (place.kind === 'held') results.set(entry, await hold(deps, trx, entry, place));
  }
  await endAccepted(deps, trx, entries, results);
  await Promise.all([
    clearHeld(
      deps,
      trx,
      placed.filter((entry) => {
        const result = results.get(entry);
        return typeof result === 'object' && isHere(result.outcome);
      }),
    ),
    writeDown(deps, trx, entries, results),
  ]);
  return entries.map((entry) => results.get(entry) as Indexed);
}

/** Instances of one study each, in one order in every process, so that no two transactions wait for each other. */
function studyGroups(
  instances: readonly InstanceEntry[],
  places: ReadonlyMap<PlacedEntry, Place>,
): StudyGroup[] {
  const ofPersons = instances.flatMap((entry) => {
    const place = places.get(entry);
    return place === undefined || place === 'gone' || place.kind !== 'person'
      ? []
      : [{ entry, personId: place.personId }];
  });
  return groupBy(ofPersons, ({ entry, personId }) => `${personId} ${entry.instance.studyInstanceUid}`).map(
    ([first, ...others]) => ({
      personId: first.personId,
      entries: [first.entry, ...others.map(({ entry }) => entry)],
    }),
  );
}

async function hold(
  deps: IndexDeps,
  trx: Db,
  entry: InstanceEntry,
  place: Extract<Place, { kind: 'held' }>,
): Promise<Indexed> {
  const { scope, instance, kept, target } = entry;
  const { sopInstanceUid } = instance;
  const outcome = { ...place, sopInstanceUid };
  const isKept = await holdInstance(trx, deps, scope, {
    instance: {
      upload_id: entry.place?.upload.id ?? null,
      patient_id: target.kind === 'record' ? target.record.id : null,
      sop_instance_uid: sopInstanceUid,
      study_instance_uid: instance.studyInstanceUid,
      reason: explainOutcome(outcome) ?? '',
      object_key: kept.key,
      size_bytes: kept.sizeBytes,
      sha256: kept.sha256,
    },
    study: heldFacts(instance),
  });
  if (isKept) await addSmallObjects(trx, [kept]);
  return { outcome, isObjectSpare: !isKept };
}

/** What has found its place is no longer held. */
async function clearHeld(deps: IndexDeps, trx: Db, entries: readonly InstanceEntry[]): Promise<void> {
  for (const group of groupBy(entries, (entry) => entry.scope.realmId)) {
    const [{ scope }] = group;
    const hashes = group.map((entry) => entry.heldSha256 ?? entry.kept.sha256);
    await releaseHeldBytes(trx, deps, scope, hashes);
  }
}

async function writeDown(
  deps: IndexDeps,
  trx: Db,
  entries: readonly IndexEntry[],
  results: Map<IndexEntry, Indexed>,
): Promise<void> {
  const placed = entries.flatMap((entry) => {
    const result = results.get(entry);
    return entry.place === undefined || typeof result !== 'object' ? [] : [{ place: entry.place, result }];
  });
  for (const group of groupBy(placed, ({ place }) => place.upload.id)) {
    const files = group.map(({ place, result }) => recordedFile(place, result.outcome));
    await recordFiles(deps, trx, group[0].place.upload, files);
  }
  for (const entry of entries)
    if (entry.kind === 'instance' && entry.made !== undefined && isStored(results.get(entry)))
      await deps.audit.record(trx, entry.origin, entry.made);
}

function isStored(result: Indexed | undefined): boolean {
  return typeof result === 'object' && result.outcome.kind === 'stored';
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
