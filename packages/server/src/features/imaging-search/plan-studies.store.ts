// How the studies of a query are found: by which index, in which order, and what is left to be looked at in each.
import { type RawBuilder, type SqlBool, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { allOf, beginningOf, beginsWith, textIn } from './condition-sql.store.ts';
import { findTerms } from './find-terms.store.ts';
import { jsonNumbers } from './found-rows.store.ts';
import type { Matching, SearchCondition } from './search-condition.ts';
import type { TermAttribute } from './search-terms.store.ts';

/** Where studies are taken from: their place in the order of answers is `day`, then `number`. */
export interface StudySource {
  readonly table: 'search_studies' | 'search_postings';
  readonly where: RawBuilder<SqlBool>;
  /** An index gives them in the order of answers; else they are few enough to be sorted. */
  readonly isOrdered: boolean;
  /** A study may be met twice: under two of its terms. */
  readonly isRepeating: boolean;
}

/** How to find the studies of a query. */
export type StudyPlan =
  /** Nothing matches. */
  | { readonly kind: 'none' }
  /** All studies of some days: any page is found by the counts of days. */
  | { readonly kind: 'days'; readonly source: StudySource; readonly days: DayRange }
  /** Studies of a source that meet what is left of the conditions. */
  | {
      readonly kind: 'source';
      readonly source: StudySource;
      readonly days: DayRange;
      readonly filters: readonly SearchCondition[];
    };

/** From and to, both included; open where there is none. */
export interface DayRange {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** So many keys of an index are sorted in a few milliseconds. Of more, the order is walked instead. */
export const gatheredMax = 20_000;

interface Candidate {
  readonly source: StudySource;
  /** What it answers by itself. */
  readonly answers: SearchCondition | undefined;
  /** Fewest first where counts do not tell. */
  readonly rank: number;
}

/** Plans a query by conditions on studies. */
export async function planStudies(
  db: Db,
  scope: RealmScope,
  conditions: readonly SearchCondition[],
): Promise<StudyPlan> {
  const days = daysOf(conditions);
  const others = conditions.filter((condition) => !isDay(condition));
  const ofRealm: StudySource = {
    table: 'search_studies',
    where: sql`s.realm_id = ${scope.realmId}`,
    isOrdered: true,
    isRepeating: false,
  };
  if (others.length === 0) return { kind: 'days', source: ofRealm, days };
  const candidates: Candidate[] = [];
  const filters: SearchCondition[] = [];
  for (const condition of others) {
    const found = await candidateOf(db, scope, condition);
    if (found === 'none') return { kind: 'none' };
    filters.push(found.condition);
    if (found.candidate !== undefined) candidates.push(found.candidate);
  }
  const best = await chooseCandidate(db, candidates, days);
  const source = best?.source ?? ofRealm;
  return { kind: 'source', source, days, filters: filters.filter((filter) => filter !== best?.answers) };
}

function isDay({ attribute, matching }: SearchCondition): boolean {
  return attribute.column === 'day' && matching.kind === 'range';
}

/** Several ranges of days are one: where they meet. */
function daysOf(conditions: readonly SearchCondition[]): DayRange {
  let [from, to]: [number | undefined, number | undefined] = [undefined, undefined];
  for (const { matching } of conditions.filter(isDay)) {
    if (matching.kind !== 'range') continue;
    // A study without a date is on no day of any range.
    from = Math.max(from ?? 1, matching.from === '' ? 1 : Number(matching.from));
    if (matching.to !== '') to = Math.min(to ?? Number(matching.to), Number(matching.to));
  }
  return { from, to };
}

/** The candidate that a condition gives, if any, and the condition as it is to be looked at otherwise. */
async function candidateOf(
  db: Db,
  scope: RealmScope,
  condition: SearchCondition,
): Promise<'none' | { condition: SearchCondition; candidate: Candidate | undefined }> {
  const { attribute } = condition;
  if (attribute.term !== undefined) {
    const term = attribute.term;
    return termCandidate(db, scope, { ...condition, attribute: { ...attribute, term } });
  }
  return {
    condition,
    candidate: attribute.isIndexed === true ? columnCandidate(db, scope, condition) : undefined,
  };
}

async function termCandidate(
  db: Db,
  scope: RealmScope,
  condition: SearchCondition & { attribute: { term: TermAttribute } },
): Promise<'none' | { condition: SearchCondition; candidate: Candidate | undefined }> {
  const { attribute, matching } = condition;
  const terms = await findTerms(db, scope, condition);
  if (terms === 'many') return { condition, candidate: undefined };
  if (terms.length === 0) return 'none';
  // A wild card must not reach from one member of a set into the next.
  const exact: SearchCondition =
    attribute.form === 'set'
      ? { attribute, matching: { kind: 'values', values: terms.map(({ text }) => text) } }
      : condition;
  const numbers = terms.map(({ number }) => number);
  const isOne = numbers.length === 1;
  const isWhole = attribute.form !== 'name' || !isOfSeveralGroups(matching);
  return {
    condition: exact,
    candidate: {
      source: {
        table: 'search_postings',
        where: isOne ? sql`p.term_number = ${numbers[0]}` : sql`p.term_number IN ${jsonNumbers(db, numbers)}`,
        isOrdered: isOne,
        isRepeating: !isOne,
      },
      answers: isWhole ? exact : undefined,
      rank: attribute.form === 'set' ? 3 : 2,
    },
  };
}

/** Terms answer for one group of a name, or for one word; whether the others are there too is looked at in the study. */
function isOfSeveralGroups(matching: Matching): boolean {
  switch (matching.kind) {
    case 'words':
      return matching.names.some((words) => words.length > 1);
    case 'values':
      return matching.values.some((value) => value.includes('='));
    case 'patterns':
      return matching.patterns.some((pattern) => pattern.includes('='));
    default:
      return false;
  }
}

function columnCandidate(db: Db, scope: RealmScope, condition: SearchCondition): Candidate | undefined {
  const { attribute, matching } = condition;
  if (attribute.table !== 'search_studies') return undefined;
  const column = sql.ref<string>(`s.${attribute.column}`);
  const base = { table: 'search_studies', isRepeating: false } as const;
  const ofRealm = sql<SqlBool>`s.realm_id = ${scope.realmId}`;
  if (matching.kind === 'values') {
    return {
      source: {
        ...base,
        where: allOf([ofRealm, textIn(db, column, matching.values)]),
        isOrdered: matching.values.length === 1 && attribute.form !== 'uid',
      },
      answers: condition,
      rank: 1,
    };
  }
  if (matching.kind !== 'patterns') return undefined;
  const [pattern = '', ...more] = matching.patterns;
  const beginning = beginningOf(pattern);
  if (more.length > 0 || beginning === '') return undefined;
  return {
    source: { ...base, where: allOf([ofRealm, beginsWith(column, beginning)]), isOrdered: false },
    answers: pattern === `${beginning}*` ? condition : undefined,
    rank: 1,
  };
}

/** The candidate with the fewest studies; one that must be sorted is none when it has too many. */
async function chooseCandidate(
  db: Db,
  candidates: readonly Candidate[],
  days: DayRange,
): Promise<Candidate | undefined> {
  const [only, ...more] = candidates;
  if (only === undefined || (more.length === 0 && only.source.isOrdered)) return only;
  const counts = await Promise.all(
    candidates.map(({ source }) => countUpTo(db, source, days, gatheredMax + 1)),
  );
  return candidates
    .map((candidate, index) => ({ candidate, count: counts[index] ?? 0 }))
    .filter(({ candidate, count }) => candidate.source.isOrdered || count <= gatheredMax)
    .sort((one, other) => one.count - other.count || one.candidate.rank - other.candidate.rank)
    .at(0)?.candidate;
}

/** How many keys a source has, counted no further than a bound. */
async function countUpTo(db: Db, source: StudySource, days: DayRange, most: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM (
      SELECT 1 FROM ${fromOf(source)} WHERE ${source.where} AND ${withinDays(source, days)}
      LIMIT ${sql.lit(most)}) AS counted`.execute(db);
  return rows[0]?.count ?? 0;
}

/** The table of a source under the alias that its conditions use. */
export function fromOf(source: StudySource): RawBuilder<unknown> {
  return source.table === 'search_studies' ? sql`search_studies AS s` : sql`search_postings AS p`;
}

/**
 * A source's columns of the order of answers. Where its own index does not give that order, the sign hides the day from
 * the planner: to spare the sorting of a few it would walk all studies of the realm by their days instead.
 */
export function keyOf(source: StudySource): { day: RawBuilder<number>; number: RawBuilder<number> } {
  if (source.table === 'search_postings') return { day: sql.ref('p.day'), number: sql.ref('p.study_number') };
  return { day: source.isOrdered ? sql.ref('s.day') : sql`+s.day`, number: sql.ref('s.number') };
}

/** That a source's study is of a day in a range. */
export function withinDays(source: StudySource, { from, to }: DayRange): RawBuilder<SqlBool> {
  const { day } = keyOf(source);
  return allOf([
    ...(from === undefined ? [] : [sql<SqlBool>`${day} >= ${from}`]),
    ...(to === undefined ? [] : [sql<SqlBool>`${day} <= ${to}`]),
  ]);
}
