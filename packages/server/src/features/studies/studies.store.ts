// The table of studies. One realm at a time.
import { sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import {
  type Db,
  dialectOf,
  insertRows,
  isOneOf,
  quickRead,
  runStatement,
  type SeriesTable,
  type StudiesTable,
} from '../../platform/database/index.ts';
import { isId } from '../../platform/ids.ts';

/** A study of a person; `undefined` when the person has none of that id. */
export async function selectStudy(
  db: Db,
  scope: RealmScope,
  personId: string,
  id: string,
): Promise<StudiesTable | undefined> {
  if (!isId(id)) return undefined;
  const [row] = await studiesById(db, { realmId: scope.realmId, personId, id });
  return row;
}

const studiesById = quickRead('studies.by-id', (db, of: { realmId: string; personId: string; id: string }) =>
  db
    .selectFrom('studies')
    .selectAll()
    .where('id', '=', of.id)
    .where('person_id', '=', of.personId)
    .where('realm_id', '=', of.realmId),
);

/** The studies of a person whose images are here, newest first. */
export async function selectImagedStudies(
  db: Db,
  scope: RealmScope,
  options: { personId: string; limit: number },
): Promise<Pick<StudiesTable, 'id' | 'instance_count'>[]> {
  return db
    .selectFrom('studies')
    .select(['id', 'instance_count'])
    .where('person_id', '=', options.personId)
    .where('realm_id', '=', scope.realmId)
    .where('availability', '=', sql.lit('dicom'))
    .where('instance_count', '>', 0)
    .orderBy('id', 'desc')
    .limit(options.limit)
    .execute();
}

/** A study of the person that a patient or case points to. */
export async function findStudyOfPatient(
  db: Db,
  scope: RealmScope,
  patientId: string,
  studyId: string,
): Promise<StudiesTable | undefined> {
  if (!isId(patientId) || !isId(studyId)) return undefined;
  return db
    .selectFrom('studies')
    .innerJoin('patients', 'patients.person_id', 'studies.person_id')
    .selectAll('studies')
    .where('studies.id', '=', studyId)
    .where('patients.id', '=', patientId)
    .where('studies.realm_id', '=', scope.realmId)
    .where('patients.realm_id', '=', scope.realmId)
    .executeTakeFirst();
}

/** The person's study whose images are, or will be, here under a uid; locked until the transaction ends. */
export async function lockDicomStudy(
  trx: Db,
  scope: RealmScope,
  options: { personId: string; studyInstanceUid: string },
): Promise<StudiesTable | undefined> {
  const lock = dialectOf(trx) === 'sqlite' ? '' : ' FOR NO KEY UPDATE';
  const [row] = await runStatement<StudiesTable>(
    trx,
    `SELECT * FROM studies
      WHERE person_id = ? AND study_instance_uid = ? AND availability = 'dicom' AND realm_id = ?${lock}`,
    [options.personId, options.studyInstanceUid, scope.realmId],
  );
  return row;
}

/** Adds a study; false when the person has one of that uid here. The constraint decides, also between two at once. */
export async function insertStudy(trx: Db, scope: RealmScope, row: StudiesTable): Promise<boolean> {
  const rows = [{ ...row, realm_id: scope.realmId }];
  const inserted = await insertRows(trx, 'studies', rows, { whenThere: 'DO NOTHING', returning: ['id'] });
  return inserted.length > 0;
}

/** Changes columns of a study and gives the row as it is then; `undefined` when it is gone. */
export async function updateStudyColumns(
  trx: Db,
  scope: RealmScope,
  id: string,
  changes: Partial<StudiesTable>,
): Promise<StudiesTable | undefined> {
  return trx
    .updateTable('studies')
    .set(changes)
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId)
    .returningAll()
    .executeTakeFirst();
}

/** Locks a study until the transaction ends, against its removal and others that hold it; false when it is gone. */
export async function holdStudy(trx: Db, scope: RealmScope, id: string): Promise<boolean> {
  const query = trx
    .selectFrom('studies')
    .select('id')
    .where('id', '=', id)
    .where('realm_id', '=', scope.realmId);
  const rows = await (dialectOf(trx) === 'sqlite' ? query : query.forNoKeyUpdate()).execute();
  return rows.length > 0;
}

/** One of a person's studies, or up to `limit` of them, locked until the transaction ends; always in the same order. */
export async function lockStudies(
  trx: Db,
  scope: RealmScope,
  options: { personId: string; id?: string; limit: number },
): Promise<string[]> {
  let query = trx
    .selectFrom('studies')
    .select('id')
    .where('person_id', '=', options.personId)
    .where('realm_id', '=', scope.realmId)
    .orderBy('id')
    .limit(options.limit);
  if (options.id !== undefined) query = query.where('id', '=', options.id);
  const rows = await (dialectOf(trx) === 'sqlite' ? query : query.forUpdate()).execute();
  return rows.map((row) => row.id);
}

