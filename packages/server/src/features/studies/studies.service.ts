// The rules of studies: made by hand or by images, changed in their words alone, deleted with all that hangs on them.
import {
  type CreateStudy,
  descriptiveStudyKeys,
  type ListStudies,
  type MoveStudy,
  type Report,
  type Study,
  type UpdateStudy,
} from '@lumenbox/contract';
import type { Caller, RealmScope } from '../../access/index.ts';
import { removeStudyContents, selectSeriesOfStudies } from '../../archive/index.ts';
import type { Audit } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Db, PatientsTable, StudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { pageWindow } from '../../platform/http/index.ts';
import { newId } from '../../platform/ids.ts';
import { removeFromIndex } from '../imaging-search/index.ts';
import { holdPerson, lockPersons, lockRecords, selectRecord } from '../patients/index.ts';
import { sortDescriptionOf, studyDayOf } from './dicom-study.ts';
import { selectStudies } from './list-studies.store.ts';
import { type MoveDeps, moveStudies } from './move-studies.ts';
import { presentStudy } from './studies.present.ts';
import { deleteStudies, insertStudy, lockStudies, selectStudy, updateStudyColumns } from './studies.store.ts';

/** What work on studies needs. */
export interface StudyDeps {
  database: Database;
  audit: Audit;
  clock: Clock;
}

/** What answers that tell of whole studies need beside. */
export interface StudyContentsDeps extends StudyDeps {
  /** What studies say of their reports, by the id of each; nothing for a study without. */
  readonly reportsOfStudies: (
    db: Db,
    scope: RealmScope,
    studyIds: readonly string[],
  ) => Promise<Map<string, Report[]>>;
}

/** A study with the patient or case under which it was asked for. */
export interface StudyOfPatient {
  patient: PatientsTable;
  study: StudiesTable;
}

/** The patient or case of an id. Throws `notFound`. */
export async function findPatientOfStudies(
  deps: StudyDeps,
  caller: Caller,
  patientId: string,
): Promise<PatientsTable> {
  const patient = await selectRecord(deps.database.kysely, caller.scope, patientId);
  if (patient === undefined) throw failure.notFound();
  return patient;
}

/** The study of an id. Throws `notFound`, for a study of another patient too. */
export async function findStudy(
  deps: StudyDeps,
  caller: Caller,
  ids: { patient_id: string; study_id: string },
): Promise<StudyOfPatient> {
  const patient = await findPatientOfStudies(deps, caller, ids.patient_id);
  const study = await selectStudy(deps.database.kysely, caller.scope, patient.person_id, ids.study_id);
  if (study === undefined) throw failure.notFound();
  return { patient, study };
}

/** One page of the studies of a patient's person. */
export async function listStudies(
  deps: StudyContentsDeps,
  caller: Caller,
  patient: PatientsTable,
  input: ListStudies,
): Promise<{ rows: Study[]; total: number }> {
  const order = input.sort ?? 'study_date';
  const list = await selectStudies(deps.database.kysely, caller.scope, {
    personId: patient.person_id,
    modalities: (input.modality ?? '')
      .split(',')
      .map((modality) => modality.trim())
      .filter((modality) => modality !== ''),
    dayFrom: input.date_from ?? null,
    dayTo: input.date_to ?? null,
    order,
    direction: input.direction ?? (order === 'study_description' ? 'asc' : 'desc'),
    ...pageWindow(input),
  });
  deps.audit.recordRead(caller.origin, {
    event: 'study.listed',
    object: { type: patient.kind, id: patient.id },
    details: { page: input.page, per_page: input.per_page, count: list.rows.length },
  });
  return { rows: await withContents(deps, caller, list.rows), total: list.total };
}

/** One study with its series and reports. */
export async function showStudy(
  deps: StudyContentsDeps,
  caller: Caller,
  study: StudiesTable,
): Promise<Study> {
  deps.audit.recordRead(caller.origin, { event: 'study.read', object: { type: 'study', id: study.id } });
  return presentOne(deps, caller, study);
}

