// A page of all studies: some statements one after the other, each over many rows, and then the rows of the page. It runs where the
// database is, and its module is imported by the database's threads.
import type { RealmScope } from '../../access/index.ts';
import type { Database, PlacedReading } from '../../platform/database/index.ts';
import { type OwnedStudy, selectOwnedStudies } from './owned-studies.store.ts';
import { selectWorklist, type WorklistQuery } from './worklist.store.ts';

/** A page's studies with their owners, in order; see {@link WorklistPage} for the rest. */
export interface ListedStudies {
  readonly studies: readonly OwnedStudy[];
  readonly total: number;
  readonly hasMore: boolean;
}

/** The reading; undefined where too many studies would have to be looked at. */
export const reading: PlacedReading<{ scope: RealmScope; query: WorklistQuery }, ListedStudies | undefined> =
  {
    module: new URL('./worklist-reading.ts', import.meta.url).href,
    read: async (db, { scope, query }) => {
      const page = await selectWorklist(db, scope, query);
      if (page === undefined) return undefined;
      const { ids, ...counts } = page;
      return { studies: await selectOwnedStudies(db, scope, ids), ...counts };
    },
  };

/** One page of a realm's studies; undefined where too many would have to be looked at. Throws `DatabaseError`. */
export function readWorklist(
  { database }: { database: Database },
  scope: RealmScope,
  query: WorklistQuery,
): Promise<ListedStudies | undefined> {
  return database.read(reading, { scope, query });
}

/** Makes reading pages ready. */
export function prepareWorklist({ database }: { database: Database }): Promise<void> {
  return database.prepare(reading);
}