/** The realm's studies whose images are, or will be, here under a uid; locked until the transaction ends, always in the same order. */
export async function lockStudiesOfUid(
  trx: Db,
  scope: RealmScope,
  studyInstanceUid: string,
): Promise<string[]> {
  const query = trx
    .selectFrom('studies')
    .select('id')
    .where('realm_id', '=', scope.realmId)
    .where('study_instance_uid', '=', studyInstanceUid)
    .where('availability', '=', sql.lit('dicom'))
    .orderBy('id');
  const rows = await (dialectOf(trx) === 'sqlite' ? query : query.forUpdate()).execute();
  return rows.map((row) => row.id);
}

/** Removes studies whose contents are gone already. */
export async function deleteStudies(trx: Db, scope: RealmScope, ids: readonly string[]): Promise<void> {
  await trx.deleteFrom('studies').where('id', 'in', ids).where('realm_id', '=', scope.realmId).execute();
}

/** What came for a study. */
export interface Arrivals {
  modalities: readonly string[];
  seriesAdded: number;
  instancesAdded: number;
  receivedAt: string;
}

/** Counts arrived images in a study that the transaction has locked, or made. */
export async function recordArrivals(
  trx: Db,
  scope: RealmScope,
  study: Pick<StudiesTable, 'id' | 'modalities'>,
  arrivals: Arrivals,
): Promise<void> {
  const modalities = joinModalities([...splitModalities(study.modalities), ...arrivals.modalities]);
  const { seriesAdded, instancesAdded, receivedAt } = arrivals;
  await runStatement(
    trx,
    `UPDATE studies SET status = 'receiving', modalities = ?, series_count = coalesce(series_count, 0) + ?,
        instance_count = coalesce(instance_count, 0) + ?, last_received_at = ?, updated_at = ?
      WHERE id = ? AND realm_id = ?`,
    [modalities, seriesAdded, instancesAdded, receivedAt, receivedAt, study.id, scope.realmId],
  );
}

/** Writes what a study's series say together, after images came that took the place of others. */
export async function recordContents(
  trx: Db,
  scope: RealmScope,
  studyId: string,
  contents: { series: readonly Pick<SeriesTable, 'modality' | 'instance_count'>[]; receivedAt: string },
): Promise<void> {
  const { series, receivedAt } = contents;
  await updateStudyColumns(trx, scope, studyId, {
    status: 'receiving',
    modalities: joinModalities(series.flatMap(({ modality }) => modality ?? [])),
    series_count: series.length,
    instance_count: series.reduce((sum, one) => sum + one.instance_count, 0),
    last_received_at: receivedAt,
    updated_at: receivedAt,
  });
}

/** Writes of which modalities a study is that the transaction has locked. */
export async function recordModalities(
  trx: Db,
  scope: RealmScope,
  studyId: string,
  options: { modalities: readonly string[]; now: string },
): Promise<void> {
  const modalities = joinModalities(options.modalities);
  await updateStudyColumns(trx, scope, studyId, { modalities, updated_at: options.now });
}

/** When the last image came for each of some studies, of those that are receiving. */
export async function selectLastArrivals(
  db: Db,
  scope: RealmScope,
  studyIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const ids = isOneOf(db, 'id', studyIds);
  const rows = await runStatement<{ id: string; last_received_at: string }>(
    db,
    `SELECT id, last_received_at FROM studies
    WHERE ${ids.text} AND realm_id = ? AND status = 'receiving' AND last_received_at IS NOT NULL`,
    [ids.parameter, scope.realmId],
  );
  return new Map(rows.map((row) => [row.id, row.last_received_at]));
}

/**
 * Says that studies can be looked at, each unless images came for it after its moment, or it was not receiving. Gives the ids of
 * those that can be from now on.
 */
export async function markViewable(
  trx: Db,
  scope: RealmScope,
  unlessReceivedAfter: ReadonlyMap<string, string>,
): Promise<string[]> {
  if (unlessReceivedAfter.size === 0) return [];
  const isPostgres = dialectOf(trx) === 'postgres';
  const moments = isPostgres ? 'json_array_elements(?::json)' : 'json_each(?)';
  // Locked in one order, so that two who say it of the same studies do not wait for each other.
  const lock = isPostgres ? 'ORDER BY studies.id FOR UPDATE OF studies' : '';
  const rows = await runStatement<{ id: string }>(
    trx,
    `UPDATE studies SET status = 'viewable' WHERE id IN (
      SELECT studies.id FROM (SELECT value ->> 0 AS id, value ->> 1 AS moment FROM ${moments}) AS quiet
      JOIN studies ON studies.id = quiet.id AND studies.realm_id = ?
      WHERE studies.status = 'receiving' AND studies.last_received_at <= quiet.moment ${lock}) RETURNING id`,
    [JSON.stringify([...unlessReceivedAfter]), scope.realmId],
  );
  return rows.map(({ id }) => id);
}

/** The modalities in a study's column. */
export function splitModalities(column: string): string[] {
  return column.split('\\').filter((modality) => modality !== '');
}

/** The column for a set of modalities: sorted, each once, a backslash on either side of each. */
export function joinModalities(modalities: readonly string[]): string {
  const distinct = [...new Set(modalities.filter((modality) => modality !== ''))].sort();
  return distinct.length === 0 ? '' : `\\${distinct.join('\\')}\\`;
}
