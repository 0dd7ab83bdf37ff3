// What an instance says of its study, its series and itself, as the index keeps it: columns to find by, DICOM JSON to tell. Pure.
import {
  type DataElement,
  type DataSet,
  type DicomJson,
  firstNumber,
  firstString,
  foldText,
  formatTag,
  lookupTag,
  sequence,
  stringifyDicomJson,
  stringValues,
  type Tag,
  tags,
  toDicomJson,
} from '@lumenbox/dicom';
import type { SearchSeriesTable, SearchStudiesTable } from '../../platform/database/index.ts';
import { toPieces } from './answer-pieces.ts';
import { frameTexts } from './framed-texts.ts';
import { type ToldAttributes, toldOfInstance, toldOfSeries, toldOfStudy } from './told-attributes.ts';

/** A study as an instance describes it. */
export type StudyDescription = Omit<SearchStudiesTable, 'number' | 'id' | 'realm_id'>;
/** A series as an instance describes it. */
export type SeriesDescription = Omit<SearchSeriesTable, 'id' | 'realm_id' | 'study_id'>;

/** Longer values are told by nobody's list of studies; a bound on what a row takes. */
const valueBytesMax = 16 * 1024;
/** What a column takes: DICOM's longest one-line texts are 64 characters in most VRs, and a name's groups the same. */
const columnCharactersMax = 1024;
/** Series without a number stand behind all others; a number of 32 bits. */
export const noSeriesNumber = 0x7fffffff;

/** What an instance says: of its study, of its series, and of itself beyond the columns of its row, as DICOM JSON. */
export interface InstanceDescription {
  readonly study: StudyDescription;
  readonly series: SeriesDescription;
  readonly attributes: string;
}

/** Describes an instance. */
export function describeInstance(dataSet: DataSet, sopClassUid: string): InstanceDescription {
  return {
    study: describeStudy(dataSet, sopClassUid),
    series: describeSeries(dataSet),
    attributes: stringifyDicomJson(jsonOf(dataSet, toldOfInstance.whenKnown, toldOfInstance.further)),
  };
}

function describeStudy(dataSet: DataSet, sopClassUid: string): StudyDescription {
  return {
    study_instance_uid: text(dataSet, tags.StudyInstanceUID),
    day: day(dataSet, tags.StudyDate),
    study_time: time(dataSet, tags.StudyTime),
    accession_number: text(dataSet, tags.AccessionNumber),
    patient_id: text(dataSet, tags.PatientID),
    issuer_of_patient_id: text(dataSet, tags.IssuerOfPatientID),
    patient_name: frameTexts(foldedNameGroups(firstString(dataSet, tags.PatientName) ?? '')),
    patient_birth_day: day(dataSet, tags.PatientBirthDate),
    patient_sex: text(dataSet, tags.PatientSex),
    referring_physician_name: frameTexts(
      foldedNameGroups(firstString(dataSet, tags.ReferringPhysicianName) ?? ''),
    ),
    study_identifier: text(dataSet, tags.StudyID),
    study_description: text(dataSet, tags.StudyDescription),
    modalities: joinSet([text(dataSet, tags.Modality)]),
    sop_classes: joinSet([sopClassUid]),
    ...toldJson(dataSet, toldOfStudy),
  };
}

function describeSeries(dataSet: DataSet): SeriesDescription {
  const number = firstNumber(dataSet, tags.SeriesNumber);
  const isNumber = number !== undefined && Number.isInteger(number) && Math.abs(number) < noSeriesNumber;
  const requests = sequence(dataSet, tags.RequestAttributesSequence);
  return {
    series_instance_uid: text(dataSet, tags.SeriesInstanceUID),
    series_number: isNumber ? number : noSeriesNumber,
    modality: text(dataSet, tags.Modality),
    series_description: text(dataSet, tags.SeriesDescription),
    body_part_examined: text(dataSet, tags.BodyPartExamined),
    protocol_name: text(dataSet, tags.ProtocolName),
    station_name: text(dataSet, tags.StationName),
    institution_name: text(dataSet, tags.InstitutionName),
    performed_day: day(dataSet, tags.PerformedProcedureStepStartDate),
    performed_time: time(dataSet, tags.PerformedProcedureStepStartTime),
    scheduled_step_ids: frameTexts(requests.map((item) => text(item, tags.ScheduledProcedureStepID))),
    requested_procedure_ids: frameTexts(requests.map((item) => text(item, tags.RequestedProcedureID))),
    ...toldJson(dataSet, toldOfSeries),
  };
}

/** The groups of a person name as they are searched: folded, without the delimiters that nothing follows. */
export function foldedNameGroups(name: string): string[] {
  return name
    .split('=')
    .slice(0, 3)
    .map((group) =>
      foldText(
        clean(group)
          .replace(/[\s^]+$/, '')
          .replace(/\s*\^\s*/g, '^'),
      ),
    );
}

/** The members of a set as a column has it: each once and sorted, a backslash on either side of each. */
export function joinSet(members: readonly string[]): string {
  const distinct = [...new Set(members.filter((member) => member !== ''))].sort();
  return distinct.length === 0 ? '' : `\\${distinct.join('\\')}\\`;
}

/** The members in a set's column. */
export function splitSet(column: string): string[] {
  return column.split('\\').filter((member) => member !== '');
}

/** `YYYYMMDD` as a number, for the forms of today and of before 1993 (PS3.5 6.2); 0 for anything else. */
export function dayNumber(date: string): number {
  const match = /^(\d{4})\.?(\d{2})\.?(\d{2})$/.exec(date.trim());
  return match === null ? 0 : Number(`${match[1]}${match[2]}${match[3]}`);
}

function toldJson(dataSet: DataSet, told: ToldAttributes) {
  const always = jsonOf(dataSet, told.always, told.whenKnown);
  for (const tag of told.always) always[formatTag(tag)] ??= { vr: lookupTag(tag)?.vr ?? 'UN' };
  return {
    attributes: toPieces(always),
    further_attributes: stringifyDicomJson(jsonOf(dataSet, told.further)),
  };
}

/** The elements of these tags: each is looked up, since a header has more of others. */
function jsonOf(dataSet: DataSet, ...wanted: readonly ReadonlySet<Tag>[]): DicomJson {
  const elements = new Map<Tag, DataElement>();
  for (const tag of wanted.flatMap((some) => [...some])) {
    const element = dataSet.elements.get(tag);
    if (element !== undefined && element.length <= valueBytesMax) elements.set(tag, element);
  }
  return toDicomJson({ ...dataSet, elements });
}

function text(dataSet: DataSet, tag: Tag): string {
  return clean(firstString(dataSet, tag) ?? '');
}

/** Columns take no control characters: PostgreSQL refuses NUL, and the frames of lists are made of others. */
function clean(value: string): string {
  return value
    .replaceAll(/\p{Cc}+/gu, ' ')
    .trim()
    .slice(0, columnCharactersMax);
}

function day(dataSet: DataSet, tag: Tag): number {
  return dayNumber(stringValues(dataSet, tag)[0] ?? '');
}

/** `HHMMSS`, filled up with zeros; empty when it is no time. */
function time(dataSet: DataSet, tag: Tag): string {
  const digits = (stringValues(dataSet, tag)[0] ?? '').replaceAll(':', '').replace(/\..*$/, '');
  return /^\d{2}(\d{2}(\d{2})?)?$/.test(digits) ? digits.padEnd(6, '0') : '';
}
