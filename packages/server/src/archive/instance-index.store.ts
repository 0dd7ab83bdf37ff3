// The tables of series and instances. Knows studies by id alone, and no patients.
import type { RealmScope } from '../access/index.ts';
import {
  type Db,
  type InstancesTable,
  insertRows,
  isOneOf,
  runStatement,
  type SeriesTable,
} from '../platform/database/index.ts';
import { newId } from '../platform/ids.ts';

/** More than any study has; a bound on what one statement reads. */
const seriesMax = 100_000;

/** The series of studies, by number, then uid; those without a number last. */
export async function selectSeriesOfStudies(
  db: Db,
  scope: RealmScope,
  studyIds: readonly string[],
): Promise<SeriesTable[]> {
  if (studyIds.length === 0) return [];
  return db
    .selectFrom('series')
    .selectAll()
    .where('study_id', 'in', studyIds)
    .where('realm_id', '=', scope.realmId)
    .orderBy('study_id')
    .orderBy('series_number', (order) => order.asc().nullsLast())
    .orderBy('series_instance_uid')
    .limit(seriesMax)
    .execute();
}

/** What images tell of their series. */
export type SeriesFacts = Pick<
  SeriesTable,
  'series_instance_uid' | 'series_number' | 'series_description' | 'modality' | 'body_part_examined'
>;
const factColumns = ['series_number', 'series_description', 'modality', 'body_part_examined'] as const;

/** Finds or makes the series of a study, by uid; what was empty is filled. Constraints decide between two at once. */
export async function ensureSeries(
  trx: Db,
  scope: RealmScope,
  options: { studyId: string; facts: readonly SeriesFacts[]; now: string },
): Promise<{ ids: Map<string, string>; addedCount: number }> {
  const { studyId, facts, now } = options;
  const uids = [...new Set(facts.map((fact) => fact.series_instance_uid))];
  const known = await selectSeries(trx, scope, studyId, uids);
  const missing = uids.filter((uid) => !known.some((row) => row.series_instance_uid === uid));
  let addedCount = 0;
  if (missing.length > 0) {
    const rows = missing.map((uid) => newSeries(scope, studyId, mergedFacts(facts, uid), now));
    const unlessThere = ['study_id', 'series_instance_uid'];
    const added = await insertRows<{ id: string }>(trx, 'series', rows, { unlessThere, returning: ['id'] });
    const ids = new Set(added.map(({ id }) => id));
    addedCount = ids.size;
    known.push(...rows.filter(({ id }) => ids.has(id)));
    if (ids.size < rows.length) {
      const others = missing.filter((uid) => !known.some((row) => row.series_instance_uid === uid));
      known.push(...(await selectSeries(trx, scope, studyId, others)));
    }
  }
  for (const row of known) await fillSeries(trx, scope, row, mergedFacts(facts, row.series_instance_uid));
  return { ids: new Map(known.map((row) => [row.series_instance_uid, row.id])), addedCount };
}

function selectSeries(
  trx: Db,
  scope: RealmScope,
  studyId: string,
  uids: readonly string[],
): Promise<SeriesTable[]> {
  const those = isOneOf(trx, 'series_instance_uid', uids);
  return runStatement(trx, `SELECT * FROM series WHERE study_id = ? AND ${those.text} AND realm_id = ?`, [
    studyId,
    those.parameter,
    scope.realmId,
  ]);
}

/** What a series is by its instances: the first that knows a value gives it. */
export function mergedFacts(facts: readonly SeriesFacts[], uid: string): SeriesFacts {
  const ofSeries = facts.filter((fact) => fact.series_instance_uid === uid);
  const first = <K extends keyof SeriesFacts>(column: K): SeriesFacts[K] | null =>
    ofSeries.find((fact) => fact[column] !== null)?.[column] ?? null;
  return {
    series_instance_uid: uid,
    series_number: first('series_number'),
    series_description: first('series_description'),
    modality: first('modality'),
    body_part_examined: first('body_part_examined'),
  };
}

function newSeries(scope: RealmScope, studyId: string, facts: SeriesFacts, now: string): SeriesTable {
  return {
    id: newId(),
    realm_id: scope.realmId,
    study_id: studyId,
    ...facts,
    instance_count: 0,
    created_at: now,
  };
}

