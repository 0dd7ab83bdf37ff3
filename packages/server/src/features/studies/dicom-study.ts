// The study that arriving images belong to: found, or made when they are its first.
import { parseDay } from '@lumenbox/contract';
import { foldText } from '@lumenbox/dicom';
import type { RealmScope } from '../../access/index.ts';
import type { Audit, Origin } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Db, StudiesTable } from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { newId } from '../../platform/ids.ts';
import { insertStudy, lockDicomStudy, updateStudyColumns } from './studies.store.ts';

/** The columns of a study that its images tell. */
const imagedColumns = [
  'study_description',
  'study_date',
  'study_time',
  'accession_no',
  'institution_name',
  'referring_physician_name',
] as const;
/** What images tell of their study; `study_date` as `YYYY-MM-DD` where it is a date. */
export type ImagedStudyFields = { [Column in (typeof imagedColumns)[number]]: string | null };

/** Somebody deletes the study between two looks; more often than this in a row is a fault. */
const attemptsMax = 5;

/** A study as it was when its images arrived; locked until the transaction ends. */
export type ImagedStudy = Pick<StudiesTable, 'id' | 'modalities' | 'status' | 'last_received_at'> & {
  readonly isNew: boolean;
};

/**
 * The person's study of a uid, made when it is not there. What somebody wrote into it before its images came stays;
 * what is empty is filled from the images. The caller's transaction must hold the person (its foreign key does).
 */
export async function ensureDicomStudy(
  deps: { audit: Pick<Audit, 'record'>; clock: Clock },
  trx: Db,
  scope: RealmScope,
  origin: Origin,
  study: { personId: string; studyInstanceUid: string; fields: ImagedStudyFields },
): Promise<ImagedStudy> {
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const known = await lockDicomStudy(trx, scope, study);
    if (known !== undefined) {
      await fillEmpty(deps, trx, scope, known, study.fields);
      return { ...known, isNew: false };
    }
    const now = deps.clock.now();
    const row: StudiesTable = {
      ...newDicomStudy(scope, study),
      ...study.fields,
      study_day: studyDayOf(study.fields.study_date),
      sort_description: sortDescriptionOf(study.fields.study_description),
      created_at: now,
      updated_at: now,
    };
    if (!(await insertStudy(trx, scope, row))) continue;
    await deps.audit.record(trx, origin, {
      event: 'study.created',
      object: { type: 'study', id: row.id },
      details: { by: 'images' },
    });
    return { ...row, isNew: true };
  }
  throw failure.unavailable('The study is being changed. Try again.');
}

function newDicomStudy(scope: RealmScope, study: { personId: string; studyInstanceUid: string }) {
  return {
    id: newId(),
    realm_id: scope.realmId,
    person_id: study.personId,
    study_instance_uid: study.studyInstanceUid,
    availability: 'dicom',
    status: 'pending',
    notes: null,
    modalities: '',
    series_count: 0,
    instance_count: 0,
    last_received_at: null,
  } as const;
}

async function fillEmpty(
  deps: { clock: Clock },
  trx: Db,
  scope: RealmScope,
  known: StudiesTable,
  fields: ImagedStudyFields,
): Promise<void> {
  const filled = descriptionGaps(known, fields);
  if (Object.keys(filled).length === 0) return;
  await updateStudyColumns(trx, scope, known.id, { ...filled, updated_at: deps.clock.now() });
}

/** The columns that are empty in a study and can be filled, with what follows from them. */
export function descriptionGaps(known: ImagedStudyFields, fields: ImagedStudyFields): Partial<StudiesTable> {
  const missing = imagedColumns.filter((column) => known[column] === null && fields[column] !== null);
  const filled: Partial<StudiesTable> = Object.fromEntries(missing.map((column) => [column, fields[column]]));
  if (filled.study_date !== undefined) filled.study_day = studyDayOf(filled.study_date);
  if (filled.study_description !== undefined)
    filled.sort_description = sortDescriptionOf(filled.study_description);
  return filled;
}

/** The day of a free text that holds a date: `YYYY-MM-DD`, or null. */
export function studyDayOf(studyDate: string | null): string | null {
  return studyDate === null ? null : (parseDay(studyDate) ?? null);
}

/** A description as it sorts. */
export function sortDescriptionOf(description: string | null): string | null {
  return description === null ? null : foldText(description);
}
