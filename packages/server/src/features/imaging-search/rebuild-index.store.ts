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
  options: { realmId: string | undefined; after: string; limit: number },
): Promise<ImagedStudy[]> {
  let query = db
    .selectFrom('studies')
    .select(['id', 'realm_id'])
    .where('id', '>', options.after)
    .where('availability', '=', 'dicom')
    .orderBy('id')
    .limit(options.limit);
  if (options.realmId !== undefined) query = query.where('realm_id', '=', options.realmId);
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

/** Holds a study until the transaction ends, and says which of these instances it still has. */
export async function holdInstances(
  trx: Db,
  scope: RealmScope,
  options: { studyId: string; ids: readonly string[] },
): Promise<Set<string>> {
  if (dialectOf(trx) === 'postgres')
    await sql`SELECT id FROM studies WHERE id = ${options.studyId} FOR UPDATE`.execute(trx);
  if (options.ids.length === 0) return new Set();
  const rows = await trx
    .selectFrom('instances')
    .select('id')
    .where('id', 'in', options.ids)
    .where('study_id', '=', options.studyId)
    .where('realm_id', '=', scope.realmId)
    .execute();
  return new Set(rows.map((row) => row.id));
}
