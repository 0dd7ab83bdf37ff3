// The instances of a series in their order, for who goes through all of them.
import type { RealmScope } from '../access/index.ts';
import type { Db } from '../platform/database/index.ts';

/** An instance in its series, and where its object is. */
export interface OrderedInstance {
  id: string;
  series_id: string;
  object_key: string;
  size_bytes: number;
}

/** The instances of a series in the order of their numbers, a page at a time. */
export async function selectInstancesOfSeries(
  db: Db,
  scope: RealmScope,
  options: { seriesId: string; offset: number; limit: number },
): Promise<OrderedInstance[]> {
  return db
    .selectFrom('instances')
    .select(['id', 'series_id', 'object_key', 'size_bytes'])
    .where('series_id', '=', options.seriesId)
    .where('realm_id', '=', scope.realmId)
    .orderBy('instance_number')
    .orderBy('id')
    .offset(options.offset)
    .limit(options.limit)
    .execute();
}
