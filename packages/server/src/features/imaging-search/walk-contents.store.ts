// The series and instances of a query in the order of answers: that of their studies, then by number. Bounded in every step.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import { type Db, jsonTexts } from '../../platform/database/index.ts';
import { allOf, conditionsSql } from './condition-sql.store.ts';
import { jsonNumbers } from './found-rows.store.ts';
import { planStudies } from './plan-studies.store.ts';
import type { SearchCondition } from './search-condition.ts';
import { SearchTooBroadError } from './search-too-broad-error.ts';
import { findStudyKeys, type StudyKey } from './walk-studies.store.ts';

/** A series' key, and how many instances it has. */
export interface SeriesKey {
  readonly id: string;
  readonly study_number: number;
  readonly study_day: number;
  readonly instance_count: number;
}
/** An instance's key. */
export interface InstanceKey {
  readonly id: string;
  readonly series_id: string;
  readonly study_number: number;
  readonly study_day: number;
}
/** What to look for, and how many matches are passed over. */
interface Search {
  readonly conditions: readonly SearchCondition[];
  readonly offset: number;
  readonly limit: number;
}

/** Studies whose contents are looked at together. The first portion is small: mostly it is enough. */
const studiesFirst = 100;
const studiesMost = 2000;
/** Studies whose contents are looked at for one answer: about a second's work. */
const studiesMax = 100_000;
/** Instances looked at together. */
const instancesMost = 5000;

const ofTable = (conditions: readonly SearchCondition[], table: SearchCondition['attribute']['table']) =>
  conditions.filter(({ attribute }) => attribute.table === table);
/** The condition whose index leads to a match without its study. */
const leading = (conditions: readonly SearchCondition[], table: SearchCondition['attribute']['table']) =>
  ofTable(conditions, table).find(({ attribute }) => attribute.isIndexed === true);

/** The keys of series. Throws {@link SearchTooBroadError}. */
export async function findSeriesKeys(db: Db, scope: RealmScope, search: Search): Promise<SeriesKey[]> {
  const found: SeriesKey[] = [];
  for await (const keys of seriesKeys(db, scope, search.conditions)) {
    found.push(...keys);
    if (found.length >= search.offset + search.limit) break;
  }
  return found.slice(search.offset, search.offset + search.limit);
}

/** The keys of instances. Throws {@link SearchTooBroadError}. */
export async function findInstanceKeys(db: Db, scope: RealmScope, search: Search): Promise<InstanceKey[]> {
  const { conditions, limit } = search;
  if (leading(conditions, 'instances') !== undefined) return instancesByUid(db, scope, search);
  const own = ofTable(conditions, 'instances');
  const filters = conditionsSql(db, own);
  const found: InstanceKey[] = [];
  let skip = search.offset;
  const take = (keys: readonly InstanceKey[]) => {
    found.push(...keys.slice(skip, skip + limit - found.length));
    skip = Math.max(0, skip - keys.length);
  };
  const above = conditions.filter((condition) => !own.includes(condition));
  for await (const series of seriesKeys(db, scope, above)) {
    for (const group of groupsOf(series)) {
      const count = group.reduce((sum, { instance_count }) => sum + instance_count, 0);
      if (filters.length === 0 && count <= skip) skip -= count;
      else take(await instancesOf(db, scope, group, { filters, limit: skip + limit - found.length }));
      if (found.length >= limit) return found;
    }
  }
  return found;
}

/** Series that are looked at together: few instances in all, or one series alone. */
function groupsOf(series: readonly SeriesKey[]): SeriesKey[][] {
  const groups: SeriesKey[][] = [];
  let count = instancesMost;
  for (const key of series) {
    count += key.instance_count;
    if (count > instancesMost) {
      groups.push([]);
      count = key.instance_count;
    }
    groups.at(-1)?.push(key);
  }
  return groups;
}

