// Finds the documents among the instances of studies: PDFs and structured reports. It reads, and writes nothing.
import { sql } from 'kysely';
import type { RealmScope } from '../access/index.ts';
import { type Db, type InstancesTable, isOneOf, runStatement } from '../platform/database/index.ts';

/** A document as the index knows it. */
export type StoredDocument = Pick<
  InstancesTable,
  'id' | 'study_id' | 'sop_instance_uid' | 'sop_class_uid' | 'size_bytes' | 'attributes' | 'created_at'
> & {
  readonly series_instance_uid: string;
  readonly series_description: string | null;
  readonly study_instance_uid: string;
};

const storageClasses = '1.2.840.10008.5.1.4.1.1.';
/** In the words of migration 0023: else no database would use its index. Key object selections are no reports. */
const isDocument = `(sop_class_uid = '${storageClasses}104.1' OR substr(sop_class_uid, 1, 27) = '${storageClasses}88.')
  AND sop_class_uid <> '${storageClasses}88.59'`;

const columns = `instances.id, instances.study_id, instances.sop_instance_uid, instances.sop_class_uid, instances.size_bytes,
  instances.attributes, instances.created_at, series.series_instance_uid, series.series_description,
  studies.study_instance_uid`;
const joins = `JOIN series ON series.id = instances.series_id JOIN studies ON studies.id = instances.study_id`;

/** The newest documents of each of some studies, at most `limit` of each. */
export async function selectDocumentsOfStudies(
  db: Db,
  scope: RealmScope,
  { studyIds, limit }: { studyIds: readonly string[]; limit: number },
): Promise<StoredDocument[]> {
  if (studyIds.length === 0) return [];
  const those = isOneOf(db, 'study_id', studyIds);
  return runStatement(
    db,
    `SELECT ${columns} FROM (
        SELECT id, row_number() OVER (PARTITION BY study_id ORDER BY id DESC) AS place FROM instances
          WHERE ${those.text} AND ${isDocument} AND realm_id = ?) AS found
      JOIN instances ON instances.id = found.id ${joins}
      WHERE found.place <= ? ORDER BY instances.study_id, instances.id DESC`,
    [those.parameter, scope.realmId, limit],
  );
}

/** A page of a study's documents, newest first. */
export async function selectDocuments(
  db: Db,
  scope: RealmScope,
  page: { studyId: string; offset: number; limit: number },
): Promise<StoredDocument[]> {
  if (page.limit <= 0) return [];
  return runStatement(
    db,
    `SELECT ${columns} FROM instances ${joins}
      WHERE instances.study_id = ? AND ${isDocument} AND instances.realm_id = ?
      ORDER BY instances.id DESC LIMIT ? OFFSET ?`,
    [page.studyId, scope.realmId, page.limit, page.offset],
  );
}

/** How many documents a study has. */
export async function countDocuments(db: Db, scope: RealmScope, studyId: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    SELECT count(*) AS count FROM instances
      WHERE study_id = ${studyId} AND ${sql.raw(isDocument)} AND realm_id = ${scope.realmId}`.execute(db);
  return rows[0]?.count ?? 0;
}

/** One document of a study; `undefined` when it has none of that id, or it is an image. */
export async function selectDocument(
  db: Db,
  scope: RealmScope,
  which: { studyId: string; id: string },
): Promise<StoredDocument | undefined> {
  const [row] = await runStatement<StoredDocument>(
    db,
    `SELECT ${columns} FROM instances ${joins}
      WHERE instances.id = ? AND instances.study_id = ? AND ${isDocument} AND instances.realm_id = ?`,
    [which.id, which.studyId, scope.realmId],
  );
  return row;
}
