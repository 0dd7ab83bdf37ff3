// Pages of searched records in any order, with exact totals however many records there are.
import { foldText } from '@lumenbox/dicom';
import type { RealmScope } from '../../access/index.ts';
import { type Db, readSearchedPage } from '../../platform/database/index.ts';
import { type ListedRecord, type RecordPage, shownColumns } from './page-records.store.ts';
import { rankedLists, textList } from './record-lists.store.ts';

/** Which page of which list. */
export interface RecordQuery extends RecordPage {
  /** As it was typed; every word must occur. */
  search: string;
}
/** A page and how many records there are in all. */
export interface ListedRecords {
  rows: ListedRecord[];
  total: number;
}

/** One page of a realm's records that hold every word. */
export async function searchRecords(db: Db, scope: RealmScope, query: RecordQuery): Promise<ListedRecords> {
  const { search, direction, offset, limit } = query;
  const { rows, total } = await readSearchedPage(db, {
    list: textList(scope, query),
    lists: rankedLists(scope, query, query.order),
    columns: shownColumns,
    direction,
    text: foldText(search),
    offset,
    limit,
  });
  return { rows: rows as ListedRecord[], total };
}
