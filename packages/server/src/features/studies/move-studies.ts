// How studies go to another person: as they are, or into that person's study of the same uid. Nothing of them is lost.
import { type HeldFacts, studyNotesCharactersMax } from '@lumenbox/contract';
import type { RealmScope } from '../../access/index.ts';
import { combineContents, recountSeries, selectSeriesOfStudies } from '../../archive/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, PatientsTable, StudiesTable } from '../../platform/database/index.ts';
import { sha256 } from '../../platform/ids.ts';
import { combineInIndex, removeContentsFromIndex } from '../imaging-search/index.ts';
import { descriptionGaps } from './dicom-study.ts';
import {
  deleteStudies,
  joinModalities,
  lockDicomStudy,
  lockStudies,
  selectStudy,
  splitModalities,
  updateStudyColumns,
} from './studies.store.ts';

/** What moving a study does to the other features' rows. */
export interface MoveDeps {
  readonly clock: Clock;
  /** What uploads say went to one study went to the other. */
  readonly moveUploadsOfStudy: (
    trx: Db,
    scope: RealmScope,
    move: { fromStudyId: string; toStudyId: string },
  ) => Promise<void>;
  /** What was reported of one study goes to the other. */
  readonly moveReportsOfStudy: (
    trx: Db,
    scope: RealmScope,
    move: { fromStudyId: string; toStudyId: string },
  ) => Promise<void>;
  /** Says of a study that its contents are others now: it has to settle again. */
  readonly announceContents: (trx: Db, scope: RealmScope, studyId: string) => Promise<void>;
}

/** A person's studies, one of them or all, and the record whose they are to be. */
export interface StudyMove {
  readonly fromRecord: PatientsTable;
  readonly toRecord: PatientsTable;
  /** Absent: all of them. */
  readonly studyId?: string;
}

/** What became of studies that moved. */
export interface MovedStudies {
  /** The ids under which they are found now, in no order. */
  readonly studyIds: string[];
  /** Instances whose other bytes are held. */
  readonly heldCount: number;
}

/** Studies looked at in one round: a bound on memory. */
const roundSize = 500;

/** Moves studies, inside a transaction that has locked both persons, so that no image arrives for them meanwhile. */
export async function moveStudies(
  deps: MoveDeps,
  trx: Db,
  scope: RealmScope,
  move: StudyMove,
): Promise<MovedStudies> {
  const moved: string[] = [];
  let heldCount = 0;
  const options = { personId: move.fromRecord.person_id, limit: roundSize };
  for (;;) {
    const ids = await lockStudies(trx, scope, { ...options, ...(move.studyId && { id: move.studyId }) });
    if (ids.length === 0) return { studyIds: moved, heldCount };
    for (const id of ids) {
      const study = await selectStudy(trx, scope, options.personId, id);
      if (study === undefined) continue;
      const ending = await moveStudy(deps, trx, scope, { ...move, study });
      moved.push(ending.studyId);
      heldCount += ending.heldCount;
    }
  }
}

async function moveStudy(
  deps: MoveDeps,
  trx: Db,
  scope: RealmScope,
  move: StudyMove & { study: StudiesTable },
): Promise<{ studyId: string; heldCount: number }> {
  const { study, toRecord } = move;
  const personId = toRecord.person_id;
  const { study_instance_uid: studyInstanceUid, availability } = study;
  const twin =
    availability === 'dicom' && studyInstanceUid !== null
      ? await lockDicomStudy(trx, scope, { personId, studyInstanceUid })
      : undefined;
  if (twin !== undefined) return combine(deps, trx, scope, { ...move, twin });
  const changes = { person_id: personId, updated_at: deps.clock.now() };
  await updateStudyColumns(trx, scope, study.id, changes);
  return { studyId: study.id, heldCount: 0 };
}

async function combine(
  deps: MoveDeps,
  trx: Db,
  scope: RealmScope,
  { study, twin, fromRecord, toRecord }: StudyMove & { study: StudiesTable; twin: StudiesTable },
): Promise<{ studyId: string; heldCount: number }> {
  const now = deps.clock.now();
  await combineInIndex(trx, deps, scope, { fromStudyId: study.id, intoStudyId: twin.id });
  const heldCount = await combineContents(trx, deps, scope, {
    fromStudyId: study.id,
    intoStudyId: twin.id,
    studyInstanceUid: study.study_instance_uid ?? '',
    patientId: toRecord.id,
    held: { identity: sha256(fromRecord.id), facts: JSON.stringify(heldFactsOf(fromRecord, study)) },
  });
  // What is held now may have been all of its series.
  await removeContentsFromIndex(trx, scope, twin.id);
  await recountSeries(trx, scope, twin.id);
  const series = await selectSeriesOfStudies(trx, scope, [twin.id]);
  const instanceCount = series.reduce((sum, one) => sum + one.instance_count, 0);
  await deps.moveUploadsOfStudy(trx, scope, { fromStudyId: study.id, toStudyId: twin.id });
  await deps.moveReportsOfStudy(trx, scope, { fromStudyId: study.id, toStudyId: twin.id });
  await deleteStudies(trx, scope, [study.id]);
  await updateStudyColumns(trx, scope, twin.id, {
    ...descriptionGaps(twin, study),
    notes: joinNotes(twin.notes, study.notes),
    series_count: series.length,
    instance_count: instanceCount,
    modalities: joinModalities(series.flatMap(({ modality }) => modality ?? [])),
    status: instanceCount > 0 ? 'receiving' : twin.status,
    last_received_at: instanceCount > 0 ? now : twin.last_received_at,
    updated_at: now,
  });
  await deps.announceContents(trx, scope, twin.id);
  return { studyId: twin.id, heldCount };
}

/** What stands where notes were cut. */
const cutSign = ' […]';

/** The notes of both: those of the study that stays as they are, and of the other's what there is room for behind them. */
function joinNotes(kept: string | null, other: string | null): string | null {
  const texts = [kept, other].filter((text) => text !== null && text !== '');
  const joined = texts.join('\n\n');
  // The limit counts code points: none of them is cut in two.
  const characters = [...joined];
  if (characters.length <= studyNotesCharactersMax) return joined || null;
  const cut = characters.slice(0, studyNotesCharactersMax - cutSign.length).join('') + cutSign;
  return cut.startsWith(kept ?? '') ? cut : kept;
}

function heldFactsOf(record: PatientsTable, study: StudiesTable): HeldFacts {
  return {
    given_names: record.given_names ?? '',
    family_name: record.family_name ?? '',
    date_of_birth: record.date_of_birth,
    sex: record.sex,
    identifier: null,
    study_description: study.study_description,
    study_date: study.study_date,
    accession_no: study.accession_no,
    institution_name: study.institution_name,
    modality: splitModalities(study.modalities)[0] ?? null,
  };
}