/** Says anew what a series is, by its instances of now. */
export async function describeSeriesAnew(
  trx: Db,
  scope: RealmScope,
  series: { id: string; facts: Omit<SeriesFacts, 'series_instance_uid'> },
): Promise<void> {
  const { series_number, series_description, modality, body_part_examined } = series.facts;
  await trx
    .updateTable('series')
    .set({ series_number, series_description, modality, body_part_examined })
    .where('id', '=', series.id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Which of these series have no instances at this moment. */
export async function selectEmptySeries(
  trx: Db,
  scope: RealmScope,
  seriesIds: readonly string[],
): Promise<SeriesTable[]> {
  return trx
    .selectFrom('series')
    .selectAll()
    .where('id', 'in', seriesIds)
    .where('realm_id', '=', scope.realmId)
    .where((eb) =>
      eb.not(
        eb.exists(eb.selectFrom('instances').select('id').whereRef('instances.series_id', '=', 'series.id')),
      ),
    )
    .execute();
}

async function fillSeries(trx: Db, scope: RealmScope, row: SeriesTable, facts: SeriesFacts): Promise<void> {
  const missing = factColumns.filter((column) => row[column] === null && facts[column] !== null);
  if (missing.length === 0) return;
  await trx
    .updateTable('series')
    .set(Object.fromEntries(missing.map((column) => [column, facts[column]])))
    .where('id', '=', row.id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/**
 * Adds instances and gives the ids of those that were not there. The constraint decides what is a duplicate.
 * Unscoped: the rows carry their realm.
 */
export async function insertInstances(trx: Db, rows: readonly InstancesTable[]): Promise<Set<string>> {
  const unlessThere = ['study_id', 'sop_instance_uid'];
  const added = await insertRows<{ id: string }>(trx, 'instances', rows, {
    unlessThere,
    returning: ['id'],
  });
  return new Set(added.map(({ id }) => id));
}

/** Counts instances of a series: exact however many arrive at once, because the database adds. */
export async function addToSeries(
  trx: Db,
  scope: RealmScope,
  options: { seriesId: string; instancesAdded: number },
): Promise<void> {
  await runStatement(
    trx,
    'UPDATE series SET instance_count = instance_count + ? WHERE id = ? AND realm_id = ?',
    [options.instancesAdded, options.seriesId, scope.realmId],
  );
}

/** Writes anew what is told of an instance beyond its columns. */
export async function setInstanceAttributes(
  trx: Db,
  scope: RealmScope,
  instance: Pick<InstancesTable, 'id' | 'attributes'>,
): Promise<void> {
  await trx
    .updateTable('instances')
    .set({ attributes: instance.attributes })
    .where('id', '=', instance.id)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Removes the rows of studies' series and instances; what becomes of their objects is said before. */
export async function deleteContents(trx: Db, scope: RealmScope, studyIds: readonly string[]): Promise<void> {
  for (const table of ['instances', 'series'] as const) {
    await trx
      .deleteFrom(table)
      .where('study_id', 'in', studyIds)
      .where('realm_id', '=', scope.realmId)
      .execute();
  }
}

/** Removes instances by their ids; their objects are the caller's to place. */
export async function deleteInstances(trx: Db, scope: RealmScope, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await trx.deleteFrom('instances').where('id', 'in', ids).where('realm_id', '=', scope.realmId).execute();
}

/** Removes the instances of a series, or one of them; their objects are the caller's to place. */
export async function deleteInstancesOfSeries(
  trx: Db,
  scope: RealmScope,
  which: { seriesId: string; sopInstanceUid: string | undefined },
): Promise<void> {
  const { seriesId, sopInstanceUid } = which;
  const ofSeries = trx
    .deleteFrom('instances')
    .where('series_id', '=', seriesId)
    .where('realm_id', '=', scope.realmId);
  const those =
    sopInstanceUid === undefined ? ofSeries : ofSeries.where('sop_instance_uid', '=', sopInstanceUid);
  await those.execute();
}

/** Gives a series with its instances to another study that has none of its uid. */
export async function moveSeries(
  trx: Db,
  scope: RealmScope,
  move: { seriesId: string; intoStudyId: string },
): Promise<void> {
  const set = { study_id: move.intoStudyId };
  await trx
    .updateTable('series')
    .set(set)
    .where('id', '=', move.seriesId)
    .where('realm_id', '=', scope.realmId)
    .execute();
  await trx
    .updateTable('instances')
    .set(set)
    .where('series_id', '=', move.seriesId)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Gives the instances of a series to another study's series of the same uid, and removes the empty one. */
export async function mergeSeries(
  trx: Db,
  scope: RealmScope,
  merge: { seriesId: string; into: Pick<SeriesTable, 'id' | 'study_id'> },
): Promise<void> {
  await trx
    .updateTable('instances')
    .set({ series_id: merge.into.id, study_id: merge.into.study_id })
    .where('series_id', '=', merge.seriesId)
    .where('realm_id', '=', scope.realmId)
    .execute();
  await trx
    .deleteFrom('series')
    .where('id', '=', merge.seriesId)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Counts the instances of a study's series anew and removes the series that have none. */
export async function recountSeries(trx: Db, scope: RealmScope, studyId: string): Promise<void> {
  await trx
    .updateTable('series')
    .set((eb) => ({
      instance_count: eb
        .selectFrom('instances')
        .select((count) => count.fn.countAll<number>().as('count'))
        .whereRef('instances.series_id', '=', 'series.id'),
    }))
    .where('study_id', '=', studyId)
    .where('realm_id', '=', scope.realmId)
    .execute();
  await trx
    .deleteFrom('series')
    .where('study_id', '=', studyId)
    .where('realm_id', '=', scope.realmId)
    .where('instance_count', '=', 0)
    .execute();
}
