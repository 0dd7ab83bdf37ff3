// Pages of records in any order, searched or not.

import { foldText } from '@lumenbox/dicom';
import { sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import type { Db, PatientsTable } from '../../platform/database/index.ts';

/** Which page of which list. */
export interface RecordQuery {
  kind: PatientsTable['kind'];
  archived: boolean;
  order: 'name' | 'created_at' | 'updated_at' | 'date_of_birth';
  direction: 'asc' | 'desc';
  search: string;
  offset: number;
  limit: number;
}
/** A page and how many records there are in all. */
export interface ListedRecords {
  rows: PatientsTable[];
  total: number;
}

/** One page of a realm's records. */
export async function listRecords(db: Db, scope: RealmScope, query: RecordQuery): Promise<ListedRecords> {
  let rows = db
    .selectFrom('patients')
    .where('realm_id', '=', scope.realmId)
    .where('kind', '=', query.kind)
    .where('archived', '=', query.archived ? 1 : 0);
  for (const word of foldText(query.search)
    .split(' ')
    .filter((part) => part !== ''))
    rows = rows.where(sql<boolean>`search_text LIKE ${`%${word.replace(/[\\%_]/g, '\\$&')}%`} ESCAPE '\\'`);
  const column = query.order === 'name' ? 'sort_name' : query.order;
  const [page, count] = await Promise.all([
    rows
      .selectAll()
      .orderBy(column, (order) =>
        query.direction === 'asc' ? order.asc().nullsLast() : order.desc().nullsLast(),
      )
      .orderBy('id', query.direction)
      .limit(query.limit)
      .offset(query.offset)
      .execute(),
    rows.select((eb) => eb.fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
  ]);
  return { rows: page, total: count.total };
}
