// Pages of records, searched or not. A search takes several statements, one after the other and over many rows: it runs where the
// database is, and its module is imported by the database's threads. A page without one is a quick read.
import { foldText } from '@lumenbox/dicom';
import type { RealmScope } from '../../access/index.ts';
import type { Database, PlacedReading } from '../../platform/database/index.ts';
import { pageRecords } from './page-records.store.ts';
import { type ListedRecords, type RecordQuery, searchRecords } from './search-records.store.ts';

/** The search of records as a reading of the database's threads. */
export const reading: PlacedReading<{ scope: RealmScope; query: RecordQuery }, ListedRecords> = {
  module: new URL('./record-reading.ts', import.meta.url).href,
  read: (db, { scope, query }) => searchRecords(db, scope, query),
};

/** One page of a realm's records, and how many there are in all that hold every word of the search. Throws `DatabaseError`. */
export async function listRecords(
  { database }: { database: Database },
  scope: RealmScope,
  query: RecordQuery,
): Promise<ListedRecords> {
  return foldText(query.search) === ''
    ? pageRecords(database.kysely, scope, query)
    : database.read(reading, { scope, query });
}

/** Makes searching ready. */
export function prepareRecordSearch({ database }: { database: Database }): Promise<void> {
  return database.prepare(reading);
}