async function presentOne(deps: StudyContentsDeps, caller: Caller, study: StudiesTable): Promise<Study> {
  const [presented] = await withContents(deps, caller, [study]);
  return presented ?? presentStudy(study, { series: [], reports: [] });
}

/** Studies as the API prints them, each with its series and reports. */
export async function withContents(
  deps: StudyContentsDeps,
  caller: Caller,
  studies: readonly StudiesTable[],
): Promise<Study[]> {
  const withImages = studies.filter((study) => study.series_count !== null && study.series_count > 0);
  const idsOf = (rows: readonly StudiesTable[]) => rows.map((study) => study.id);
  const { kysely } = deps.database;
  const [series, reports] = await Promise.all([
    selectSeriesOfStudies(kysely, caller.scope, idsOf(withImages)),
    deps.reportsOfStudies(kysely, caller.scope, idsOf(studies)),
  ]);
  const byStudy = Map.groupBy(series, (one) => one.study_id);
  return studies.map((study) =>
    presentStudy(study, { series: byStudy.get(study.id) ?? [], reports: reports.get(study.id) ?? [] }),
  );
}

/** What making studies needs beside. */
export interface CreateStudyDeps extends StudyDeps {
  /** The UID that stands in the place of another one in a case. */
  readonly uidInCase: (scope: RealmScope, record: PatientsTable, uid: string) => Promise<string>;
}

/**
 * Makes a study of the patient's person. In a case the UID of one with images here is a new one, and the same that the images of the
 * study that is named get when they come. Throws `validation` when its uid is taken, `notFound` when the person is gone.
 */
export async function createStudy(
  deps: CreateStudyDeps,
  caller: Caller,
  patient: PatientsTable,
  input: CreateStudy,
): Promise<Study> {
  const now = deps.clock.now();
  const availability = input.availability ?? 'record';
  const isDicom = availability === 'dicom';
  const sentUid = input.study_instance_uid ?? null;
  const uid =
    isDicom && sentUid !== null && patient.kind === 'case'
      ? await deps.uidInCase(caller.scope, patient, sentUid)
      : sentUid;
  const row: StudiesTable = {
    id: newId(),
    realm_id: caller.scope.realmId,
    person_id: patient.person_id,
    study_instance_uid: availability === 'record' ? null : uid,
    availability,
    status: isDicom ? 'pending' : 'viewable',
    ...descriptionOf(input),
    study_day: studyDayOf(input.study_date ?? null),
    sort_description: sortDescriptionOf(input.study_description ?? null),
    modalities: '',
    series_count: isDicom ? 0 : null,
    instance_count: isDicom ? 0 : null,
    last_received_at: null,
    created_at: now,
    updated_at: now,
  };
  await deps.database.transaction(async (trx) => {
    if (!(await holdPerson(trx, caller.scope, patient.person_id))) throw failure.notFound();
    if (!(await insertStudy(trx, caller.scope, row)))
      throw failure.validation({ study_instance_uid: ['The study instance uid has already been taken.'] });
    await deps.audit.record(trx, caller.origin, {
      event: 'study.created',
      object: { type: 'study', id: row.id },
    });
  });
  return presentStudy(row, { series: [], reports: [] });
}

type Description = Pick<StudiesTable, (typeof descriptiveStudyKeys)[number]>;

function descriptionOf(input: UpdateStudy): Description {
  return Object.fromEntries(descriptiveStudyKeys.map((key) => [key, input[key] ?? null])) as Description;
}

