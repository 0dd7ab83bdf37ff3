// The tables of what queries find studies and series by, and of how many studies a day has.
import type { RealmScope } from '../../access/index.ts';
import {
  type Db,
  dialectOf,
  insertRows,
  isOneOf,
  runStatement,
  type SearchSeriesTable,
  type SearchStudiesTable,
} from '../../platform/database/index.ts';
import { type PlacedStudy, placeStudies } from './search-terms.store.ts';

/** A study as its row has it. */
export type SearchStudy = Omit<SearchStudiesTable, 'number'> & { number: number };

/** Rows a statement writes: twenty values each, far below the parameters that SQLite and PostgreSQL take. */
const rowsPerStatement = 500;

/** Which studies of these ids are in the index. */
export async function selectIndexedStudies(
  trx: Db,
  scope: RealmScope,
  ids: readonly string[],
): Promise<SearchStudy[]> {
  const isId = isOneOf(trx, 'id', ids);
  return runStatement<SearchStudy>(trx, `SELECT * FROM search_studies WHERE ${isId.text} AND realm_id = ?`, [
    isId.parameter,
    scope.realmId,
  ]);
}

/** Which series of these ids are in the index. */
export async function selectIndexedSeries(
  trx: Db,
  scope: RealmScope,
  ids: readonly string[],
): Promise<SearchSeriesTable[]> {
  const isId = isOneOf(trx, 'id', ids);
  return runStatement<SearchSeriesTable>(
    trx,
    `SELECT * FROM search_series WHERE ${isId.text} AND realm_id = ?`,
    [isId.parameter, scope.realmId],
  );
}

/** Adds studies. One that somebody else has added meanwhile stays as it is. */
export async function insertStudies(
  trx: Db,
  scope: RealmScope,
  rows: readonly Omit<SearchStudiesTable, 'number'>[],
): Promise<void> {
  const placed: PlacedStudy[] = [];
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const part = rows.slice(start, start + rowsPerStatement);
    const added = await insertRows<Pick<SearchStudy, 'id' | 'number'>>(
      trx,
      'search_studies',
      part.map((row) => ({ ...row, realm_id: scope.realmId })),
      { unlessThere: ['id'], returning: ['id', 'number'] },
    );
    const numbers = new Map(added.map(({ id, number }) => [id, number]));
    for (const row of part) {
      const number = numbers.get(row.id);
      if (number !== undefined) placed.push({ ...row, number });
    }
  }
  await placeStudies(trx, scope, { left: [], come: placed });
  await addToDays(
    trx,
    scope,
    placed.map(({ day }) => ({ day, delta: 1 })),
  );
}

/** Writes studies anew whose instances have told more. */
export async function updateStudies(
  trx: Db,
  scope: RealmScope,
  changes: readonly { before: SearchStudy; after: SearchStudy }[],
): Promise<void> {
  for (const { after } of changes) {
    const { number, id: _id, realm_id: _realm, ...columns } = after;
    await trx
      .updateTable('search_studies')
      .set(columns)
      .where('number', '=', number)
      .where('realm_id', '=', scope.realmId)
      .execute();
  }
  await placeStudies(trx, scope, {
    left: changes.map(({ before }) => before),
    come: changes.map(({ after }) => after),
  });
  const moved = changes.filter(({ before, after }) => before.day !== after.day);
  await addToDays(
    trx,
    scope,
    moved.flatMap(({ before, after }) => [
      { day: before.day, delta: -1 },
      { day: after.day, delta: 1 },
    ]),
  );
}

/** Adds series, or writes them anew. */
export async function putSeries(
  trx: Db,
  scope: RealmScope,
  rows: readonly SearchSeriesTable[],
): Promise<void> {
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const part = rows.slice(start, start + rowsPerStatement);
    const columns = Object.keys(part[0] ?? {}).filter((column) => column !== 'id');
    const anew = columns.map((column) => `${column} = excluded.${column}`).join(', ');
    await insertRows(
      trx,
      'search_series',
      part.map((row) => ({ ...row, realm_id: scope.realmId })),
      { whenThere: `(id) DO UPDATE SET ${anew}` },
    );
  }
}

