// The transaction of the way in: the rows, counts, jobs and audit lines of a group of instances whose objects are durable.
import type { RealmScope } from '../access/index.ts';
import {
  addToSeries,
  deleteHeldByBytes,
  dropObjects,
  ensureSeries,
  insertHeld,
  insertInstances,
  instanceLayout,
  type ObjectKey,
  selectInstancesByUid,
} from '../archive/index.ts';
import type { Audit, Origin } from '../audit/index.ts';
import { createPatientFromImages, holdPerson, type ImagedPatient } from '../features/patients/index.ts';
import { ensureDicomStudy, type ImagedStudyFields, recordArrivals } from '../features/studies/index.ts';
import { type OpenUpload, type RecordedFile, recordFiles } from '../features/uploads/index.ts';
import { enqueueJob } from '../jobs/index.ts';
import { type Clock, formatMillis } from '../platform/clock.ts';
import type { Db, InstancesTable } from '../platform/database/index.ts';
import { failure } from '../platform/errors.ts';
import { newId } from '../platform/ids.ts';
import type { CheckedInstance } from './check.ts';
import { explainOutcome, type Outcome } from './outcome.ts';
import { quietMs, settleStudyJob } from './settle-study.job.ts';

/** An object that is durable and has no row yet. */
export interface KeptBytes {
  readonly key: ObjectKey;
  readonly sizeBytes: number;
  readonly sha256: string;
}

/** Where the file stands in its upload, when it came by one. */
export interface UploadPlace {
  readonly upload: OpenUpload;
  readonly position: number;
  readonly name: string;
}

interface Entry {
  readonly scope: RealmScope;
  readonly origin: Origin;
  readonly place: UploadPlace | undefined;
}
/** An instance to be indexed. */
export interface InstanceEntry extends Entry {
  readonly kind: 'instance';
  readonly instance: CheckedInstance;
  readonly destination:
    | { readonly kind: 'person'; readonly personId: string }
    | { readonly kind: 'new'; readonly patient: ImagedPatient };
  readonly kept: KeptBytes;
}
/** Bytes to be held. */
export interface HeldEntry extends Entry {
  readonly kind: 'held';
  readonly instance: CheckedInstance;
  readonly patientId: string | null;
  readonly outcome: Extract<Outcome, { kind: 'held' }>;
  readonly kept: KeptBytes;
}
/** A file that came to something else, to be written down. */
export interface NoteEntry extends Entry {
  readonly kind: 'note';
  readonly outcome: Exclude<Outcome, { kind: 'stored' | 'held' }>;
}
/** What a transaction of the way in writes. */
export type IndexEntry = InstanceEntry | HeldEntry | NoteEntry;

/** What became of an entry, and whether its object is of no use. */
export interface Indexed {
  readonly outcome: Outcome;
  readonly isObjectSpare: boolean;
}

/** What the transaction needs. */
export interface IndexDeps {
  readonly clock: Clock;
  readonly audit: Audit;
}

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

interface StudyGroup {
  readonly group: NonEmpty<InstanceEntry>;
  readonly personId: string;
  readonly results: Map<IndexEntry, Indexed>;
}

async function indexStudy(deps: IndexDeps, trx: Db, options: StudyGroup): Promise<void> {
  const { group, personId } = options;
  const [{ scope, origin, instance }] = group;
  const now = deps.clock.now();
  const study = await ensureDicomStudy(deps, trx, scope, origin, {
    personId,
    studyInstanceUid: instance.studyInstanceUid,
    fields: mergedFields(group),
  });
  const series = await ensureSeries(trx, scope, {
    studyId: study.id,
    facts: group.map((entry) => entry.instance.series),
    now,
  });
  const rows = group.map((entry) => instanceRow(entry, { studyId: study.id, series: series.ids, now }));
  const added = await insertInstances(trx, rows);
  const stored = rows.filter((row) => added.has(row.id));
  for (const [seriesId, count] of countBy(stored, (row) => row.series_id))
    await addToSeries(trx, scope, { seriesId, instancesAdded: count });
  await tellResults(trx, scope, { ...options, studyId: study.id, rows, added });
  if (stored.length === 0 && series.addedCount === 0) return;
  await recordArrivals(trx, scope, study.id, {
    modalities: group.flatMap((entry) => entry.instance.modality ?? []),
    seriesAdded: series.addedCount,
    instancesAdded: stored.length,
    receivedAt: now,
  });
  await enqueueJob(
    trx,
    deps,
    settleStudyJob,
    { realmId: scope.realmId, studyId: study.id },
    { uniqueKey: study.id, runAt: formatMillis(deps.clock.nowMs() + quietMs) },
  );
}

