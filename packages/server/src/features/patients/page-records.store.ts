// Pages of records in any order, without a search: what most requests ask for. Every statement is a quick read.
import { sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import {
  type Db,
  orderOf,
  type PatientsTable,
  quickRead,
  type RankedDirection,
  reaches,
  readRankedPage,
} from '../../platform/database/index.ts';
import { listsOfRealm, type RecordGroup, type RecordOrder, rankedLists } from './record-lists.store.ts';

/** What a list shows of a record. */
export const shownColumns = [
  'id',
  'kind',
  'label',
  'given_names',
  'family_name',
  'date_of_birth',
  'sex',
  'address',
  'archived',
  'created_at',
  'updated_at',
] as const;
/** The columns of a record that a list shows. */
export type ListedRecord = Pick<PatientsTable, (typeof shownColumns)[number]>;

/** Which page of which list. */
export interface RecordPage extends RecordGroup {
  order: RecordOrder;
  direction: RankedDirection;
  offset: number;
  limit: number;
}

/** One page of a realm's records, and how many there are in all. */
export function pageRecords(
  db: Db,
  scope: RealmScope,
  page: RecordPage,
): Promise<{ rows: ListedRecord[]; total: number }> {
  const { kind, archived, order, direction } = page;
  return readRankedPage(db, rankedLists(scope, page, order), page, ({ list, bound, offset, limit }) => {
    const shape = { kind, archived, order, direction, isBound: bound !== undefined };
    const from = { value: bound?.value ?? '', id: bound?.id ?? '' };
    return rowsOfPage(
      db,
      { realmId: scope.realmId, ...from, offset, limit },
      { ...shape, hasValue: list.column !== null },
    );
  });
}

const rowsOfPage = quickRead(
  'records.page',
  (
    _db,
    parameters: { realmId: string; value: string; id: string; offset: number; limit: number },
    shape: {
      kind: RecordGroup['kind'];
      archived: boolean;
      order: RecordOrder;
      direction: RankedDirection;
      isBound: boolean;
      hasValue: boolean;
    },
  ) => {
    const { realmId, value, id, offset, limit } = parameters;
    const [valued, others] = listsOfRealm(realmId, shape, shape.order);
    const list = shape.hasValue ? valued : (others ?? valued);
    const from = shape.isBound ? sql` AND ${reaches(list, { value, id }, shape.direction)}` : sql``;
    return sql<ListedRecord>`
      SELECT ${sql.join(shownColumns.map((column) => sql.ref(column)))} FROM patients
      WHERE ${list.where}${from} ORDER BY ${orderOf(list, shape.direction)} LIMIT ${limit} OFFSET ${offset}`;
  },
);