/** Changes what is sent of a study's description. Throws `notFound` when it is gone. */
export async function updateStudy(
  deps: StudyContentsDeps,
  caller: Caller,
  study: StudiesTable,
  input: UpdateStudy,
): Promise<Study> {
  const changed = descriptiveStudyKeys.filter((key) => input[key] !== undefined && input[key] !== study[key]);
  const changes: Partial<StudiesTable> = Object.fromEntries(changed.map((key) => [key, input[key]]));
  if (changes.study_date !== undefined) changes.study_day = studyDayOf(changes.study_date);
  if (changes.study_description !== undefined)
    changes.sort_description = sortDescriptionOf(changes.study_description);
  const after = await deps.database.transaction(async (trx) => {
    const row =
      changed.length === 0
        ? await selectStudy(trx, caller.scope, study.person_id, study.id)
        : await updateStudyColumns(trx, caller.scope, study.id, { ...changes, updated_at: deps.clock.now() });
    if (row === undefined) throw failure.notFound();
    await deps.audit.record(trx, caller.origin, {
      event: 'study.updated',
      object: { type: 'study', id: study.id },
      details: { changed },
    });
    return row;
  });
  return presentOne(deps, caller, after);
}

/**
 * Gives a study to another patient. Throws `validation` when there is no such patient or a case is part of it,
 * `notFound` when the study is gone.
 */
export async function moveStudy(
  deps: StudyContentsDeps & MoveDeps,
  caller: Caller,
  { patient, study }: StudyOfPatient,
  input: MoveStudy,
): Promise<Study> {
  const { scope } = caller;
  const moved = await deps.database.transaction(async (trx) => {
    await lockRecords(trx, scope);
    const fromRecord = await selectRecord(trx, scope, patient.id);
    const toRecord = await selectRecord(trx, scope, input.to_patient_id);
    if (fromRecord === undefined) throw failure.notFound();
    if (toRecord === undefined)
      throw failure.validation({ to_patient_id: ['The selected to patient id is invalid.'] });
    if (fromRecord.kind === 'case' || toRecord.kind === 'case')
      throw failure.validation({ to_patient_id: ['A study moves neither into a case nor out of one.'] });
    if (fromRecord.person_id === toRecord.person_id) return study;
    await lockPersons(trx, scope, [fromRecord.person_id, toRecord.person_id]);
    const move = { fromRecord, toRecord, studyId: study.id };
    const { studyIds, heldCount } = await moveStudies(deps, trx, scope, move);
    const after = await selectStudy(trx, scope, toRecord.person_id, studyIds[0] ?? '');
    if (after === undefined) throw failure.notFound();
    await deps.audit.record(trx, caller.origin, {
      event: 'study.moved',
      object: { type: 'study', id: study.id },
      details: { from: fromRecord.id, to: toRecord.id, study_id: after.id, held: heldCount },
    });
    return after;
  });
  return presentOne(deps, caller, moved);
}

/** Deletes a study: its rows now, its files in the background. Throws `notFound` when it is gone. */
export async function deleteStudy(deps: StudyDeps, caller: Caller, study: StudiesTable): Promise<void> {
  await deps.database.transaction(async (trx) => {
    const ids = await lockStudies(trx, caller.scope, { personId: study.person_id, id: study.id, limit: 1 });
    if (ids.length === 0) throw failure.notFound();
    await removeStudies(deps, trx, caller, ids);
  });
}

/** Removes studies that the transaction has locked, with all that hangs on them. */
export async function removeStudies(
  deps: StudyDeps,
  trx: Db,
  caller: Caller,
  ids: readonly string[],
): Promise<void> {
  await removeFromIndex(trx, caller.scope, ids);
  await removeStudyContents(trx, deps, caller.scope, ids);
  await deleteStudies(trx, caller.scope, ids);
  for (const id of ids)
    await deps.audit.record(trx, caller.origin, { event: 'study.deleted', object: { type: 'study', id } });
}

/** Studies removed a round: bounds the memory and the parameters of a statement. */
const studiesPerRound = 500;

/** Removes every study of a person, inside the transaction that removes the person. */
export async function removeStudiesOfPerson(
  deps: { clock: Clock },
  trx: Db,
  scope: RealmScope,
  personId: string,
): Promise<void> {
  for (;;) {
    const ids = await lockStudies(trx, scope, { personId, limit: studiesPerRound });
    if (ids.length === 0) return;
    await removeFromIndex(trx, scope, ids);
    await removeStudyContents(trx, deps, scope, ids);
    await deleteStudies(trx, scope, ids);
  }
}
