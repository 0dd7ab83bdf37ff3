// The table of what realms hold. The database writes it by itself, with every study, series and instance (migration 0016).
import type { RealmScope } from '../../access/index.ts';
import type { Db, RealmUsageTable } from '../../platform/database/index.ts';

/** How much a realm holds of what images bring; `object_bytes` of the files as they came. */
export type ImagingUsage = Omit<RealmUsageTable, 'realm_id' | 'shard'>;

/** What a realm holds now. Some rows are summed, and no study is looked at. */
export async function selectUsage(db: Db, scope: RealmScope): Promise<ImagingUsage> {
  const sum = await db
    .selectFrom('realm_usage')
    .select((eb) => [
      eb.fn.sum<number>('study_count').as('study_count'),
      eb.fn.sum<number>('series_count').as('series_count'),
      eb.fn.sum<number>('instance_count').as('instance_count'),
      eb.fn.sum<number>('object_bytes').as('object_bytes'),
    ])
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirst();
  return {
    study_count: sum?.study_count ?? 0,
    series_count: sum?.series_count ?? 0,
    instance_count: sum?.instance_count ?? 0,
    object_bytes: sum?.object_bytes ?? 0,
  };
}
