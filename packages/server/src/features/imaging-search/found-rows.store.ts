// The rows of matches whose keys are known: what answers are made of.
import { type RawBuilder, sql } from 'kysely';
import type { RealmScope } from '../../access/index.ts';
import { type Db, dialectOf, jsonTexts } from '../../platform/database/index.ts';
import type { StudyKey } from './walk-studies.store.ts';

/** A list of numbers as one parameter, for `IN`. Unscoped: it names no table. */
export function jsonNumbers(db: Db, numbers: readonly number[]): RawBuilder<unknown> {
  const list = jsonTexts(db, JSON.stringify(numbers));
  return dialectOf(db) === 'postgres'
    ? sql`(SELECT value::bigint FROM ${list})`
    : sql`(SELECT value FROM ${list})`;
}

/** What is told of a study. */
export interface FoundStudy {
  readonly number: number;
  readonly id: string;
  readonly study_instance_uid: string;
  readonly patient_id: string;
  readonly issuer_of_patient_id: string;
  readonly person_id: string;
  readonly modalities: string;
  readonly sop_classes: string;
  readonly attributes: string;
  readonly further_attributes: string;
  readonly series_count: number | null;
  readonly instance_count: number | null;
}

/** What is told of a series. */
export interface FoundSeries {
  readonly id: string;
  readonly study_id: string;
  readonly series_instance_uid: string;
  readonly attributes: string;
  readonly further_attributes: string;
  readonly instance_count: number;
}

/** What is told of an instance. */
export interface FoundInstance {
  readonly id: string;
  readonly series_id: string;
  readonly sop_instance_uid: string;
  readonly sop_class_uid: string;
  readonly transfer_syntax_uid: string;
  readonly instance_number: number | null;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly attributes: string | null;
}

/** Studies by key, in the order of the keys. One that is gone since is left out. */
export async function selectFoundStudies(
  db: Db,
  scope: RealmScope,
  keys: readonly StudyKey[],
  { withFurther }: { withFurther: boolean },
): Promise<FoundStudy[]> {
  if (keys.length === 0) return [];
  const further = withFurther ? sql`s.further_attributes` : sql`'{}'`;
  const { rows } = await sql<FoundStudy>`
    SELECT s.number, s.id, s.study_instance_uid, s.patient_id, s.issuer_of_patient_id, c.person_id, s.modalities,
      s.sop_classes, s.attributes, ${further} AS further_attributes, c.series_count, c.instance_count
    FROM search_studies AS s JOIN studies AS c ON c.id = s.id
    WHERE s.number IN ${jsonNumbers(
      db,
      keys.map(({ number }) => number),
    )} AND s.realm_id = ${scope.realmId}`.execute(db);
  const byNumber = new Map(rows.map((row) => [row.number, row]));
  return keys.flatMap(({ number }) => byNumber.get(number) ?? []);
}

/** Series by id, in the order of the ids. */
export async function selectFoundSeries(
  db: Db,
  scope: RealmScope,
  ids: readonly string[],
): Promise<FoundSeries[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<FoundSeries>`
    SELECT e.id, e.study_id, e.series_instance_uid, e.attributes, e.further_attributes, c.instance_count
    FROM search_series AS e JOIN series AS c ON c.id = e.id
    WHERE e.id IN (SELECT value FROM ${jsonTexts(db, JSON.stringify(ids))}) AND e.realm_id = ${scope.realmId}`.execute(
    db,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Instances by id, in the order of the ids. */
export async function selectFoundInstances(
  db: Db,
  scope: RealmScope,
  ids: readonly string[],
): Promise<FoundInstance[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<FoundInstance>`
    SELECT i.id, i.series_id, i.sop_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.instance_number, i.rows,
      i.columns, i.attributes
    FROM instances AS i
    WHERE i.id IN (SELECT value FROM ${jsonTexts(db, JSON.stringify(ids))}) AND i.realm_id = ${scope.realmId}`.execute(
    db,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}
