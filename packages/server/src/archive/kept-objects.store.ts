// What objects the rows of instances point to, for clean-up and verification. It reads, and writes nothing.
import type { RealmScope } from '../access/index.ts';
import type { Db, InstancesTable } from '../platform/database/index.ts';

/** Which of these objects an instance has. Unscoped: the sweep is the installation's. */
export async function selectInstanceKeys(db: Db, objectKeys: readonly string[]): Promise<string[]> {
  const rows = await db
    .selectFrom('instances')
    .select('object_key')
    .where('object_key', 'in', objectKeys)
    .execute();
  return rows.map((row) => row.object_key);
}

/** An object as its row describes it. */
export interface KeptObject {
  id: string;
  realm_id: string;
  object_key: string;
  size_bytes: number;
  sha256: string;
}

/** Every instance's object, a page at a time: those behind an id. Unscoped: verification is the installation's. */
export async function selectObjectsAfter(db: Db, id: string, limit: number): Promise<KeptObject[]> {
  return db
    .selectFrom('instances')
    .select(['id', 'realm_id', 'object_key', 'size_bytes', 'sha256'])
    .where('id', '>', id)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Whether an instance is known that is larger than so many bytes. Unscoped: verification is the installation's. */
export async function hasInstanceAbove(db: Db, sizeBytes: number): Promise<boolean> {
  const row = await db
    .selectFrom('instances')
    .select('id')
    .where('size_bytes', '>', sizeBytes)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** How many objects rows point to, and their bytes. Unscoped: verification is the installation's. */
export async function countObjects(db: Db): Promise<{ totalItems: number; totalBytes: number }> {
  const sums = await Promise.all(
    (['instances', 'held_instances', 'part_pieces', 'review_items', 'report_files'] as const).map((table) =>
      db
        .selectFrom(table)
        .where('object_key', 'is not', null)
        .select((eb) => [
          eb.fn.countAll<number>().as('count'),
          eb.fn.coalesce(eb.fn.sum<number>('size_bytes'), eb.lit(0)).as('bytes'),
        ])
        .executeTakeFirstOrThrow(),
    ),
  );
  return {
    totalItems: sums.reduce((sum, { count }) => sum + count, 0),
    totalBytes: sums.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** An instance of one study whose SOP Instance UID another study has as well. */
export interface SharedInstance
  extends Pick<InstancesTable, 'id' | 'sop_instance_uid' | 'object_key' | 'size_bytes' | 'sha256'> {
  /** Of the other study's bytes under that uid. */
  other_sha256: string;
}

/** The instances that a study shares with another, some at a time. */
export async function selectSharedInstances(
  db: Db,
  scope: RealmScope,
  options: { studyId: string; otherStudyId: string; limit: number },
): Promise<SharedInstance[]> {
  return db
    .selectFrom('instances')
    .innerJoin('instances as others', (join) =>
      join
        .onRef('others.sop_instance_uid', '=', 'instances.sop_instance_uid')
        .on('others.study_id', '=', options.otherStudyId),
    )
    .select([
      'instances.id',
      'instances.sop_instance_uid',
      'instances.object_key',
      'instances.size_bytes',
      'instances.sha256',
      'others.sha256 as other_sha256',
    ])
    .where('instances.study_id', '=', options.studyId)
    .where('instances.realm_id', '=', scope.realmId)
    .orderBy('instances.id')
    .limit(options.limit)
    .execute();
}
