// Pages of all studies of a realm, in any order and by any filters, at a bounded price. Reads what triggers keep; writes nothing.
import { type RawBuilder, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import { type Db, dialectOf } from '../../platform/database/index.ts';
import {
  type CountedSource,
  countSources,
  countUpTo,
  days,
  givesEachOnce,
  hasAll,
  hasDays,
  isOf,
  isSingle,
  keepThoseWithAll,
  listed,
  matches,
  type OneOrMore,
  readNumbers,
  type Source,
  sourcesOf,
  type WorklistFilters,
  writeOutBeginnings,
} from './worklist-sources.store.ts';
import type { TermCondition } from './worklist-words.ts';

const columns = { study_date: 'day', created_at: 'received_at', patient_name: 'sort_name' } as const;

/** Which page of which studies. */
export interface WorklistQuery extends WorklistFilters {
  readonly order: keyof typeof columns;
  readonly direction: 'asc' | 'desc';
  readonly offset: number;
  readonly limit: number;
  /** Studies that pages reach. */
  readonly reach: number;
}

/** The ids of a page's studies, in order. */
export interface WorklistPage {
  ids: string[];
  /** Exact up to what pages reach, which it never passes. */
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
const readMax = 300_000;

/** One page; `undefined` when too many studies would have to be looked at for it. */
export async function selectWorklist(
  db: Db,
  scope: RealmScope,
  query: WorklistQuery,
): Promise<WorklistPage | undefined> {
  const { reach } = query;
  const limit = Math.max(0, Math.min(query.limit, reach - query.offset));
  const terms = await writeOutBeginnings(db, scope, query.terms);
  // A word that no study has.
  if (terms.some((condition) => 'anyOf' in condition && condition.anyOf.length === 0))
    return { ids: [], total: 0, hasMore: false };
  const asked = { ...query, terms, limit };
  const sources = await countSources(db, sourcesOf(scope, asked), reach);
  const [rarest, ...others] = sources;
  if (others.length > 0) return selectInAll(db, scope, asked, sources);
  if (isInOrder(asked, rarest.condition)) return readInOrder(db, scope, asked, rarest);
  if (rarest.count <= reach) return sortFew(db, asked, rarest);
  return walk(db, scope, asked, { isCounted: await givesMoreThanReach(db, asked, rarest) });
}

/** Whether what a condition gives stands in the order asked for: all studies in each order, those of a term by day. */
function isInOrder(query: WorklistQuery, condition: TermCondition | undefined): boolean {
  if (query.order === 'study_date') return condition === undefined || 'anyOf' in condition;
  return condition === undefined && !hasDays(query);
}

/** One condition alone, in its own order: a page is read where it stands. */
async function readInOrder(
  db: Db,
  scope: RealmScope,
  query: WorklistQuery,
  source: CountedSource,
): Promise<WorklistPage> {
  const { offset, limit } = query;
  const total = givesEachOnce(source.condition)
    ? source.count
    : await countDifferent(db, source.rows, query.reach + 1);
  const { rows } = await sql<{ study_id: string }>`
    SELECT ${studyId} AS study_id FROM (
      ${inOrder(scope, query, source.condition)} LIMIT ${limit} OFFSET ${offset}) AS page ${orderBy(query)}`.execute(
    db,
  );
  return pageOf(rows, total, query);
}

/** What a condition gives, in the order asked for. Of several terms, as much of each as the page can need. */
function inOrder(
  scope: RealmScope,
  query: WorklistQuery,
  condition: TermCondition | undefined,
): RawBuilder<unknown> {
  const end = sql`${days(query)} ${orderBy(query)}`;
  if (condition === undefined) {
    const key = query.order === 'study_date' ? sql`` : sql`, ${sql.ref(columns[query.order])}`;
    return sql`SELECT number AS study_number, day${key} FROM worklist_studies WHERE ${isOf(scope)}${end}`;
  }
  const ofTerm = (term: TermCondition) =>
    sql`SELECT study_number, day FROM worklist_terms WHERE ${isOf(scope)} AND ${matches(term)}${end}`;
  if (isSingle(condition) || !('anyOf' in condition)) return ofTerm(condition);
  const each = condition.anyOf.map(
    (term) =>
      sql`SELECT * FROM (${ofTerm({ anyOf: [term] })} LIMIT ${query.offset + query.limit}) AS of_term`,
  );
  return sql`SELECT study_number, day FROM (${sql.join(each, sql` UNION `)}) AS of_terms ${orderBy(query)}`;
}

/** Several terms can give a study twice: of those, entries beyond the reach of pages need not be studies beyond it. */
async function givesMoreThanReach(
  db: Db,
  { reach }: WorklistQuery,
  { condition, rows }: Source,
): Promise<boolean> {
  return givesEachOnce(condition) || (await countDifferent(db, rows, reach + 1)) > reach;
}

function countDifferent(db: Db, rows: RawBuilder<unknown>, max: number): Promise<number> {
  return countUpTo(db, sql`SELECT DISTINCT study_number FROM (${rows}) AS given`, max);
}

function pageOf(
  rows: readonly { study_id: string }[],
  total: number,
  { reach }: WorklistQuery,
): WorklistPage {
  return { ids: rows.map((row) => row.study_id), total: Math.min(total, reach), hasMore: total > reach };
}

function orderBy({ order, direction }: WorklistQuery): RawBuilder<unknown> {
  const way = sql.raw(direction);
  return sql`ORDER BY ${sql.ref(columns[order])} ${way}, study_number ${way}`;
}

/** Of the rows of a page alone: a study is its number until it is told. */
const studyId = sql`(SELECT study_id FROM worklist_studies WHERE number = page.study_number)`;

/** To ask whether a study has a term costs as much as reading so many entries of the term. */
const askingCost = 20;

/** What several conditions give together: the entries of the rarest, and each other one read or asked, whichever costs less. */
async function selectInAll(
  db: Db,
  scope: RealmScope,
  query: WorklistQuery,
  sources: OneOrMore<CountedSource>,
): Promise<WorklistPage | undefined> {
  const isRare = sources[0].count <= query.reach;
  const worthReading = isRare ? sources[0].count * askingCost : readMax;
  const [rarest, ...others] =
    worthReading > query.reach ? await countSources(db, sources, worthReading) : sources;
  const asked = others.filter(({ count }) => count > worthReading);
  // To look at all that the rarest gives costs no more than a walk, and leaves nothing out.
  if (rarest.count > examinedMax && (asked.length > 0 || rarest.count > readMax))
    return walk(db, scope, query, { isCounted: false });
  let found = await readNumbers(db, rarest);
  if (!givesEachOnce(rarest.condition)) found = [...new Set(found)];
  // The days are kept to by what each other gives.
  for (const other of others.filter(
    ({ condition, count }) => condition !== undefined && count <= worthReading,
  )) {
    const given = new Set(await readNumbers(db, other));
    found = found.filter((study) => given.has(study));
  }
  const conditions = asked.map(({ condition }) => condition).filter((condition) => condition !== undefined);
  found = await keepThoseWithAll(db, found, conditions);
  if (query.order === 'study_date' && isInOrder(query, rarest.condition) && givesEachOnce(rarest.condition))
    return cutPage(db, query, found);
  return sortFew(db, query, {
    condition: undefined,
    rows: withDays(db, found),
    entries: sql``,
    count: found.length,
  });
}

/** A page of studies that stand by day and number. */
async function cutPage(db: Db, query: WorklistQuery, found: readonly number[]): Promise<WorklistPage> {
  const ordered = query.direction === 'asc' ? found : found.toReversed();
  const shown = ordered.slice(query.offset, query.offset + query.limit);
  const { rows } = await sql<{ number: number; study_id: string }>`
    SELECT number, study_id FROM worklist_studies WHERE number IN ${listed(db, shown)}`.execute(db);
  const ids = new Map(rows.map((row) => [row.number, row]));
  return pageOf(
    shown.flatMap((number) => ids.get(number) ?? []),
    found.length,
    query,
  );
}

function withDays(db: Db, found: readonly number[]): RawBuilder<unknown> {
  return sql`SELECT number AS study_number, day FROM worklist_studies WHERE number IN ${listed(db, found)}`;
}

/** A condition gives few: all of them are looked at, and the total is exact as far as pages reach. */
async function sortFew(db: Db, query: WorklistQuery, source: CountedSource): Promise<WorklistPage> {
  const found = givesEachOnce(source.condition)
    ? source.rows
    : sql`SELECT DISTINCT study_number, day FROM (${source.rows}) AS given`;
  // No join: PostgreSQL, which knows little of a realm's days and names, has read the whole realm for each row of one.
  const key =
    query.order === 'study_date'
      ? sql``
      : sql`, (SELECT ${sql.ref(columns[query.order])} FROM worklist_studies
          WHERE number = found.study_number) AS ${sql.ref(columns[query.order])}`;
  const rows = await selectSorted(db, sql`SELECT study_number, day${key} FROM (${found}) AS found`, query);
  // Behind the last page nothing says how many there are.
  const total = rows[0]?.total ?? (await countUpTo(db, found, query.reach + 1));
  return pageOf(rows, total, query);
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
  const { limit, offset, reach } = query;
  const order = dialectOf(db) === 'postgres' ? orderBy(query) : sql``;
  if (isCounted) {
    const { rows } = await sql<{ study_id: string }>`
      SELECT ${studyId} AS study_id FROM (${found} ${order} LIMIT ${limit} OFFSET ${offset}) AS page
      ${orderBy(query)}`.execute(db);
    // It is known already that there are more than pages reach.
    if (rows.length === limit) return pageOf(rows, reach + 1, query);
  }
  const [rows, examined] = await Promise.all([
    selectSorted(db, sql`${found} ${order} LIMIT ${reach + 1}`, query),
    countUpTo(db, sql`SELECT study_number FROM (${steps}) AS w`, examinedMax),
  ]);
  const count = rows[0]?.total ?? (await countUpTo(db, found, reach + 1));
  const isCut = examined === examinedMax;
  if (isCut && rows.length < limit && count <= reach) return undefined;
  const page = pageOf(rows, count, query);
  return { ...page, hasMore: page.hasMore || isCut };
}

/** The page of a statement's rows, which are gone through once, with how many there are; nothing behind the last of them. */
async function selectSorted(
  db: Db,
  found: RawBuilder<unknown>,
  query: WorklistQuery,
): Promise<{ study_id: string; total: number }[]> {
  const { rows } = await sql<{ study_id: string; total: number }>`
    WITH found AS MATERIALIZED (${found})
    SELECT ${studyId} AS study_id, (SELECT count(*) FROM found) AS total FROM (
      SELECT * FROM found ${orderBy(query)} LIMIT ${query.limit} OFFSET ${query.offset}) AS page
    ${orderBy(query)}`.execute(db);
  return rows;
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
