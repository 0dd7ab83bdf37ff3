// Pages of a person's studies, filtered and in any order. Every statement stays within one person's rows.
import { type OrderByModifiers, type SelectQueryBuilder, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import { type Db, quickRead, type Schema, type StudiesTable } from '../../platform/database/index.ts';

/** Which page of which studies. Days are `YYYY-MM-DD`, inclusive. */
export interface StudyQuery {
  personId: string;
  /** Any of these, in any case; empty: whatever there is. */
  modalities: readonly string[];
  dayFrom: string | null;
  dayTo: string | null;
  order: 'study_date' | 'created_at' | 'updated_at' | 'study_description';
  direction: 'asc' | 'desc';
  offset: number;
  limit: number;
}

type StudyRows = SelectQueryBuilder<Schema, 'studies', object>;

const columns = {
  study_date: 'study_day',
  created_at: 'created_at',
  updated_at: 'updated_at',
  study_description: 'sort_description',
} as const;

/** A page and how many studies match in all. */
interface StudyPage {
  rows: StudiesTable[];
  total: number;
}

/** One page of a person's studies and how many match in all. */
export async function selectStudies(db: Db, scope: RealmScope, query: StudyQuery): Promise<StudyPage> {
  return (await selectFewStudies(db, scope, query)) ?? selectManyStudies(db, scope, query);
}

/** Nearly everybody has fewer studies than this; they are read, and sorted, in half a millisecond. */
const fewStudies = 100;

/** The page when nothing narrows it and the person has few studies; `undefined` otherwise. */
async function selectFewStudies(
  db: Db,
  scope: RealmScope,
  query: StudyQuery,
): Promise<StudyPage | undefined> {
  if (query.modalities.length > 0 || query.dayFrom !== null || query.dayTo !== null) return undefined;
  const { personId, order, direction, offset, limit } = query;
  const rows = await fewStudiesOfPerson(
    db,
    { realmId: scope.realmId, personId, offset, limit },
    { order, direction },
  );
  const [first] = rows;
  // Behind the last page there is no row that says how many there are.
  if (first === undefined && offset > 0) return undefined;
  const total = first?.total ?? 0;
  return total > fewStudies ? undefined : { rows, total };
}

const fewStudiesOfPerson = quickRead(
  'studies.few-of-person',
  (
    db,
    page: { realmId: string; personId: string; offset: number; limit: number },
    shape: { order: StudyQuery['order']; direction: StudyQuery['direction'] },
  ) =>
    db
      .selectFrom((eb) =>
        eb
          .selectFrom('studies')
          .selectAll()
          .where('realm_id', '=', page.realmId)
          .where('person_id', '=', page.personId)
          .limit(sql.lit(fewStudies + 1))
          .as('few'),
      )
      .selectAll()
      .select((eb) => eb.fn.countAll<number>().over().as('total'))
      .orderBy(columns[shape.order], nullsLast(shape.direction))
      .orderBy('id', shape.direction)
      .limit(page.limit)
      .offset(page.offset),
);

function nullsLast(direction: StudyQuery['direction']): OrderByModifiers {
  return (order) => (direction === 'asc' ? order.asc() : order.desc()).nullsLast();
}

async function selectManyStudies(db: Db, scope: RealmScope, query: StudyQuery): Promise<StudyPage> {
  const matching = filter(
    db.selectFrom('studies').where('realm_id', '=', scope.realmId).where('person_id', '=', query.personId),
    query,
  );
  const column = columns[query.order];
  // Keys are sorted first and rows read after: a sort of a hundred thousand studies then carries no texts along.
  const page = matching
    .select('id')
    .orderBy(column, nullsLast(query.direction))
    .orderBy('id', query.direction)
    .limit(query.limit)
    .offset(query.offset);
  const [rows, count] = await Promise.all([
    db
      .selectFrom('studies')
      .selectAll()
      .where('id', 'in', page)
      .orderBy(column, nullsLast(query.direction))
      .orderBy('id', query.direction)
      .execute(),
    matching.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows, total: count.total };
}

function filter(rows: StudyRows, query: StudyQuery): StudyRows {
  let matching = rows;
  if (query.dayFrom !== null) matching = matching.where('study_day', '>=', query.dayFrom);
  if (query.dayTo !== null) matching = matching.where('study_day', '<=', query.dayTo);
  if (query.modalities.length > 0) {
    const wanted = query.modalities.map((modality) => `%\\${modality.toUpperCase()}\\%`);
    matching = matching.where((eb) =>
      eb.or(wanted.map((pattern) => sql<boolean>`upper(modalities) LIKE ${escapeLike(pattern)} ESCAPE '!'`)),
    );
  }
  return matching;
}

/** The first and the last sign are wild, all between them plain. */
function escapeLike(pattern: string): string {
  return `%${pattern.slice(1, -1).replace(/[!%_]/g, '!$&')}%`;
}
