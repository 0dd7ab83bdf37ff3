// Finds instances by the UIDs of DICOM, in their order. Reads the tables of others and writes none; of studies it knows
// what tells them apart in their realm, and of patients nothing.
import { sql } from 'kysely';
import type { RealmScope } from '../access/index.ts';
import {
  type Db,
  type InstancesTable,
  isOneOf,
  quickRead,
  runStatement,
} from '../platform/database/index.ts';

/** A study, a series of it, or an instance of that, as DICOM names them. */
export interface DicomUids {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid?: string;
  readonly sopInstanceUid?: string;
}

/** An instance with the UIDs of what it belongs to. */
export type StoredInstance = Omit<InstancesTable, 'realm_id'> & {
  readonly study_instance_uid: string;
  readonly series_instance_uid: string;
};

/** What tells one copy of an instance from another. */
export type InstanceIdentity = Pick<
  InstancesTable,
  'id' | 'series_id' | 'sop_instance_uid' | 'object_key' | 'sha256'
>;

/** The instances of a study that have one of these SOP Instance UIDs. */
export async function selectInstancesByUid(
  db: Db,
  scope: RealmScope,
  options: { studyId: string; sopInstanceUids: readonly string[] },
): Promise<InstanceIdentity[]> {
  const those = isOneOf(db, 'sop_instance_uid', options.sopInstanceUids);
  return runStatement(
    db,
    `SELECT id, series_id, sop_instance_uid, object_key, sha256 FROM instances
      WHERE study_id = ? AND ${those.text} AND realm_id = ?`,
    [options.studyId, those.parameter, scope.realmId],
  );
}

/** What handing out an object takes: a study may have a hundred thousand of them. */
export type StoredObject = Pick<
  StoredInstance,
  | 'id'
  | 'study_id'
  | 'series_id'
  | 'series_instance_uid'
  | 'sop_instance_uid'
  | 'sop_class_uid'
  | 'transfer_syntax_uid'
  | 'object_key'
  | 'size_bytes'
> &
  BareLayout;

/** The layout of an object that is no Part 10 file; null for almost all. */
export interface BareLayout {
  readonly bare_layout: string | null;
}

/** Rows of before layouts said `bare` tell by where their data set begins, where there is nothing in front of it at all. */
export const bareLayout = sql<string | null>`CASE WHEN instances.layout LIKE '{"bare"%'
  OR instances.layout LIKE '{"dataSet":0%' THEN instances.layout END`.as('bare_layout');

/** Instances of one statement: with their layouts a few megabytes at most. */
const pageSize = 1000;
/** More than any study has; a bound on what one answer holds in memory. */
const objectsMax = 200_000;

const ownColumns = [
  'instances.id',
  'instances.study_id',
  'instances.series_id',
  'series.series_instance_uid',
  'instances.sop_instance_uid',
  'instances.sop_class_uid',
  'instances.transfer_syntax_uid',
  'instances.object_key',
  'instances.size_bytes',
] as const;

const objectColumns = [...ownColumns, bareLayout] as const;

const instanceColumns = [
  ...ownColumns,
  'studies.study_instance_uid',
  'instances.instance_number',
  'instances.number_of_frames',
  'instances.rows',
  'instances.columns',
  'instances.sha256',
  'instances.layout',
  'instances.created_at',
] as const;

/** Instances of the realm's studies of a uid, of all its persons who have one, in their order. */
function matching(db: Db, scope: RealmScope, uids: DicomUids) {
  let query = db
    .selectFrom('studies')
    .innerJoin('series', 'series.study_id', 'studies.id')
    .innerJoin('instances', 'instances.series_id', 'series.id')
    .where('studies.realm_id', '=', scope.realmId)
    .where('studies.study_instance_uid', '=', uids.studyInstanceUid)
    .where('studies.availability', '=', sql.lit('dicom'))
    .where('instances.realm_id', '=', scope.realmId)
    .orderBy('series.series_number', (order) => order.asc().nullsLast())
    .orderBy('series.series_instance_uid')
    .orderBy('instances.instance_number', (order) => order.asc().nullsLast())
    .orderBy('instances.id');
  if (uids.seriesInstanceUid !== undefined)
    query = query.where('series.series_instance_uid', '=', uids.seriesInstanceUid);
  if (uids.sopInstanceUid !== undefined)
    query = query.where('instances.sop_instance_uid', '=', uids.sopInstanceUid);
  return query;
}

/** The uid of a study by its id; `undefined` when it has none, or is gone. */
export async function selectStudyUid(
  db: Db,
  scope: RealmScope,
  studyId: string,
): Promise<string | undefined> {
  const row = await db
    .selectFrom('studies')
    .select('study_instance_uid')
    .where('id', '=', studyId)
    .where('realm_id', '=', scope.realmId)
    .executeTakeFirst();
  return row?.study_instance_uid ?? undefined;
}

/** One instance; `undefined` when there is none under these UIDs. Of several, that of the study which came first. */
export async function selectStoredInstance(
  db: Db,
  scope: RealmScope,
  which: Required<DicomUids> | { readonly id: string },
): Promise<StoredInstance | undefined> {
  const { realmId } = scope;
  const [row] =
    'id' in which
      ? await instancesById(db, { realmId, id: which.id })
      : await instancesByUids(db, { realmId, ...which });
  return row as StoredInstance | undefined;
}

