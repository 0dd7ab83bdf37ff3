// The rows of studies' instances: study, series, instances, exact counts, and the job that says when it is quiet.
import type { RealmScope } from '../access/index.ts';
import {
  addSmallObjects,
  addToSeries,
  ensureSeries,
  insertInstances,
  type NewObject,
  type Replacement,
  recountSeries,
  replaceInstances,
  selectSeriesOfStudies,
} from '../archive/index.ts';
import { keepAccounts } from '../features/deidentification/index.ts';
import {
  type ArrivedInstance,
  indexImaging,
  removeReplacedFromIndex,
} from '../features/imaging-search/index.ts';
import {
  ensureDicomStudy,
  type ImagedStudy,
  type ImagedStudyFields,
  recordArrivals,
  recordContents,
} from '../features/studies/index.ts';
import type { Db, InstancesTable } from '../platform/database/index.ts';
import { newId } from '../platform/ids.ts';
import { describeAfterReplacement } from './describe-study.job.ts';
import { countBy, groupBy, type NonEmpty } from './group-by.ts';
import type { IndexDeps, IndexEntry, Indexed, InstanceEntry } from './index-entries.ts';
import { keepSettling } from './settle-study.job.ts';
import { type ArrivedAtStudy, tellResults } from './tell-results.ts';

/** Instances of one study of one person. */
export interface StudyGroup {
  readonly entries: NonEmpty<InstanceEntry>;
  readonly personId: string;
}

/** A study that is there, with the rows of what came for it. */
interface OpenStudy {
  readonly group: StudyGroup;
  readonly scope: RealmScope;
  readonly study: ImagedStudy;
  readonly seriesAdded: number;
  readonly rows: readonly InstancesTable[];
}

/**
 * Writes the instances of studies, tells what became of each and gives them all. All studies take a step before any
 * takes the next: their statements travel together, and rows are locked in the same order in every process.
 */
export async function indexStudies(
  deps: IndexDeps,
  trx: Db,
  groups: readonly StudyGroup[],
  results: Map<IndexEntry, Indexed>,
): Promise<InstanceEntry[]> {
  const now = deps.clock.now();
  const found = await Promise.all(groups.map((group) => findStudy(deps, trx, group)));
  const studies = await Promise.all(found.map((study) => openStudy(trx, study, now)));
  const rows = studies.flatMap((study) => study.rows);
  const inserted = await insertInstances(trx, rows);
  const replacements = await Promise.all(
    studies.map((study) => tellResults(deps, trx, arrivedAt(study), { added: inserted, results })),
  );
  const replacing = await replaceAll(deps, trx, studies, replacements);
  const added = storedIds(inserted, replacements);
  await Promise.all([
    addSmallObjects(trx, objectsOf(studies, added)),
    ...studies.map((study) => keepAccounts(trx, deps, study.scope, accountsOf(study, added))),
  ]);
  const growing = studies.filter((study) => !replacing.some((one) => one.study === study));
  await Promise.all(growing.map((study) => recordAdded(deps, trx, study, { added, now })));
  // Last: what the index of queries locks, nobody waits for who holds something else.
  for (const { study, emptiedSeriesIds } of replacing)
    await removeReplacedFromIndex(trx, study.scope, { studyId: study.study.id, emptiedSeriesIds });
  await indexAdded(trx, studies, added);
  for (const { study } of replacing) await recordReplaced(deps, trx, study, now);
  return groups.flatMap(({ entries }) => entries);
}

function arrivedAt({ group, scope, study, rows }: OpenStudy): ArrivedAtStudy {
  return { scope, studyId: study.id, entries: group.entries, rows };
}

/** Rows that are there at the end: those that were added but for what others of the same group took the place of. */
function storedIds(
  inserted: ReadonlySet<string>,
  replacements: readonly (Replacement | undefined)[],
): ReadonlySet<string> {
  const stored = new Set(inserted);
  for (const { replaced, rows } of replacements.filter((one) => one !== undefined)) {
    for (const { id } of replaced) stored.delete(id);
    for (const { id } of rows) stored.add(id);
  }
  return stored;
}

/** A study some of whose instances were replaced, and its series that had no others. */
interface ReplacedStudy {
  readonly study: OpenStudy;
  readonly emptiedSeriesIds: readonly string[];
}

