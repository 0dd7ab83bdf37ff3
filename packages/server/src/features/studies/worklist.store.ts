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

/** One page; `undefined` when too many studies would have to be looked at for it. */
export async function selectWorklist(
  db: Db,
  scope: RealmScope,
  query: WorklistQuery,
): Promise<WorklistPage | undefined> {
  const limit = Math.min(query.limit, worklistReach - query.offset);
  const asked = { ...query, limit };
  const sources = await Promise.all(
    sourcesOf(scope, query).map(async (source) => ({
      ...source,
      count: await countUpTo(db, source.rows, worklistReach + 1),
    })),
  );
  const [rarest] = sources.sort((one, other) => one.count - other.count);
  if (rarest !== undefined && rarest.count <= worklistReach) return sortFew(db, asked, rarest.rows);
  // Several terms can give a study twice, and are counted by walking.
  const isCounted = sources.length === 1 && query.terms.every((condition) => isSingle(condition));
  return walk(db, scope, asked, { isCounted });
}

/** For each condition, the studies that it alone gives; without any, all of the realm. */
function sourcesOf(scope: RealmScope, query: WorklistQuery): { rows: RawBuilder<unknown> }[] {
  const ofTerms = query.terms.map((condition) => ({
    rows: sql`SELECT study_id, day FROM worklist_terms WHERE realm_id = ${scope.realmId} AND ${matches(condition)}${days(query)}`,
  }));
  if (ofTerms.length > 0 && !hasDays(query)) return ofTerms;
  const ofDays = {
    rows: sql`SELECT study_id, day FROM worklist_studies WHERE realm_id = ${scope.realmId}${days(query)}`,
  };
  return [...ofTerms, ofDays];
}

const isSingle = (condition: TermCondition) => 'anyOf' in condition && condition.anyOf.length === 1;
const hasDays = ({ dayFrom, dayTo }: WorklistQuery) => dayFrom !== null || dayTo !== null;

function days({ dayFrom, dayTo }: WorklistQuery): RawBuilder<unknown> {
  // A study without a day has an empty one: no range holds it.
  const from = dayFrom ?? (dayTo === null ? null : '0');
  return sql`${from === null ? sql`` : sql` AND day >= ${from}`}${dayTo === null ? sql`` : sql` AND day <= ${dayTo}`}`;
}

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
      sql` AND EXISTS (SELECT 1 FROM worklist_terms WHERE study_id = w.study_id AND ${matches(condition)} LIMIT 1 OFFSET 0)`,
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
  return sql`ORDER BY ${sql.ref(columns[order])} ${way}, study_id ${way}`;
}

/** The rarest condition gives few: all of them are looked at, and the total is exact. */
async function sortFew(db: Db, query: WorklistQuery, source: RawBuilder<unknown>): Promise<WorklistPage> {
  const found = sql`SELECT study_id, day FROM (SELECT DISTINCT study_id, day FROM (${source}) AS given) AS w
    WHERE 1 = 1${hasAll(query.terms)}`;
  // No join: PostgreSQL, which knows little of a realm's days and names, has read the whole realm for each row of one.
  const key =
    query.order === 'study_date'
      ? sql``
      : sql`, (SELECT ${sql.ref(columns[query.order])} FROM worklist_studies
          WHERE study_id = found.study_id) AS ${sql.ref(columns[query.order])}`;
  const [{ rows }, total] = await Promise.all([
    sql<{ study_id: string }>`
      SELECT study_id FROM (SELECT study_id, day${key} FROM (${found}) AS found) AS keyed
      ${orderBy(query)} LIMIT ${Math.max(0, query.limit)} OFFSET ${query.offset}`.execute(db),
    countUpTo(db, found, worklistReach),
  ]);
  return { ids: rows.map((row) => row.study_id), total, hasMore: false };
}

/** Every condition gives many: the order is walked until the page is full. */
async function walk(
  db: Db,
  scope: RealmScope,
  query: WorklistQuery,
  { isCounted }: { isCounted: boolean },
): Promise<WorklistPage | undefined> {
  const { steps, left } = stepsOf(scope, query);
  const found = sql`SELECT study_id FROM (${steps}) AS w WHERE 1 = 1${days(query)}${hasAll(left)}`;
  const order = dialectOf(db) === 'postgres' ? orderBy(query) : sql``;
  const limit = Math.max(0, query.limit);
  const { rows } = await sql<{ study_id: string }>`
    ${found} ${order} LIMIT ${limit} OFFSET ${query.offset}`.execute(db);
  const ids = rows.map((row) => row.study_id);
  // Of a single condition it is known already that it gives more than pages reach.
  if (isCounted && ids.length === limit) return { ids, total: worklistReach, hasMore: true };
  const [count, examined] = await Promise.all([
    countUpTo(db, found, worklistReach + 1),
    countUpTo(db, sql`SELECT study_id FROM (${steps}) AS w`, examinedMax),
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
      steps: sql`SELECT study_id, day FROM worklist_terms WHERE realm_id = ${scope.realmId} AND ${matches(single)}${end}`,
      left: query.terms.filter((condition) => condition !== single),
    };
  const key = sql.ref(columns[query.order]);
  return {
    steps: sql`SELECT study_id, day${query.order === 'study_date' ? sql`` : sql`, ${key}`} FROM worklist_studies
      WHERE realm_id = ${scope.realmId}${end}`,
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
