// The studies of a plan in the order of answers: newest study date first, then what was indexed last. Bounded in every step.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { allOf, conditionsSql } from './condition-sql.store.ts';
import {
  type DayRange,
  fromOf,
  keyOf,
  type StudyPlan,
  type StudySource,
  withinDays,
} from './plan-studies.store.ts';
import { SearchTooBroadError } from './search-too-broad-error.ts';

/** A study's place in the order of answers. */
export interface StudyKey {
  readonly day: number;
  readonly number: number;
}

/** Which of a plan's studies: so many behind a place, or behind the first so many. */
export interface StudyWindow {
  readonly after: StudyKey | undefined;
  readonly offset: number;
  readonly limit: number;
}

/** The first portion of a walk, in studies; each next one is so many times larger, up to the most. */
const portionFirst = 1000;
const portionGrowth = 4;
const portionMost = 20_000;
/** Studies looked at for one answer: about a second's work. A query that needs more is to be narrowed. */
const stepsMax = 250_000;

/** The keys of some of a plan's studies, in order. Throws {@link SearchTooBroadError}. */
export async function findStudyKeys(
  db: Db,
  scope: RealmScope,
  plan: Exclude<StudyPlan, { kind: 'none' }>,
  window: StudyWindow,
): Promise<StudyKey[]> {
  const { source, days } = plan;
  if (plan.kind === 'days') {
    const start = await findDay(db, scope, days, window);
    return start === undefined ? [] : selectKeys(db, { source, filters: [], ...start, limit: window.limit });
  }
  const filters = conditionsSql(db, plan.filters);
  if (filters.length === 0 || !source.isOrdered)
    return selectKeys(db, { source, filters, days, ...window, until: undefined });
  return walk(db, { source, filters, days }, window);
}

/** The day on which a page begins, by the counts of days, and how many of that day's studies are before it. */
async function findDay(
  db: Db,
  scope: RealmScope,
  days: DayRange,
  { after, offset }: StudyWindow,
): Promise<{ days: DayRange; after: StudyKey | undefined; offset: number; until: undefined } | undefined> {
  if (offset < portionFirst || after !== undefined) return { days, after, offset, until: undefined };
  // The month first: the days of twenty years are summed where they lie, and only those of a month come here.
  const month = await findPeriod(db, scope, { days, unit: 100, offset });
  if (month === undefined) return undefined;
  const within = { from: month.period * 100, to: month.period * 100 + 99 };
  const day = await findPeriod(db, scope, {
    days: { from: Math.max(within.from, days.from ?? 0), to: Math.min(within.to, days.to ?? within.to) },
    unit: 1,
    offset: month.offset,
  });
  if (day === undefined) return undefined;
  return { days: { ...days, to: day.period }, after: undefined, offset: day.offset, until: undefined };
}

/** The period (a day, YYYYMMDD, divided by the unit) that holds the study behind the first `offset`, and its place there. */
async function findPeriod(
  db: Db,
  scope: RealmScope,
  { days, unit, offset }: { days: DayRange; unit: 1 | 100; offset: number },
): Promise<{ period: number; offset: number } | undefined> {
  const bounds = allOf([
    ...(days.from === undefined ? [] : [sql<SqlBool>`day >= ${days.from}`]),
    ...(days.to === undefined ? [] : [sql<SqlBool>`day <= ${days.to}`]),
  ]);
  const { rows } = await sql<{ period: number; count: number }>`
    SELECT day / ${sql.lit(unit)} AS period, sum(study_count) AS count FROM search_days
    WHERE realm_id = ${scope.realmId} AND ${bounds} GROUP BY 1 ORDER BY 1 DESC`.execute(db);
  let left = offset;
  for (const { period, count } of rows) {
    if (count > left) return { period, offset: left };
    left -= count;
  }
  return undefined;
}

interface KeyQuery {
  readonly source: StudySource;
  readonly filters: readonly RawBuilder<SqlBool>[];
  readonly days: DayRange;
  readonly after: StudyKey | undefined;
  /** The last place that is looked at. */
  readonly until: StudyKey | undefined;
  readonly offset: number;
  readonly limit: number;
}

async function selectKeys(db: Db, query: KeyQuery): Promise<StudyKey[]> {
  const { rows } = await keysSql(query).execute(db);
  return rows;
}

/** The statement that finds keys; `EXPLAIN` of it is what the tests look at. */
export function keysSql(query: KeyQuery): RawBuilder<StudyKey> {
  const { source, filters, days, after, until, offset, limit } = query;
  const { day, number } = keyOf(source);
  const isJoined = source.table === 'search_postings' && filters.length > 0;
  const from = isJoined ? sql`${fromOf(source)} CROSS JOIN search_studies AS s` : fromOf(source);
  const where = allOf([
    source.where,
    ...(isJoined ? [sql<SqlBool>`s.number = p.study_number`] : []),
    withinDays(source, days),
    ...(after === undefined ? [] : [sql<SqlBool>`(${day}, ${number}) < (${after.day}, ${after.number})`]),
    ...(until === undefined ? [] : [sql<SqlBool>`(${day}, ${number}) >= (${until.day}, ${until.number})`]),
    ...filters,
  ]);
  return sql<StudyKey>`
    SELECT ${sql.raw(source.isRepeating ? 'DISTINCT' : '')} ${day} AS day, ${number} AS number FROM ${from}
    WHERE ${where} ORDER BY ${day} DESC, ${number} DESC LIMIT ${limit} OFFSET ${offset}`;
}

/** Looks at a source's studies in order, a portion at a time, until there are enough that meet the filters. */
async function walk(
  db: Db,
  plan: Pick<KeyQuery, 'source' | 'filters' | 'days'>,
  window: StudyWindow,
): Promise<StudyKey[]> {
  const wanted = window.offset + window.limit;
  const found: StudyKey[] = [];
  let { after } = window;
  let steps = 0;
  for (let portion = portionFirst; ; portion = Math.min(portionMost, portion * portionGrowth)) {
    const [end] = await selectKeys(db, {
      ...plan,
      filters: [],
      after,
      until: undefined,
      offset: portion - 1,
      limit: 1,
    });
    const limit = wanted - found.length;
    found.push(...(await selectKeys(db, { ...plan, after, until: end, offset: 0, limit })));
    if (end === undefined || found.length >= wanted) return found.slice(window.offset);
    after = end;
    steps += portion;
    if (steps >= stepsMax) throw new SearchTooBroadError();
  }
}
