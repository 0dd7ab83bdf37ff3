// The instances of a series in their order, for who goes through all of them.
import type { RealmScope } from '../access/index.ts';
import type { Db } from '../platform/database/index.ts';
import { bareLayout, type StoredObject } from './stored-instances.store.ts';

/** An instance in its series, and where its object is. */
export type OrderedInstance = Omit<StoredObject, 'study_id' | 'series_instance_uid'>;

const columns = [
  'id',
  'series_id',
  'sop_instance_uid',
  'sop_class_uid',
  'transfer_syntax_uid',
  'object_key',
  'size_bytes',
] as const;

/** The instances of a series in the order of their numbers, a page at a time. */
export async function selectInstancesOfSeries(
  db: Db,
  scope: RealmScope,
  options: { seriesId: string; offset: number; limit: number },
): Promise<OrderedInstance[]> {
  return db
    .selectFrom('instances')
    .select([...columns, bareLayout])
    .where('series_id', '=', options.seriesId)
    .where('realm_id', '=', scope.realmId)
    .orderBy('instance_number')
    .orderBy('id')
    .offset(options.offset)
    .limit(options.limit)
    .execute();
}
