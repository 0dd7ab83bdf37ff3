// Brings arrived instances into the index of queries, in the transaction that stores them.
import { type DicomJson, stringifyDicomJson } from '@lumenbox/dicom';
import type { RealmScope } from '../../access/index.ts';
import type { Db, SearchSeriesTable } from '../../platform/database/index.ts';
import { fromPieces, toPieces } from './answer-pieces.ts';
import {
  type InstanceDescription,
  joinSet,
  type SeriesDescription,
  type StudyDescription,
  splitSet,
} from './describe-imaging.ts';
import {
  insertStudies,
  putSeries,
  type SearchStudy,
  selectIndexedSeries,
  selectIndexedStudies,
  updateStudies,
} from './search-index.store.ts';

/** An instance whose rows the transaction has written. */
export interface ArrivedInstance {
  readonly studyId: string;
  readonly seriesId: string;
  readonly said: Pick<InstanceDescription, 'study' | 'series'>;
}

/** What some instances say of their studies and series, by the ids of these. */
export interface Descriptions {
  readonly studies: Map<string, StudyDescription>;
  readonly series: Map<string, SeriesDescription & { readonly study_id: string }>;
}

/** Nothing described yet. */
export function noDescriptions(): Descriptions {
  return { studies: new Map(), series: new Map() };
}

/** What instances say together. Of a series its first one speaks, as nearly all of a series say the same of it. */
export function joinDescriptions(arrived: readonly ArrivedInstance[]): Descriptions {
  const { studies, series } = noDescriptions();
  for (const { studyId, seriesId, said } of arrived) {
    studies.set(studyId, mergeStudies(studies.get(studyId), said.study));
    if (!series.has(seriesId)) series.set(seriesId, { ...said.series, study_id: studyId });
  }
  return { studies, series };
}

/** Adds further descriptions. What was said first stays; what was not said is filled. */
export function addDescriptions({ studies, series }: Descriptions, further: Descriptions): void {
  for (const [id, said] of further.studies) studies.set(id, mergeStudies(studies.get(id), said));
  for (const [id, said] of further.series) {
    const before = series.get(id);
    series.set(id, before === undefined ? said : { ...mergeSeries(before, said), study_id: before.study_id });
  }
}

/**
 * Indexes instances of one realm. What an instance says first of its study or series stays; what was not said is filled
 * by later ones. The caller's transaction holds the studies, and calls this when it has locked everything else.
 */
export async function indexImaging(
  trx: Db,
  scope: RealmScope,
  arrived: readonly ArrivedInstance[],
): Promise<void> {
  await indexDescriptions(trx, scope, joinDescriptions(arrived));
}

/** Indexes what instances of one realm say, as {@link indexImaging} does. */
export async function indexDescriptions(
  trx: Db,
  scope: RealmScope,
  { studies, series }: Descriptions,
): Promise<void> {
  if (studies.size > 0) await indexStudies(trx, scope, studies);
  if (series.size > 0) await indexSeries(trx, scope, series);
}

async function indexStudies(
  trx: Db,
  scope: RealmScope,
  studies: ReadonlyMap<string, StudyDescription>,
): Promise<void> {
  const told = new Map(studies);
  const known = await selectIndexedStudies(trx, scope, [...told.keys()]);
  const changes = known.flatMap((before) => {
    const description = told.get(before.id);
    told.delete(before.id);
    if (description === undefined) return [];
    const after: SearchStudy = { ...before, ...mergeStudies(before, description) };
    return isSame(before, after) ? [] : [{ before, after }];
  });
  if (changes.length > 0) await updateStudies(trx, scope, changes);
  // One order in every process, so that no two transactions wait for each other.
  const rows = [...told]
    .map(([id, description]) => ({ ...description, id, realm_id: scope.realmId }))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
  if (rows.length > 0) await insertStudies(trx, scope, rows);
}

async function indexSeries(trx: Db, scope: RealmScope, series: Descriptions['series']): Promise<void> {
  const known = await selectIndexedSeries(trx, scope, [...series.keys()]);
  const byId = new Map(known.map((row) => [row.id, row]));
  const rows: SearchSeriesTable[] = [];
  for (const [id, description] of series) {
    const before = byId.get(id);
    if (before === undefined) rows.push({ ...description, id, realm_id: scope.realmId });
    else {
      const after = { ...before, ...mergeSeries(before, description) };
      if (!isSame(before, after)) rows.push(after);
    }
  }
  if (rows.length > 0) await putSeries(trx, scope, rows);
}

/** What the first says of a study, and the next where the first says nothing; sets are joined. */
export function mergeStudies(first: StudyDescription | undefined, next: StudyDescription): StudyDescription {
  if (first === undefined) return next;
  return {
    ...fillEmpty(first, next),
    modalities: joinSet([...splitSet(first.modalities), ...splitSet(next.modalities)]),
    sop_classes: joinSet([...splitSet(first.sop_classes), ...splitSet(next.sop_classes)]),
  };
}

function mergeSeries(first: SeriesDescription, next: SeriesDescription): SeriesDescription {
  return fillEmpty(first, next);
}

/** The first one's values, and the next one's where the first has none. */
function fillEmpty<T extends StudyDescription | SeriesDescription>(first: T, next: T): T {
  const merged: Record<string, unknown> = { ...first };
  for (const [column, value] of Object.entries(next)) if (!merged[column]) merged[column] = value;
  return {
    ...(merged as unknown as T),
    attributes: fillAttributes(first.attributes, next.attributes),
    further_attributes: fillFurther(first.further_attributes, next.further_attributes),
  };
}

function fillAttributes(first: string, next: string): string {
  if (first === next) return first;
  const filled = fillJson(fromPieces(first), fromPieces(next));
  return filled === undefined ? first : toPieces(filled);
}

function fillFurther(first: string, next: string): string {
  if (first === next || next === '{}') return first;
  const filled = fillJson(JSON.parse(first) as DicomJson, JSON.parse(next) as DicomJson);
  return filled === undefined ? first : stringifyDicomJson(filled);
}

/** Undefined when the first one knows all that the next one knows. */
function fillJson(first: DicomJson, next: DicomJson): DicomJson | undefined {
  const news = Object.entries(next).filter(
    ([tag, element]) => element.Value !== undefined && first[tag]?.Value === undefined,
  );
  return news.length === 0 ? undefined : { ...first, ...Object.fromEntries(news) };
}

function isSame<T extends object>(one: T, other: T): boolean {
  return (Object.keys(one) as (keyof T)[]).every((column) => one[column] === other[column]);
}
