// What each condition of the worklist gives by itself, as rows of `study_number` and `day`, and how many. Reads what triggers keep.
import { type RawBuilder, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import { type Db, dialectOf } from '../../platform/database/index.ts';
import type { TermCondition } from './worklist-words.ts';

/** Which studies are asked for. Days are `YYYY-MM-DD`, inclusive. */
export interface WorklistFilters {
  readonly terms: readonly TermCondition[];
  readonly dayFrom: string | null;
  readonly dayTo: string | null;
}

/** What a condition alone gives. */
export interface Source {
  /** Undefined: all studies of the days. */
  readonly condition: TermCondition | undefined;
  readonly rows: RawBuilder<unknown>;
  /** What is counted for it: entries that stand together, and at least as many. */
  readonly entries: RawBuilder<unknown>;
}

/** A source that has been counted. */
export interface CountedSource extends Source {
  /** Entries, up to one more than what was counted to. */
  readonly count: number;
}

/** A list that is not empty. */
export type OneOrMore<T> = readonly [T, ...T[]];

/** Terms of one beginning that are written out; more of them are a range of words, each with days of its own. */
const termsMax = 8;

/**
 * The conditions with the terms that there are in the place of a beginning that few have: studies of a term stand by day. None at all
 * are an empty `anyOf`.
 */
export async function writeOutBeginnings(
  db: Db,
  scope: RealmScope,
  conditions: readonly TermCondition[],
): Promise<TermCondition[]> {
  return Promise.all(
    conditions.map(async (condition) => {
      if (!('begins' in condition)) return condition;
      const terms = await selectTerms(db, scope, condition.begins);
      return terms.length > termsMax ? condition : { anyOf: terms };
    }),
  );
}

/** The first different terms of a beginning, one more than are written out: a look-up for each, however many studies have it. */
async function selectTerms(db: Db, scope: RealmScope, begins: string): Promise<string[]> {
  const first = (from: RawBuilder<unknown>) =>
    sql`(SELECT min(term) FROM worklist_terms WHERE ${isOf(scope)} AND ${from} AND term < ${afterAll(begins)})`;
  const { rows } = await sql<{ term: string }>`
    WITH RECURSIVE found (term, place) AS (
      SELECT ${first(sql`term >= ${begins}`)}, 1
      UNION ALL SELECT ${first(sql`term > found.term`)}, place + 1 FROM found WHERE term IS NOT NULL AND place <= ${termsMax})
    SELECT term FROM found WHERE term IS NOT NULL`.execute(db);
  return rows.map(({ term }) => term);
}

/** Counts what each gives, up to one more than a number; the rarest first. Unscoped: sources are of a realm. */
export async function countSources(
  db: Db,
  sources: OneOrMore<Source>,
  max: number,
): Promise<OneOrMore<CountedSource>> {
  const counted = await Promise.all(
    sources.map(async (source) => ({ ...source, count: await countEntries(db, source.entries, max + 1) })),
  );
  const [first, ...others] = counted.sort((one, other) => one.count - other.count);
  if (first === undefined) throw new RangeError('There is nothing to count.');
  return [first, ...others];
}

/** For each condition, the studies of the days that it alone gives; all of the days where nothing narrower is sure. */
export function sourcesOf(scope: RealmScope, filters: WorklistFilters): OneOrMore<Source> {
  const ofTerms = filters.terms.map((condition) => {
    const entries = sql`SELECT study_number, day FROM worklist_terms WHERE ${isOf(scope)} AND ${matches(condition)}`;
    const rows = sql`${entries}${days(filters)}`;
    // Within one term entries stand by day; of words that begin alike, each has its own days.
    return { condition, rows, entries: 'begins' in condition ? entries : rows };
  });
  const [first, ...others] = ofTerms;
  const isNarrowed = !hasDays(filters) || filters.terms.every((condition) => 'anyOf' in condition);
  if (first !== undefined && isNarrowed) return [first, ...others];
  const rows = sql`SELECT number AS study_number, day FROM worklist_studies WHERE ${isOf(scope)}${days(filters)}`;
  return [{ condition: undefined, rows, entries: rows }, ...ofTerms];
}

/** Whether days narrow what is asked for. */
export const hasDays = ({ dayFrom, dayTo }: WorklistFilters) => dayFrom !== null || dayTo !== null;

/** Whether a condition gives no study twice, as several terms can. */
export const givesEachOnce = (condition: TermCondition | undefined) =>
  condition === undefined || isSingle(condition);

/** Whether a condition is one term: its studies stand by day, each once. */
export const isSingle = (condition: TermCondition) => 'anyOf' in condition && condition.anyOf.length === 1;

/** The condition that rows are of the realm. */
export function isOf(scope: RealmScope): RawBuilder<unknown> {
  return sql`realm_number = (SELECT number FROM worklist_realms WHERE realm_id = ${scope.realmId})`;
}

/** The condition that rows are of the days, behind others. */
export function days({ dayFrom, dayTo }: WorklistFilters): RawBuilder<unknown> {
  // A study without a day has the number 0: no range holds it.
  const from = dayFrom === null ? (dayTo === null ? null : 1) : dayNumber(dayFrom);
  const to = dayTo === null ? null : dayNumber(dayTo);
  return sql`${from === null ? sql`` : sql` AND day >= ${from}`}${to === null ? sql`` : sql` AND day <= ${to}`}`;
}

const dayNumber = (day: string) => Number(day.replaceAll('-', ''));

/** The condition that rows of worklist_terms are of a condition's terms. */
export function matches(condition: TermCondition): RawBuilder<unknown> {
  if ('anyOf' in condition) {
    const [first, ...others] = condition.anyOf;
    return others.length === 0 ? sql`term = ${first}` : sql`term IN (${sql.join([...condition.anyOf])})`;
  }
  return sql`term >= ${condition.begins} AND term < ${afterAll(condition.begins)}`;
}

/** With the highest character there is: all words that begin so stand before it. */
const afterAll = (begins: string) => `${begins}\u{10ffff}`;

/**
 * The condition that the study of `w` has all of these, behind others. OFFSET keeps PostgreSQL from joining: it would read everything
 * that has a common term, to show one page.
 */
export function hasAll(conditions: readonly TermCondition[]): RawBuilder<unknown> {
  const each = conditions.map(
    (condition) =>
      sql` AND EXISTS (SELECT 1 FROM worklist_terms WHERE study_number = w.study_number AND ${matches(condition)} LIMIT 1 OFFSET 0)`,
  );
  return each.length === 0 ? sql`` : sql.join(each, sql``);
}

/** Entries that stand together: to skip so many of them costs half of counting them. */
async function countEntries(db: Db, entries: RawBuilder<unknown>, max: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT CASE WHEN EXISTS (${entries} LIMIT 1 OFFSET ${max - 1}) THEN ${sql.lit(max)}
      ELSE (SELECT count(*) FROM (${entries}) AS counted) END AS count`.execute(db);
  return rows[0]?.count ?? 0;
}

/** How many rows there are of a statement, up to a number. Unscoped: the statement is of a realm. */
export async function countUpTo(db: Db, rows: RawBuilder<unknown>, max: number): Promise<number> {
  const counted = await sql<{ count: number }>`
    SELECT count(*) AS count FROM (${rows} LIMIT ${max}) AS counted`.execute(db);
  return counted.rows[0]?.count ?? 0;
}

/**
 * The numbers of a source's studies, by day and number. The database hands them over as one text, because a row for each costs five
 * times as much. Unscoped: sources are of a realm.
 */
export async function readNumbers(db: Db, { rows: given }: Source): Promise<number[]> {
  const text =
    dialectOf(db) === 'sqlite'
      ? sql`SELECT json_group_array(study_number) AS numbers FROM (${given} ORDER BY day, study_number) AS given`
      : sql`SELECT coalesce(json_agg(study_number ORDER BY day, study_number), '[]')::text AS numbers FROM (${given}) AS given`;
  const { rows } = await sql<{ numbers: string }>`${text}`.execute(db);
  return JSON.parse(rows[0]?.numbers ?? '[]') as number[];
}

/** Those of some studies that have all of some conditions, in their order: each is asked. Unscoped: the studies are of a realm. */
export async function keepThoseWithAll(
  db: Db,
  studies: readonly number[],
  conditions: readonly TermCondition[],
): Promise<number[]> {
  if (conditions.length === 0 || studies.length === 0) return [...studies];
  const { rows } = await sql<{ study_number: number }>`
    SELECT study_number FROM ${listed(db, studies)} AS w WHERE 1 = 1${hasAll(conditions)}`.execute(db);
  const kept = new Set(rows.map((row) => row.study_number));
  return studies.filter((study) => kept.has(study));
}

/** Numbers as rows of `study_number`, for one parameter however many there are. Unscoped: the studies are of a realm. */
export function listed(db: Db, studies: readonly number[]): RawBuilder<unknown> {
  const text = JSON.stringify(studies);
  return dialectOf(db) === 'sqlite'
    ? sql`(SELECT value AS study_number FROM json_each(${text}))`
    : sql`(SELECT value::bigint AS study_number FROM json_array_elements_text(${text}::json))`;
}