async function replaceAll(
  deps: IndexDeps,
  trx: Db,
  studies: readonly OpenStudy[],
  replacements: readonly (Replacement | undefined)[],
): Promise<ReplacedStudy[]> {
  const replaced: ReplacedStudy[] = [];
  for (const [index, study] of studies.entries()) {
    const replacement = replacements[index];
    if (replacement === undefined) continue;
    const { emptiedSeriesIds } = await replaceInstances(trx, deps, study.scope, replacement);
    replaced.push({ study, emptiedSeriesIds });
  }
  return replaced;
}

function objectsOf(studies: readonly OpenStudy[], added: ReadonlySet<string>): NewObject[] {
  return studies.flatMap(({ group, rows }) =>
    group.entries.flatMap(({ kept }, index) => (added.has(rows[index]?.id ?? '') ? [kept] : [])),
  );
}

function accountsOf({ group, rows }: OpenStudy, added: ReadonlySet<string>) {
  return group.entries.flatMap(({ account, identity }, index) => {
    const row = rows[index];
    return account !== undefined && row !== undefined && added.has(row.id)
      ? [{ instance_id: row.id, account, identity }]
      : [];
  });
}

interface FoundStudy {
  readonly group: StudyGroup;
  readonly study: ImagedStudy;
}

async function findStudy(deps: IndexDeps, trx: Db, group: StudyGroup): Promise<FoundStudy> {
  const [{ scope, origin, instance }] = group.entries;
  const study = await ensureDicomStudy(deps, trx, scope, origin, {
    personId: group.personId,
    studyInstanceUid: instance.studyInstanceUid,
    fields: mergedFields(group.entries),
  });
  return { group, study };
}

async function openStudy(trx: Db, { group, study }: FoundStudy, now: string): Promise<OpenStudy> {
  const [{ scope }] = group.entries;
  const series = await ensureSeries(trx, scope, {
    studyId: study.id,
    facts: group.entries.map((entry) => entry.instance.series),
    now,
  });
  const place = { studyId: study.id, series: series.ids, now };
  const rows = group.entries.map((entry) => instanceRow(entry, place));
  return { group, scope, study, seriesAdded: series.addedCount, rows };
}

/** Counts what was added, and sees to the job that says when the study is quiet. */
async function recordAdded(
  deps: IndexDeps,
  trx: Db,
  { group, scope, study, seriesAdded, rows }: OpenStudy,
  { added, now }: { added: ReadonlySet<string>; now: string },
): Promise<void> {
  const stored = rows.filter((row) => added.has(row.id));
  if (stored.length === 0 && seriesAdded === 0) return;
  const modalities = group.entries.flatMap((entry) => entry.instance.modality ?? []);
  await Promise.all([
    ...countBy(stored, (row) => row.series_id).map(([seriesId, instancesAdded]) =>
      addToSeries(trx, scope, { seriesId, instancesAdded }),
    ),
    recordArrivals(trx, scope, study, {
      modalities,
      seriesAdded,
      instancesAdded: stored.length,
      receivedAt: now,
    }),
    keepSettling(trx, deps, scope, study),
  ]);
}

/** The same for a study some of whose instances were replaced: everything is counted anew. */
async function recordReplaced(
  deps: IndexDeps,
  trx: Db,
  { scope, study }: OpenStudy,
  now: string,
): Promise<void> {
  await recountSeries(trx, scope, study.id);
  await recordContents(trx, scope, study.id, {
    series: await selectSeriesOfStudies(trx, scope, [study.id]),
    receivedAt: now,
  });
  await keepSettling(trx, deps, scope, study);
  await describeAfterReplacement(trx, deps, scope, study.id);
}

/** Brings the instances that were new into the index of queries. */
async function indexAdded(trx: Db, studies: readonly OpenStudy[], added: ReadonlySet<string>): Promise<void> {
  for (const ofRealm of groupBy(studies, (study) => study.scope.realmId)) {
    const arrived = ofRealm.flatMap((study) => arrivedInstances(study, added));
    await indexImaging(trx, ofRealm[0].scope, arrived);
  }
}

function arrivedInstances({ group, study, rows }: OpenStudy, added: ReadonlySet<string>): ArrivedInstance[] {
  return group.entries.flatMap(({ instance }, index) => {
    const row = rows[index];
    if (row === undefined || !added.has(row.id)) return [];
    return [{ studyId: study.id, seriesId: row.series_id, said: instance.said }];
  });
}

/** The first instance that knows a field gives it. */
function mergedFields(entries: NonEmpty<InstanceEntry>): ImagedStudyFields {
  const merged = { ...entries[0].instance.study };
  for (const { instance } of entries) {
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
    layout: instance.layout,
    created_at: place.now,
    attributes: instance.said.attributes,
  };
}
