// Pages of a person's studies, filtered and in any order. Every statement stays within one person's rows.
import { type SelectQueryBuilder, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import type { Db, Schema, StudiesTable } from '../../platform/database/index.ts';

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

/** One page of a person's studies and how many match in all. */
export async function selectStudies(
  db: Db,
  scope: RealmScope,
  query: StudyQuery,
): Promise<{ rows: StudiesTable[]; total: number }> {
  const matching = filter(
    db.selectFrom('studies').where('realm_id', '=', scope.realmId).where('person_id', '=', query.personId),
    query,
  );
  const column = columns[query.order];
  // Keys are sorted first and rows read after: a sort of a hundred thousand studies then carries no texts along.
  const page = matching
    .select('id')
    .orderBy(column, (order) =>
      query.direction === 'asc' ? order.asc().nullsLast() : order.desc().nullsLast(),
    )
    .orderBy('id', query.direction)
    .limit(query.limit)
    .offset(query.offset);
  const [rows, count] = await Promise.all([
    db
      .selectFrom('studies')
      .selectAll()
      .where('id', 'in', page)
      .orderBy(column, (order) =>
        query.direction === 'asc' ? order.asc().nullsLast() : order.desc().nullsLast(),
      )
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
