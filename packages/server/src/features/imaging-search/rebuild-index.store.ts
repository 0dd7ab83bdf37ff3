// What rebuilding the index reads of studies and instances, a page at a time. It writes none of their tables.
import { sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import { type Db, dialectOf } from '../../platform/database/index.ts';

/** A study that has images. */
export interface ImagedStudy {
  readonly id: string;
  readonly realm_id: string;
}

/** Studies with images behind an id, of one realm or of all. Unscoped: rebuilding is the installation's. */
export async function selectImagedStudies(
  db: Db,
  options: { realmId: string | undefined; studyId: string | undefined; after: string; limit: number },
): Promise<ImagedStudy[]> {
  let query = db
    .selectFrom('studies')
    .select(['id', 'realm_id'])
    .where('id', '>', options.after)
    .where('availability', '=', sql.lit('dicom'))
    .orderBy('id')
    .limit(options.limit);
  if (options.realmId !== undefined) query = query.where('realm_id', '=', options.realmId);
  if (options.studyId !== undefined) query = query.where('id', '=', options.studyId);
  return query.execute();
}

/** An instance that is to be read again. */
export interface RereadInstance {
  readonly id: string;
  readonly series_id: string;
  readonly sop_class_uid: string;
  readonly object_key: string;
}

/** A study's instances behind an id. */
export async function selectRereadInstances(
  db: Db,
  scope: RealmScope,
  options: { studyId: string; after: string; limit: number },
): Promise<RereadInstance[]> {
  return db
    .selectFrom('instances')
    .select(['id', 'series_id', 'sop_class_uid', 'object_key'])
    .where('study_id', '=', options.studyId)
    .where('realm_id', '=', scope.realmId)
    .where('id', '>', options.after)
    .orderBy('id')
    .limit(options.limit)
    .execute();
}

/** Holds a study until the transaction ends: nothing arrives for it, moves or goes meanwhile. */
export async function holdStudy(trx: Db, scope: RealmScope, studyId: string): Promise<void> {
  // On SQLite a transaction holds everything.
  if (dialectOf(trx) === 'postgres')
    await sql`SELECT id FROM studies WHERE id = ${studyId} AND realm_id = ${scope.realmId} FOR UPDATE`.execute(
      trx,
    );
}

/** An instance and its series, as a study has them now. */
export interface HeldInstance {
  readonly id: string;
  readonly series_id: string;
}

/** The instances of a study. So many rows as it has images, of two ids each. */
export async function selectHeldInstances(
  trx: Db,
  scope: RealmScope,
  studyId: string,
): Promise<HeldInstance[]> {
  return trx
    .selectFrom('instances')
    .select(['id', 'series_id'])
    .where('study_id', '=', studyId)
    .where('realm_id', '=', scope.realmId)
    .execute();
}

/** Whether studies have series that the index does not know. */
export async function hasUnindexedSeries(
  trx: Db,
  scope: RealmScope,
  studyIds: readonly string[],
): Promise<boolean> {
  const row = await trx
    .selectFrom('series')
    .leftJoin('search_series', 'search_series.id', 'series.id')
    .select('series.id')
    .where('series.study_id', 'in', studyIds)
    .where('series.realm_id', '=', scope.realmId)
    .where('search_series.id', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}
