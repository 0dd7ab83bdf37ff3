// A search whose answer goes out as it is: found and written where the database is, so that of a hundred matches neither rows nor
// texts go between threads one by one. Its module is imported by the database's threads.
import type { RealmScope } from '../../access/index.ts';
import type { Database, PlacedReading } from '../../platform/database/index.ts';
import type { ImagingQuery, ImagingText } from './imaging-query.ts';
import { searchImaging } from './search-imaging.ts';
import { SearchTooBroadError } from './search-too-broad-error.ts';

/** What is searched for, and where. */
interface SearchInput {
  readonly scope: RealmScope;
  readonly query: ImagingQuery;
}

/** The search as a reading of the database's threads; `too-broad` where it would throw {@link SearchTooBroadError}. */
export const reading: PlacedReading<SearchInput, ImagingText | 'too-broad'> = {
  module: new URL('./search-reading.ts', import.meta.url).href,
  read: async (db, { scope, query }) => {
    try {
      const { matches, hasMore } = await searchImaging(db, scope, query);
      // Not a view of a larger buffer, which others use too.
      const text = new TextEncoder().encode(`[${matches.map(({ json }) => json).join(',')}]`);
      return { count: matches.length, hasMore, text };
    } catch (error) {
      if (error instanceof SearchTooBroadError) return 'too-broad';
      throw error;
    }
  },
  handsOver: (found) => (found === 'too-broad' ? [] : [found.text.buffer]),
};

/** Like `searchImaging`, with all matches as one text. Throws {@link SearchTooBroadError}. */
export async function searchImagingText(
  deps: { database: Database },
  scope: RealmScope,
  query: ImagingQuery,
): Promise<ImagingText> {
  const found = await deps.database.read(reading, { scope, query });
  if (found === 'too-broad') throw new SearchTooBroadError();
  return found;
}

/** Makes searching ready. */
export function prepareSearch(deps: { database: Database }): Promise<void> {
  return deps.database.prepare(reading);
}