/** An instance of one study by its UID, or its first; `undefined` when there is none. */
export async function selectInstanceOfStudy(
  db: Db,
  scope: RealmScope,
  which: { readonly studyId: string; readonly sopInstanceUid?: string | undefined },
): Promise<StoredInstance | undefined> {
  let query = db
    .selectFrom('instances')
    .innerJoin('studies', 'studies.id', 'instances.study_id')
    .innerJoin('series', 'series.id', 'instances.series_id')
    .select(instanceColumns)
    .where('instances.study_id', '=', which.studyId)
    .where('instances.realm_id', '=', scope.realmId)
    .where('studies.availability', '=', sql.lit('dicom'))
    .orderBy('series.series_number', (order) => order.asc().nullsLast())
    .orderBy('instances.instance_number', (order) => order.asc().nullsLast())
    .orderBy('instances.id')
    .limit(1);
  if (which.sopInstanceUid !== undefined)
    query = query.where('instances.sop_instance_uid', '=', which.sopInstanceUid);
  return (await query.executeTakeFirst()) as StoredInstance | undefined;
}

type InstanceUids = { realmId: string } & Required<DicomUids>;

const namedBy = (db: Db, of: InstanceUids) =>
  db
    .selectFrom('studies')
    .innerJoin('instances', 'instances.study_id', 'studies.id')
    .innerJoin('series', 'series.id', 'instances.series_id')
    .where('studies.realm_id', '=', of.realmId)
    .where('studies.study_instance_uid', '=', of.studyInstanceUid)
    .where('studies.availability', '=', sql.lit('dicom'))
    .where('instances.sop_instance_uid', '=', of.sopInstanceUid)
    .where('series.series_instance_uid', '=', of.seriesInstanceUid)
    .orderBy('studies.id');

const instancesByUids = quickRead('archive.instances-by-uids', (db, of: InstanceUids) =>
  namedBy(db, of).select(instanceColumns).limit(1),
);
const objectsByUids = quickRead('archive.objects-by-uids', (db, of: InstanceUids) =>
  namedBy(db, of).select(objectColumns).limit(objectsMax),
);

const instancesById = quickRead('archive.instances-by-id', (db, of: { realmId: string; id: string }) =>
  db
    .selectFrom('instances')
    .innerJoin('studies', 'studies.id', 'instances.study_id')
    .innerJoin('series', 'series.id', 'instances.series_id')
    .select(instanceColumns)
    .where('instances.id', '=', of.id)
    .where('instances.realm_id', '=', of.realmId)
    .where('studies.availability', '=', sql.lit('dicom')),
);

/** Instances by UIDs, by series number, series uid and instance number; a page after the other. */
export async function* selectStoredInstances(
  db: Db,
  scope: RealmScope,
  uids: DicomUids,
): AsyncIterable<StoredInstance[]> {
  for (let offset = 0; ; offset += pageSize) {
    const page = await matching(db, scope, uids)
      .select(instanceColumns)
      .limit(pageSize)
      .offset(offset)
      .execute();
    if (page.length > 0) yield page as StoredInstance[];
    if (page.length < pageSize) return;
  }
}

/** The objects of a study that came after an instance, by id: in the order in which they came. */
export async function selectObjectsOfStudy(
  db: Db,
  scope: RealmScope,
  options: { studyId: string; seriesInstanceUid: string | null; afterId: string; limit: number },
): Promise<StoredObject[]> {
  let query = db
    .selectFrom('instances')
    .innerJoin('series', 'series.id', 'instances.series_id')
    .select(objectColumns)
    .where('instances.realm_id', '=', scope.realmId)
    .where('instances.study_id', '=', options.studyId)
    .where('instances.id', '>', options.afterId)
    .orderBy('instances.id')
    .limit(options.limit);
  if (options.seriesInstanceUid !== null)
    query = query.where('series.series_instance_uid', '=', options.seriesInstanceUid);
  return query.execute();
}

/** The SOP classes under which the realm has instances, by SOP Instance UID; what it has not is left out. */
export async function selectClassesOfInstances(
  db: Db,
  scope: RealmScope,
  sopInstanceUids: readonly string[],
): Promise<Map<string, Set<string>>> {
  const classes = new Map<string, Set<string>>();
  for (let start = 0; start < sopInstanceUids.length; start += pageSize) {
    const rows = await db
      .selectFrom('instances')
      .select(['sop_instance_uid', 'sop_class_uid'])
      .where('realm_id', '=', scope.realmId)
      .where('sop_instance_uid', 'in', sopInstanceUids.slice(start, start + pageSize))
      .execute();
    for (const { sop_instance_uid, sop_class_uid } of rows)
      classes.set(sop_instance_uid, (classes.get(sop_instance_uid) ?? new Set()).add(sop_class_uid));
  }
  return classes;
}

/** How many instances a study, or a series of it, has. */
export async function countObjectsOfStudy(
  db: Db,
  scope: RealmScope,
  options: { studyId: string; seriesInstanceUid: string | null },
): Promise<number> {
  let query = db
    .selectFrom('instances')
    .innerJoin('series', 'series.id', 'instances.series_id')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('instances.realm_id', '=', scope.realmId)
    .where('instances.study_id', '=', options.studyId);
  if (options.seriesInstanceUid !== null)
    query = query.where('series.series_instance_uid', '=', options.seriesInstanceUid);
  return (await query.executeTakeFirstOrThrow()).count;
}

/** The objects of instances, in the same order; none when there are no such instances. */
export async function selectStoredObjects(
  db: Db,
  scope: RealmScope,
  uids: DicomUids,
): Promise<StoredObject[]> {
  const { studyInstanceUid, seriesInstanceUid, sopInstanceUid } = uids;
  if (seriesInstanceUid === undefined || sopInstanceUid === undefined)
    return matching(db, scope, uids).select(objectColumns).limit(objectsMax).execute();
  return objectsByUids(db, { realmId: scope.realmId, studyInstanceUid, seriesInstanceUid, sopInstanceUid });
}
