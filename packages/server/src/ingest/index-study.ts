// The rows of one study's instances: study, series, instances, exact counts, and the job that says when it is quiet.
import type { RealmScope } from '../access/index.ts';
import {
  addToSeries,
  ensureSeries,
  insertInstances,
  instanceLayout,
  selectInstancesByUid,
} from '../archive/index.ts';
import { ensureDicomStudy, type ImagedStudyFields, recordArrivals } from '../features/studies/index.ts';
import type { Db, InstancesTable } from '../platform/database/index.ts';
import { newId } from '../platform/ids.ts';
import { countBy, type NonEmpty } from './group-by.ts';
import type { IndexDeps, IndexEntry, Indexed, InstanceEntry } from './index-entries.ts';
import type { Outcome } from './outcome.ts';
import { awaitQuiet } from './settle-study.job.ts';

/** Instances of one study of one person, and where their results go. */
export interface StudyGroup {
  readonly group: NonEmpty<InstanceEntry>;
  readonly personId: string;
  readonly results: Map<IndexEntry, Indexed>;
}

/** Writes the instances of a study and tells what became of each. */
export async function indexStudy(deps: IndexDeps, trx: Db, options: StudyGroup): Promise<void> {
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
  await awaitQuiet(trx, deps, scope, study.id);
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