async function* seriesKeys(
  db: Db,
  scope: RealmScope,
  conditions: readonly SearchCondition[],
): AsyncGenerator<SeriesKey[]> {
  const filters = conditionsSql(db, conditions);
  if (leading(conditions, 'search_series') !== undefined) {
    yield await selectSeries(db, scope, filters);
    return;
  }
  const plan = await planStudies(db, scope, ofTable(conditions, 'search_studies'));
  if (plan.kind === 'none') return;
  const own = conditionsSql(db, ofTable(conditions, 'search_series'));
  let after: StudyKey | undefined;
  let looked = 0;
  for (let limit = studiesFirst; ; limit = Math.min(studiesMost, limit * 2)) {
    const studies = await findStudyKeys(db, scope, plan, { after, offset: 0, limit });
    if (studies.length > 0) {
      const numbers = jsonNumbers(
        db,
        studies.map(({ number }) => number),
      );
      yield await selectSeries(db, scope, [sql`s.number IN ${numbers}`, ...own]);
    }
    if (studies.length < limit) return;
    after = studies.at(-1);
    looked += studies.length;
    if (looked >= studiesMax) throw new SearchTooBroadError();
  }
}

/** More series than any study has, or any list of UIDs names. */
const seriesMost = 100_000;

async function selectSeries(
  db: Db,
  scope: RealmScope,
  conditions: readonly RawBuilder<SqlBool>[],
): Promise<SeriesKey[]> {
  // Realm and day of the study are hidden from the planner: it would walk all studies of a small realm instead.
  const { rows } = await sql<SeriesKey>`
    SELECT e.id, s.number AS study_number, s.day AS study_day, c.instance_count
    FROM search_studies AS s JOIN search_series AS e ON e.study_id = s.id JOIN series AS c ON c.id = e.id
    WHERE ${allOf(conditions)} AND e.realm_id = ${scope.realmId} AND s.realm_id || '' = ${scope.realmId}
    ORDER BY +s.day DESC, s.number DESC, e.series_number, e.id LIMIT ${sql.lit(seriesMost)}`.execute(db);
  return rows;
}

async function instancesOf(
  db: Db,
  scope: RealmScope,
  series: readonly SeriesKey[],
  options: { filters: readonly RawBuilder<SqlBool>[]; limit: number },
): Promise<InstanceKey[]> {
  const [only] = series;
  if (only === undefined) return [];
  const isOne = series.length === 1;
  // Of one series the index gives the order, and the first are enough; those of several are put into theirs here.
  const where = isOne
    ? sql`i.series_id = ${only.id}`
    : sql`i.series_id IN (SELECT value FROM ${jsonTexts(db, JSON.stringify(series.map(({ id }) => id)))})`;
  const limit = isOne ? sql`LIMIT ${options.limit}` : sql``;
  const { rows } = await sql<{ id: string; series_id: string }>`
    SELECT i.id, i.series_id FROM instances AS i
    WHERE ${where} AND ${allOf(options.filters)} AND i.realm_id = ${scope.realmId}
    ORDER BY i.series_id, i.instance_number, i.id ${limit}`.execute(db);
  const bySeries = Map.groupBy(rows, (row) => row.series_id);
  return series.flatMap(({ id, study_number, study_day }) =>
    (bySeries.get(id) ?? []).map((row) => ({ ...row, study_number, study_day })),
  );
}

async function instancesByUid(db: Db, scope: RealmScope, search: Search): Promise<InstanceKey[]> {
  const conditions = conditionsSql(db, search.conditions);
  // As for series, realm and day of the study are hidden from the planner.
  const { rows } = await sql<InstanceKey>`
    SELECT i.id, i.series_id, s.number AS study_number, s.day AS study_day
    FROM instances AS i JOIN search_series AS e ON e.id = i.series_id JOIN search_studies AS s ON s.id = i.study_id
    WHERE ${allOf(conditions)} AND i.realm_id = ${scope.realmId} AND s.realm_id || '' = ${scope.realmId}
    ORDER BY +s.day DESC, s.number DESC, e.series_number, e.id, i.instance_number, i.id
    LIMIT ${search.limit} OFFSET ${search.offset}`.execute(db);
  return rows;
}