/** Takes studies out with their series. */
export async function removeFromIndex(
  trx: Db,
  scope: RealmScope,
  studyIds: readonly string[],
): Promise<void> {
  const query = trx
    .selectFrom('search_studies')
    .selectAll()
    .where('id', 'in', studyIds)
    .where('realm_id', '=', scope.realmId)
    .orderBy('number');
  const studies = await (dialectOf(trx) === 'sqlite' ? query : query.forUpdate()).execute();
  await trx
    .deleteFrom('search_series')
    .where('study_id', 'in', studyIds)
    .where('realm_id', '=', scope.realmId)
    .execute();
  if (studies.length === 0) return;
  await trx
    .deleteFrom('search_studies')
    .where('id', 'in', studyIds)
    .where('realm_id', '=', scope.realmId)
    .execute();
  await placeStudies(trx, scope, { left: studies, come: [] });
  await addToDays(
    trx,
    scope,
    studies.map(({ day }) => ({ day, delta: -1 })),
  );
}

/** Takes the series of a study out that have no instances any more. */
export async function deleteEmptySeries(trx: Db, scope: RealmScope, studyId: string): Promise<void> {
  await trx
    .deleteFrom('search_series')
    .where('study_id', '=', studyId)
    .where('realm_id', '=', scope.realmId)
    .where('id', 'not in', trx.selectFrom('instances').select('series_id').where('study_id', '=', studyId))
    .execute();
}

/** Takes series out by their ids. */
export async function deleteIndexedSeries(
  trx: Db,
  scope: RealmScope,
  seriesIds: readonly string[],
): Promise<void> {
  if (seriesIds.length === 0) return;
  await trx
    .deleteFrom('search_series')
    .where('id', 'in', seriesIds)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Whether the index knows series of a study. */
export async function hasIndexedSeries(trx: Db, scope: RealmScope, studyId: string): Promise<boolean> {
  const row = await trx
    .selectFrom('search_series')
    .select('id')
    .where('study_id', '=', studyId)
    .where('realm_id', '=', scope.realmId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** The modalities of a study's series in the index, and the SOP classes of its instances. */
export async function selectKindsOfStudy(
  trx: Db,
  scope: RealmScope,
  studyId: string,
): Promise<{ modalities: string[]; sopClasses: string[] }> {
  const series = await trx
    .selectFrom('search_series')
    .select('modality')
    .distinct()
    .where('study_id', '=', studyId)
    .where('realm_id', '=', scope.realmId)
    .execute();
  const instances = await trx
    .selectFrom('instances')
    .select('sop_class_uid')
    .distinct()
    .where('study_id', '=', studyId)
    .where('realm_id', '=', scope.realmId)
    .execute();
  return {
    modalities: series.map(({ modality }) => modality),
    sopClasses: instances.map(({ sop_class_uid }) => sop_class_uid),
  };
}

/** Gives a study's series to another one, but for those that it has too. */
export async function moveIndexedSeries(
  trx: Db,
  scope: RealmScope,
  { fromStudyId, intoStudyId }: { fromStudyId: string; intoStudyId: string },
): Promise<void> {
  const twins = trx.selectFrom('series').select('series_instance_uid').where('study_id', '=', intoStudyId);
  await trx
    .deleteFrom('search_series')
    .where('study_id', '=', fromStudyId)
    .where('series_instance_uid', 'in', twins)
    .where('realm_id', '=', scope.realmId)
    .execute();
  await trx
    .updateTable('search_series')
    .set({ study_id: intoStudyId })
    .where('study_id', '=', fromStudyId)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Always in the order of the days, so that no two transactions wait for each other. */
async function addToDays(
  trx: Db,
  scope: RealmScope,
  changes: readonly { day: number; delta: number }[],
): Promise<void> {
  const deltas = new Map<number, number>();
  for (const { day, delta } of changes) deltas.set(day, (deltas.get(day) ?? 0) + delta);
  const rows = [...deltas]
    .filter(([, delta]) => delta !== 0)
    .sort(([one], [other]) => one - other)
    .map(([day, delta]) => ({ realm_id: scope.realmId, day, study_count: delta }));
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    await insertRows(trx, 'search_days', rows.slice(start, start + rowsPerStatement), {
      whenThere: '(realm_id, day) DO UPDATE SET study_count = search_days.study_count + excluded.study_count',
    });
  }
}