/** The first instance that knows a field gives it. */
function mergedFields(group: NonEmpty<InstanceEntry>): ImagedStudyFields {
  const merged = { ...group[0].instance.study };
  for (const { instance } of group) {
    for (const column of Object.keys(merged) as (keyof ImagedStudyFields)[])
      merged[column] ??= instance.study[column];
  }
  return merged;
}

function instanceRow(
  entry: InstanceEntry,
  place: { studyId: string; series: Map<string, string>; now: string },
): InstancesTable {
  const { instance, kept } = entry;
  return {
    id: newId(),
    realm_id: entry.scope.realmId,
    study_id: place.studyId,
    series_id: place.series.get(instance.series.series_instance_uid) ?? '',
    sop_instance_uid: instance.sopInstanceUid,
    sop_class_uid: instance.sopClassUid,
    transfer_syntax_uid: instance.transferSyntaxUid,
    instance_number: instance.instanceNumber,
    number_of_frames: instance.frameCount,
    rows: instance.rows,
    columns: instance.columns,
    object_key: kept.key,
    size_bytes: kept.sizeBytes,
    sha256: kept.sha256,
    layout: JSON.stringify(instanceLayout(instance.header, instance.pixels)),
    created_at: place.now,
  };
}

/** What was there already is a duplicate: of the same bytes, or of others, of which the first are kept. */
async function tellResults(
  trx: Db,
  scope: RealmScope,
  options: StudyGroup & { studyId: string; rows: readonly InstancesTable[]; added: ReadonlySet<string> },
): Promise<void> {
  const { group, studyId, rows, added, results } = options;
  const missing = rows.filter((row) => !added.has(row.id)).map((row) => row.sop_instance_uid);
  const known =
    missing.length === 0 ? [] : await selectInstancesByUid(trx, scope, { studyId, sopInstanceUids: missing });
  for (const [index, entry] of group.entries()) {
    const row = rows[index] as InstancesTable;
    const { sopInstanceUid } = entry.instance;
    const first = known.find((one) => one.sop_instance_uid === sopInstanceUid);
    // The row may be ours: an earlier attempt was committed, and only its answer was lost.
    const isStored = added.has(row.id) || first?.object_key === row.object_key;
    results.set(entry, {
      outcome: isStored
        ? { kind: 'stored', reason: null, sopInstanceUid, studyId }
        : duplicateOf({ sopInstanceUid, studyId }, first?.sha256 === row.sha256),
      isObjectSpare: !isStored,
    });
  }
}

/** The outcome of an instance that is here already. */
export function duplicateOf(
  place: { sopInstanceUid: string; studyId: string },
  isSameBytes: boolean,
): Extract<Outcome, { kind: 'duplicate' }> {
  return {
    kind: 'duplicate',
    ...place,
    reason: isSameBytes ? null : 'other-bytes',
    sentence: isSameBytes
      ? null
      : 'Another file with the same SOP Instance UID is here already; its bytes differ, and it was kept.',
  };
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

type NonEmpty<T> = readonly [T, ...T[]];

/** Groups in the order of their keys. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): NonEmpty<T>[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups].sort(([first], [second]) => (first < second ? -1 : 1)).map(([, group]) => group);
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): [string, number][] {
  return groupBy(items, keyOf).map((group) => [keyOf(group[0]), group.length]);
}
