// Pages of all studies of a realm, in any order and by any filters, at a bounded price. Reads what triggers keep; writes nothing.
import { worklistReach } from '@lumenbox/contract';
import { type RawBuilder, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import { type Db, dialectOf, type PatientsTable, type StudiesTable } from '../../platform/database/index.ts';
import type { TermCondition } from './worklist-words.ts';

const columns = { study_date: 'day', created_at: 'received_at', patient_name: 'sort_name' } as const;

/** Which page of which studies. Days are `YYYY-MM-DD`, inclusive. */
export interface WorklistQuery {
  terms: readonly TermCondition[];
  dayFrom: string | null;
  dayTo: string | null;
  order: keyof typeof columns;
  direction: 'asc' | 'desc';
  offset: number;
  limit: number;
}

/** The ids of a page's studies, in order. */
export interface WorklistPage {
  ids: string[];
  /** Exact up to `worklistReach`, which it never passes. */
  total: number;
  /** More match than `total`. */
  hasMore: boolean;
}

/**
 * Entries that one walk along an order looks at. Each costs two or three look-ups of some microseconds: a quarter of a
 * second at the most. It is passed only where several common things hardly ever come together.
 */
const examinedMax = 50_000;

/** Entries of one condition that are read where they stand, one behind the other: that costs a twentieth. */
const readMax = 100_000;

/** One page; `undefined` when too many studies would have to be looked at for it. */
export async function selectWorklist(
  db: Db,
  scope: RealmScope,
  query: WorklistQuery,
): Promise<WorklistPage | undefined> {
  const limit = Math.min(query.limit, worklistReach - query.offset);
  const asked = { ...query, limit };
  const sources = await countSources(db, sourcesOf(scope, query), worklistReach);
  if (sources[0].count <= worklistReach) return sortFew(db, asked, sources);
  if (sources.length === 1)
    return walk(db, scope, asked, { isCounted: await givesMoreThanReach(db, sources[0]) });
  // To look at all that the rarest gives costs no more than a walk, and leaves nothing out.
  const further = await countSources(db, sources, readMax);
  if (further[0].count <= examinedMax || further.every(({ count }) => count <= readMax))
    return sortFew(db, asked, further);
  return walk(db, scope, asked, { isCounted: false });
}

/** What a condition alone gives. */
interface Source {
  /** Undefined: all studies of the days. */
  readonly condition: TermCondition | undefined;
  readonly rows: RawBuilder<unknown>;
  /** What is counted for it: entries that stand together, and at least as many. */
  readonly entries: RawBuilder<unknown>;
}

interface CountedSource extends Source {
  /** Entries, up to one more than what was counted to. */
  readonly count: number;
}

type OneOrMore<T> = readonly [T, ...T[]];

/** Counts what each gives, up to one more than a number; the rarest first. */
async function countSources(
  db: Db,
  sources: OneOrMore<Source>,
  max: number,
): Promise<OneOrMore<CountedSource>> {
  const counted = await Promise.all(
    sources.map(async (source) => ({ ...source, count: await countUpTo(db, source.entries, max + 1) })),
  );
  const [first, ...others] = counted.sort((one, other) => one.count - other.count);
  if (first === undefined) throw new RangeError('There is nothing to count.');
  return [first, ...others];
}

/** For each condition, the studies of the days that it alone gives; all of the days where nothing narrower is sure. */
function sourcesOf(scope: RealmScope, query: WorklistQuery): OneOrMore<Source> {
  const ofTerms = query.terms.map((condition) => {
    const entries = sql`SELECT study_number, day FROM worklist_terms WHERE ${isOf(scope)} AND ${matches(condition)}`;
    const rows = sql`${entries}${days(query)}`;
    // Within one term entries stand by day; of words that begin alike, each has its own days.
    return { condition, rows, entries: 'begins' in condition ? entries : rows };
  });
  const [first, ...others] = ofTerms;
  const isNarrowed = !hasDays(query) || query.terms.every((condition) => 'anyOf' in condition);
  if (first !== undefined && isNarrowed) return [first, ...others];
  const rows = sql`SELECT number AS study_number, day FROM worklist_studies WHERE ${isOf(scope)}${days(query)}`;
  return [{ condition: undefined, rows, entries: rows }, ...ofTerms];
}

const hasDays = ({ dayFrom, dayTo }: WorklistQuery) => dayFrom !== null || dayTo !== null;

/** Several terms can give a study twice: of those, entries beyond the reach of pages need not be studies beyond it. */
async function givesMoreThanReach(db: Db, { condition, rows }: Source): Promise<boolean> {
  if (givesEachOnce(condition)) return true;
  const different = sql`SELECT DISTINCT study_number FROM (${rows}) AS given`;
  return (await countUpTo(db, different, worklistReach + 1)) > worklistReach;
}

const givesEachOnce = (condition: TermCondition | undefined) =>
  condition === undefined || isSingle(condition);
const isSingle = (condition: TermCondition) => 'anyOf' in condition && condition.anyOf.length === 1;

function isOf(scope: RealmScope): RawBuilder<unknown> {
  return sql`realm_number = (SELECT number FROM worklist_realms WHERE realm_id = ${scope.realmId})`;
}

function days({ dayFrom, dayTo }: WorklistQuery): RawBuilder<unknown> {
  // A study without a day has the number 0: no range holds it.
  const from = dayFrom === null ? (dayTo === null ? null : 1) : dayNumber(dayFrom);
  const to = dayTo === null ? null : dayNumber(dayTo);
  return sql`${from === null ? sql`` : sql` AND day >= ${from}`}${to === null ? sql`` : sql` AND day <= ${to}`}`;
}

const dayNumber = (day: string) => Number(day.replaceAll('-', ''));

function matches(condition: TermCondition): RawBuilder<unknown> {
  if ('anyOf' in condition) {
    const [first, ...others] = condition.anyOf;
    return others.length === 0 ? sql`term = ${first}` : sql`term IN (${sql.join([...condition.anyOf])})`;
  }
  // The highest character there is: all words that begin so stand before it.
  return sql`term >= ${condition.begins} AND term < ${`${condition.begins}\u{10ffff}`}`;
}

/** OFFSET keeps PostgreSQL from joining: it would read everything that has a common term, to show one page. */
function hasAll(conditions: readonly TermCondition[]): RawBuilder<unknown> {
  const each = conditions.map(
    (condition) =>
      sql` AND EXISTS (SELECT 1 FROM worklist_terms WHERE study_number = w.study_number AND ${matches(condition)} LIMIT 1 OFFSET 0)`,
  );
  return each.length === 0 ? sql`` : sql.join(each, sql``);
}

async function countUpTo(db: Db, rows: RawBuilder<unknown>, max: number): Promise<number> {
  const counted = await sql<{ count: number }>`
    SELECT count(*) AS count FROM (${rows} LIMIT ${max}) AS counted`.execute(db);
  return counted.rows[0]?.count ?? 0;
}

function orderBy({ order, direction }: WorklistQuery): RawBuilder<unknown> {
  const way = sql.raw(direction);
  return sql`ORDER BY ${sql.ref(columns[order])} ${way}, study_number ${way}`;
}

/** Of the rows of a page alone: a study is its number until it is told. */
const studyId = sql`(SELECT study_id FROM worklist_studies WHERE number = page.study_number)`;

/** To ask whether a study has a term costs as much as reading so many entries of the term. */
const askingCost = 20;

/** Whether all that another condition gives is read, or each of so many studies asked about it: which costs less. */
function isWorthReading(other: CountedSource, asked: number): boolean {
  return other.count <= readMax && asked * askingCost >= other.count;
}

/** What the rarest condition gives and all others hold. INTERSECT: of IN, PostgreSQL has made a loop over all for each. */
function inAll([rarest, ...others]: OneOrMore<CountedSource>): RawBuilder<unknown> {
  // The days are kept to by what all others give.
  const ofTerms = others.filter(({ condition }) => condition !== undefined);
  const read = ofTerms.filter((other) => isWorthReading(other, rarest.count));
  const askedFor = ofTerms.filter((other) => !read.includes(other)).map(({ condition }) => condition);
  const rows = sql.join(
    [rarest, ...read].map((source) => source.rows),
    sql` INTERSECT `,
  );
  // Like INTERSECT, each once.
  const given =
    read.length > 0 || givesEachOnce(rarest.condition)
      ? rows
      : sql`SELECT DISTINCT study_number, day FROM (${rows}) AS given`;
  return sql`SELECT study_number, day FROM (${given}) AS w
    WHERE 1 = 1${hasAll(askedFor.filter((condition) => condition !== undefined))}`;
}

/** The rarest condition gives few: all of them are looked at, and the total is exact as far as pages reach. */
async function sortFew(
  db: Db,
  query: WorklistQuery,
  sources: OneOrMore<CountedSource>,
): Promise<WorklistPage> {
  const found = inAll(sources);
  // No join: PostgreSQL, which knows little of a realm's days and names, has read the whole realm for each row of one.
  const key =
    query.order === 'study_date'
      ? sql``
      : sql`, (SELECT ${sql.ref(columns[query.order])} FROM worklist_studies
          WHERE number = found.study_number) AS ${sql.ref(columns[query.order])}`;
  const { rows } = await sql<{ study_id: string; total: number }>`
    SELECT ${studyId} AS study_id, total FROM (
      SELECT keyed.*, count(*) OVER () AS total FROM (SELECT study_number, day${key} FROM (${found}) AS found) AS keyed
      ${orderBy(query)} LIMIT ${Math.max(0, query.limit)} OFFSET ${query.offset}) AS page ${orderBy(query)}`.execute(
    db,
  );
  // Behind the last page nothing says how many there are.
  const total = rows[0]?.total ?? (await countUpTo(db, found, worklistReach + 1));
  const ids = rows.map((row) => row.study_id);
  return { ids, total: Math.min(total, worklistReach), hasMore: total > worklistReach };
}

/** Every condition gives many: the order is walked until the page is full. */
async function walk(
  db: Db,
  scope: RealmScope,
  query: WorklistQuery,
  { isCounted }: { isCounted: boolean },
): Promise<WorklistPage | undefined> {
  const { steps, left } = stepsOf(scope, query);
  const found = sql`SELECT * FROM (${steps}) AS w WHERE 1 = 1${days(query)}${hasAll(left)}`;
  const order = dialectOf(db) === 'postgres' ? orderBy(query) : sql``;
  const limit = Math.max(0, query.limit);
  const { rows } = await sql<{ study_id: string }>`
    SELECT ${studyId} AS study_id FROM (${found} ${order} LIMIT ${limit} OFFSET ${query.offset}) AS page
    ${orderBy(query)}`.execute(db);
  const ids = rows.map((row) => row.study_id);
  // It is known already that there are more than pages reach.
  if (isCounted && ids.length === limit) return { ids, total: worklistReach, hasMore: true };
  const [count, examined] = await Promise.all([
    countUpTo(db, found, worklistReach + 1),
    countUpTo(db, sql`SELECT study_number FROM (${steps}) AS w`, examinedMax),
  ]);
  const isCut = examined === examinedMax;
  if (isCut && ids.length < limit && count <= worklistReach) return undefined;
  return { ids, total: Math.min(count, worklistReach), hasMore: count > worklistReach || isCut };
}

/** What is walked, in the order asked for, and the conditions that each step is still to be asked about. */
function stepsOf(
  scope: RealmScope,
  query: WorklistQuery,
): { steps: RawBuilder<unknown>; left: readonly TermCondition[] } {
  const single = query.terms.find(isSingle);
  const within = query.order === 'study_date' ? days(query) : sql``;
  const end = sql`${within} ${orderBy(query)} LIMIT ${examinedMax}`;
  if (query.order === 'study_date' && single !== undefined)
    return {
      steps: sql`SELECT study_number, day FROM worklist_terms WHERE ${isOf(scope)} AND ${matches(single)}${end}`,
      left: query.terms.filter((condition) => condition !== single),
    };
  const key = sql.ref(columns[query.order]);
  return {
    steps: sql`SELECT number AS study_number, day${query.order === 'study_date' ? sql`` : sql`, ${key}`} FROM worklist_studies
      WHERE ${isOf(scope)}${end}`,
    left: query.terms,
  };
}

/** A study and the record that stands for its person. */
export interface OwnedStudy {
  study: StudiesTable;
  owner: Pick<PatientsTable, 'id' | 'kind' | 'label' | 'family_name' | 'given_names'>;
}

/** The studies of ids in their order, each with its owner; what has gone in the meantime is left out. */
export async function selectOwnedStudies(
  db: Db,
  scope: RealmScope,
  ids: readonly string[],
): Promise<OwnedStudy[]> {
  if (ids.length === 0) return [];
  const studies = await db
    .selectFrom('studies')
    .selectAll()
    .where('realm_id', '=', scope.realmId)
    .where('id', 'in', ids)
    .execute();
  const persons = [...new Set(studies.map((study) => study.person_id))];
  if (persons.length === 0) return [];
  const owners = await db
    .selectFrom('patients')
    .select(['id', 'kind', 'label', 'family_name', 'given_names', 'person_id'])
    .where('realm_id', '=', scope.realmId)
    .where('person_id', 'in', persons)
    .orderBy('archived', 'desc')
    .orderBy('id', 'desc')
    .execute();
  // Of several the last stays: the oldest that is not archived, as in the table's triggers.
  const ownerOf = new Map(owners.map((owner) => [owner.person_id, owner]));
  const studyOf = new Map(studies.map((study) => [study.id, study]));
  return ids.flatMap((id) => {
    const study = studyOf.get(id);
    const owner = study === undefined ? undefined : ownerOf.get(study.person_id);
    return study === undefined || owner === undefined ? [] : [{ study, owner }];
  });
}
