// Puts instances in the place of others of the same SOP Instance UID: their rows now, the replaced objects to the clean-up.
import type { RealmScope } from '../access/index.ts';
import type { Clock } from '../platform/clock.ts';
import type { Db, InstancesTable } from '../platform/database/index.ts';
import { retireObjects } from './archive.ts';
import {
  deleteInstances,
  describeSeriesAnew,
  insertInstances,
  mergedFacts,
  type SeriesFacts,
  selectEmptySeries,
} from './instance-index.store.ts';
import type { InstanceIdentity } from './stored-instances.store.ts';

/** Instances of one study that go, and those that come for them. */
export interface Replacement {
  readonly replaced: readonly InstanceIdentity[];
  readonly rows: readonly InstancesTable[];
  /** What those that come say of their series, in their order. */
  readonly facts: readonly SeriesFacts[];
}

/**
 * Replaces instances, inside a transaction that has locked their study. A row is never changed into another: whoever has
 * looked up the replaced one finds its object for a while, and never that of its successor under its facts. Gives the
 * series that had no other instances; those that come describe them. Counts are the caller's to make.
 */
export async function replaceInstances(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  { replaced, rows, facts }: Replacement,
): Promise<{ emptiedSeriesIds: string[] }> {
  await deleteInstances(
    trx,
    scope,
    replaced.map(({ id }) => id),
  );
  await retireObjects(
    trx,
    deps,
    scope,
    replaced.map(({ object_key }) => object_key),
  );
  const emptied = await selectEmptySeries(trx, scope, [...new Set(replaced.map((one) => one.series_id))]);
  for (const { id, series_instance_uid } of emptied)
    await describeSeriesAnew(trx, scope, { id, facts: mergedFacts(facts, series_instance_uid) });
  const added = await insertInstances(trx, rows);
  if (added.size < rows.length) throw new Error('An instance was stored in a study that is locked.');
  return { emptiedSeriesIds: emptied.map(({ id }) => id) };
}
