// Queries of imaging, one engine for QIDO-RS and C-FIND: conditions in, a page of matches as DICOM JSON out.
import type { RealmScope } from '../../access/index.ts';
import type { Db } from '../../platform/database/index.ts';
import {
  fieldsBeyond,
  instanceJson,
  parentsOfInstances,
  patientJson,
  seriesJson,
  studyJson,
  uidsOf,
} from './answer-json.ts';
import {
  type FoundStudy,
  selectFoundInstances,
  selectFoundSeries,
  selectFoundStudies,
} from './found-rows.store.ts';
import type { ImagingAnswer, ImagingMatch, ImagingQuery, MatchUids } from './imaging-query.ts';
import { planStudies } from './plan-studies.store.ts';
import { SearchTooBroadError } from './search-too-broad-error.ts';
import { findInstanceKeys, findSeriesKeys } from './walk-contents.store.ts';
import { findStudyKeys, type StudyKey } from './walk-studies.store.ts';

/**
 * One page of what matches: studies from the newest study date to the oldest, those without a date last, and of one day
 * the latest arrival first; series and instances in the order of their studies and then of their numbers. The same study
 * of two persons is two matches. Throws {@link SearchTooBroadError}.
 */
export async function searchImaging(db: Db, scope: RealmScope, asked: ImagingQuery): Promise<ImagingAnswer> {
  const query = { ...asked, include: fieldsBeyond(asked) };
  switch (query.level) {
    case 'patient':
      return searchPatients(db, scope, query);
    case 'study':
      return searchStudies(db, scope, query);
    case 'series':
      return searchSeries(db, scope, query);
    case 'instance':
      return searchInstances(db, scope, query);
  }
}

const nothing: ImagingAnswer = { matches: [], hasMore: false, end: undefined };

/** The address of a match below that of all studies (PS3.18 10.1.1). */
function urlOf({ studiesUrl }: ImagingQuery, match: MatchUids): string | undefined {
  if (studiesUrl === undefined) return undefined;
  const study = `${studiesUrl}/${match.studyInstanceUid}`;
  if (match.seriesInstanceUid === '') return study;
  const series = `${study}/series/${match.seriesInstanceUid}`;
  return match.sopInstanceUid === '' ? series : `${series}/instances/${match.sopInstanceUid}`;
}

async function searchStudies(db: Db, scope: RealmScope, query: ImagingQuery): Promise<ImagingAnswer> {
  const plan = await planStudies(db, scope, query.conditions);
  if (plan.kind === 'none') return nothing;
  const { after, offset, limit } = query;
  const keys = await findStudyKeys(db, scope, plan, { after, offset, limit: limit + 1 });
  const page = keys.slice(0, limit);
  const studies = await selectFoundStudies(db, scope, page, { withFurther: query.include.length > 0 });
  const matches = studies.map((study) => matchOf(query, study));
  return { matches, hasMore: keys.length > limit, end: page.at(-1) };
}

function matchOf(query: ImagingQuery, study: FoundStudy): ImagingMatch {
  const uids = uidsOf(study);
  return { ...uids, json: studyJson(query, study, urlOf(query, uids)) };
}

/** Studies looked at together when patients are asked for. */
const studiesPerRound = 500;
/** Studies looked at for one page of patients: about a second's work. */
const studiesMax = 50_000;

/** A patient is found by their studies, and stands where their newest one stands. */
async function searchPatients(db: Db, scope: RealmScope, query: ImagingQuery): Promise<ImagingAnswer> {
  const plan = await planStudies(db, scope, query.conditions);
  if (plan.kind === 'none') return nothing;
  const wanted = query.offset + query.limit;
  const patients = new Map<string, { study: FoundStudy; key: StudyKey }>();
  let { after } = query;
  for (let looked = 0; ; looked += studiesPerRound) {
    if (looked >= studiesMax) throw new SearchTooBroadError();
    const keys = await findStudyKeys(db, scope, plan, { after, offset: 0, limit: studiesPerRound });
    const studies = await selectFoundStudies(db, scope, keys, { withFurther: query.include.length > 0 });
    const keyOf = new Map(keys.map((key) => [key.number, key]));
    for (const study of studies) {
      const key = keyOf.get(study.number);
      const identity = patientIdentity(study);
      if (key !== undefined && !patients.has(identity)) patients.set(identity, { study, key });
    }
    if (patients.size > wanted || keys.length < studiesPerRound) break;
    after = keys.at(-1);
  }
  const page = [...patients.values()].slice(query.offset, wanted);
  const matches = page.map(({ study }) => {
    const uids = { studyId: '', studyInstanceUid: '', seriesInstanceUid: '', sopInstanceUid: '' };
    return { ...uids, json: patientJson(query, study) };
  });
  return { matches, hasMore: patients.size > wanted, end: page.at(-1)?.key };
}

/** One patient is one identifier of one issuer; without an identifier, one person of ours. */
function patientIdentity(study: FoundStudy): string {
  return study.patient_id === ''
    ? `person ${study.person_id}`
    : JSON.stringify([study.patient_id, study.issuer_of_patient_id]);
}

async function searchSeries(db: Db, scope: RealmScope, query: ImagingQuery): Promise<ImagingAnswer> {
  const { conditions, offset, limit } = query;
  const keys = await findSeriesKeys(db, scope, { conditions, offset, limit: limit + 1 });
  const page = keys.slice(0, limit);
  const studyOf = await studiesOf(db, scope, query, page);
  const series = await selectFoundSeries(
    db,
    scope,
    page.map(({ id }) => id),
  );
  const matches = series.flatMap((one) => {
    const study = studyOf.get(one.study_id);
    if (study === undefined) return [];
    const uids = uidsOf(study, one);
    return [{ ...uids, json: seriesJson(query, { study, series: one }, urlOf(query, uids)) }];
  });
  return { matches, hasMore: keys.length > limit, end: undefined };
}

async function searchInstances(db: Db, scope: RealmScope, query: ImagingQuery): Promise<ImagingAnswer> {
  const { conditions, offset, limit } = query;
  const keys = await findInstanceKeys(db, scope, { conditions, offset, limit: limit + 1 });
  const page = keys.slice(0, limit);
  const [studyOf, series, instances] = await Promise.all([
    studiesOf(db, scope, query, page),
    selectFoundSeries(db, scope, [...new Set(page.map((key) => key.series_id))]),
    selectFoundInstances(
      db,
      scope,
      page.map(({ id }) => id),
    ),
  ]);
  const parentsOf = new Map(
    series.flatMap((one) => {
      const study = studyOf.get(one.study_id);
      return study === undefined ? [] : [[one.id, parentsOfInstances(query, { study, series: one })]];
    }),
  );
  const matches = instances.flatMap((instance) => {
    const parents = parentsOf.get(instance.series_id);
    if (parents === undefined) return [];
    const uids = uidsOf(parents.study, parents.series, instance);
    return [{ ...uids, json: instanceJson(query, { parents, instance }, urlOf(query, uids)) }];
  });
  return { matches, hasMore: keys.length > limit, end: undefined };
}

async function studiesOf(
  db: Db,
  scope: RealmScope,
  query: ImagingQuery,
  contents: readonly { study_number: number; study_day: number }[],
): Promise<Map<string, FoundStudy>> {
  const keys = new Map(
    contents.map((key) => [key.study_number, { day: key.study_day, number: key.study_number }]),
  );
  const withFurther = query.include.length > 0;
  const studies = await selectFoundStudies(db, scope, [...keys.values()], { withFurther });
  return new Map(studies.map((study) => [study.id, study]));
}
