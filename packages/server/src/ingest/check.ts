// Second step: is this an instance that can be kept? And if so, what does it say of itself? Pure.
import {
  type DataSet,
  DicomError,
  firstNumber,
  firstString,
  frameCount,
  type HeaderResult,
  mediaStorageDirectoryUid,
  type PixelDataScan,
  tags,
} from '@lumenbox/dicom';
import type { SeriesFacts } from '../archive/index.ts';
import type { ImagedStudyFields } from '../features/studies/index.ts';
import { ignored, type Refusal, type RejectReason, rejected } from './outcome.ts';
import type { Spooled } from './spool.ts';
import { personNameText, readPatient, type StatedPatient } from './stated-patient.ts';

/** A sound instance in the words of the index. */
export interface CheckedInstance {
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly studyInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly instanceNumber: number | null;
  readonly frameCount: number;
  readonly rows: number | null;
  readonly columns: number | null;
  readonly modality: string | null;
  readonly study: ImagedStudyFields;
  readonly series: SeriesFacts;
  /** Whom the instance says it is of. */
  readonly patient: StatedPatient;
  readonly header: HeaderResult;
  readonly pixels: PixelDataScan;
}

/** Components of digits (PS3.5 9.1). Leading zeros are wrong and common: they still identify. */
const uidPattern = /^\d+(\.\d+)*$/;
const uidCharactersMax = 64;
/** What the columns of a study and a series take. */
const textCharactersMax = 255;

/** Checks an instance. What nobody called DICOM, and is not, is no broken instance but none of ours. */
export function checkInstance(
  { content }: Pick<Spooled, 'content'>,
  options: { isExpected: boolean },
): CheckedInstance | Refusal {
  if (content === 'too-large') return rejected('too-large');
  if (content instanceof DicomError)
    return content.reason === 'not-dicom' && !options.isExpected
      ? ignored('not-dicom')
      : rejected(content.reason);
  const { header, pixels } = content;
  const { dataSet, meta } = header;
  const uidOf = (tag: number) => firstString(dataSet, tag) ?? null;
  const sopInstanceUid = uidOf(tags.SOPInstanceUID);
  const sopClassUid = uidOf(tags.SOPClassUID) ?? firstString(meta, tags.MediaStorageSOPClassUID) ?? null;
  if (sopClassUid === mediaStorageDirectoryUid) return ignored('dicomdir');
  const studyInstanceUid = uidOf(tags.StudyInstanceUID);
  const seriesInstanceUid = uidOf(tags.SeriesInstanceUID);
  const refused = (reason: RejectReason) =>
    rejected(reason, uidOrNull(sopInstanceUid), uidOrNull(sopClassUid) ?? undefined);
  if (sopInstanceUid === null || studyInstanceUid === null || seriesInstanceUid === null)
    return refused('missing-uid');
  if (![sopInstanceUid, studyInstanceUid, seriesInstanceUid, sopClassUid ?? '1'].every(isUid))
    return refused('bad-uid');
  if (sopClassUid === null) return refused('missing-sop-class');
  // It could be handed on under a wrong name alone.
  if (header.warnings.some(({ name }) => name === 'transfer-syntax-nameless'))
    return refused('bad-transfer-syntax');
  const problem = problemOf(pixels);
  if (problem !== undefined) return refused(problem);
  const modality = text(dataSet, tags.Modality);
  return {
    sopInstanceUid,
    sopClassUid,
    studyInstanceUid,
    transferSyntaxUid: header.transferSyntaxUid,
    instanceNumber: integer(dataSet, tags.InstanceNumber),
    frameCount: frameCount(dataSet),
    rows: integer(dataSet, tags.Rows),
    columns: integer(dataSet, tags.Columns),
    modality,
    study: studyFields(dataSet),
    series: {
      series_instance_uid: seriesInstanceUid,
      series_number: integer(dataSet, tags.SeriesNumber),
      series_description: text(dataSet, tags.SeriesDescription),
      modality,
      body_part_examined: text(dataSet, tags.BodyPartExamined),
    },
    patient: readPatient(dataSet),
    header,
    pixels,
  };
}

function uidOrNull(uid: string | null): string | null {
  return uid !== null && isUid(uid) ? uid : null;
}

function isUid(uid: string): boolean {
  return uid.length <= uidCharactersMax && uidPattern.test(uid);
}

/** Frames that cannot be told apart are whole all the same: whoever decodes them may know better. */
function problemOf(pixels: PixelDataScan) {
  const reason = pixels.problem?.reason ?? (pixels.complete ? undefined : 'truncated');
  return reason === 'frames-unclear' ? undefined : reason;
}

function studyFields(dataSet: DataSet): ImagedStudyFields {
  const referrer = firstString(dataSet, tags.ReferringPhysicianName);
  return {
    study_description: text(dataSet, tags.StudyDescription),
    study_date: dateText(firstString(dataSet, tags.StudyDate)),
    study_time: text(dataSet, tags.StudyTime),
    accession_no: text(dataSet, tags.AccessionNumber),
    institution_name: text(dataSet, tags.InstitutionName),
    referring_physician_name: referrer === undefined ? null : cut(personNameText(referrer)),
  };
}

/** `YYYY-MM-DD` for the DICOM forms, today's and that before 1993 (PS3.5 6.2); other text as it is. */
function dateText(value: string | undefined): string | null {
  if (value === undefined) return null;
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(value);
  return cut(match === null ? value : `${match[1]}-${match[2]}-${match[3]}`);
}

function text(dataSet: DataSet, tag: number): string | null {
  return cut(firstString(dataSet, tag) ?? '');
}

/** Columns take no NUL and no more characters than the API gives back; empty is null. */
function cut(value: string): string | null {
  const clean = value.replaceAll('\0', '').trim();
  if (clean === '') return null;
  return clean.length <= textCharactersMax ? clean : [...clean].slice(0, textCharactersMax).join('');
}

/** 32 bit: what an integer column takes on both databases, and all that IS and US can say. */
function integer(dataSet: DataSet, tag: number): number | null {
  const value = firstNumber(dataSet, tag);
  if (value === undefined || !Number.isInteger(value)) return null;
  return Math.abs(value) <= 0x7fffffff ? value : null;
}
