// Which attributes queries may give conditions on, and where their values are. A table; nothing is searched here.
import { formatTag, type Keyword, type Tag, tags } from '@lumenbox/dicom';
import type { TermAttribute } from './search-terms.store.ts';

/** The levels of the information models (PS3.4 C.6.1.1); the patient's attributes are kept with the study's. */
export const searchLevels = ['patient', 'study', 'series', 'instance'] as const;
/** A level of a query. */
export type SearchLevel = (typeof searchLevels)[number];

/** How the values of a column are held against a condition. */
export type ColumnForm =
  /** A UID. */
  | 'uid'
  /** A text, compared as it is (PS3.4 C.2.2.2.1). */
  | 'text'
  /** Texts in a frame, compared one by one. */
  | 'framed'
  /** A name's folded groups in a frame. */
  | 'name'
  /** A set, separated by backslashes. */
  | 'set'
  /** A number `YYYYMMDD`, 0 for none. */
  | 'day'
  /** `HHMMSS`, empty for none. */
  | 'time'
  /** An integer. */
  | 'integer';

/** An attribute that conditions may name. */
export interface SearchableAttribute {
  /** Tags from the outermost sequence inwards. */
  readonly path: readonly Tag[];
  readonly keyword: string;
  /** Whose attribute it is: conditions of a level may name it and those of the levels above. */
  readonly level: SearchLevel;
  readonly form: ColumnForm;
  readonly table: 'search_studies' | 'search_series' | 'instances';
  readonly column: string;
  /** Of a time: the column of the date that it belongs to. */
  readonly dayColumn?: string;
  /** An index finds its exact values, and texts by their beginning. */
  readonly isIndexed?: boolean;
  /** Its values are terms. */
  readonly term?: TermAttribute;
}

type Entry = Omit<SearchableAttribute, 'path' | 'keyword' | 'level' | 'table'>;
const ofStudy = { level: 'study', table: 'search_studies' } as const;
const ofPatient = { level: 'patient', table: 'search_studies' } as const;
const ofSeries = { level: 'series', table: 'search_series' } as const;
const ofInstance = { level: 'instance', table: 'instances' } as const;

function attribute(
  keywords: Keyword | readonly Keyword[],
  place: Pick<SearchableAttribute, 'level' | 'table'>,
  entry: Entry,
): SearchableAttribute {
  const list = typeof keywords === 'string' ? [keywords] : keywords;
  return { path: list.map((keyword) => tags[keyword]), keyword: list.join('.'), ...place, ...entry };
}

/** Every attribute that conditions may name (PS3.18 Tables 10.6.1-2 to 10.6.1-5, PS3.4 C.6.1.1, and some more). */
export const searchableAttributes: readonly SearchableAttribute[] = [
  attribute('PatientName', ofPatient, { form: 'name', column: 'patient_name', term: 'patient_name' }),
  attribute('PatientID', ofPatient, { form: 'text', column: 'patient_id', isIndexed: true }),
  attribute('IssuerOfPatientID', ofPatient, { form: 'text', column: 'issuer_of_patient_id' }),
  attribute('PatientBirthDate', ofPatient, { form: 'day', column: 'patient_birth_day' }),
  attribute('PatientSex', ofPatient, { form: 'text', column: 'patient_sex' }),

  attribute('StudyInstanceUID', ofStudy, { form: 'uid', column: 'study_instance_uid', isIndexed: true }),
  attribute('StudyDate', ofStudy, { form: 'day', column: 'day' }),
  attribute('StudyTime', ofStudy, { form: 'time', column: 'study_time', dayColumn: 'day' }),
  attribute('AccessionNumber', ofStudy, { form: 'text', column: 'accession_number', isIndexed: true }),
  attribute('StudyID', ofStudy, { form: 'text', column: 'study_identifier', isIndexed: true }),
  attribute('StudyDescription', ofStudy, {
    form: 'text',
    column: 'study_description',
    term: 'study_description',
  }),
  attribute('ReferringPhysicianName', ofStudy, {
    form: 'name',
    column: 'referring_physician_name',
    term: 'referring_physician_name',
  }),
  attribute('ModalitiesInStudy', ofStudy, { form: 'set', column: 'modalities', term: 'modalities' }),
  attribute('SOPClassesInStudy', ofStudy, { form: 'set', column: 'sop_classes' }),

  attribute('SeriesInstanceUID', ofSeries, { form: 'uid', column: 'series_instance_uid', isIndexed: true }),
  attribute('Modality', ofSeries, { form: 'text', column: 'modality' }),
  attribute('SeriesNumber', ofSeries, { form: 'integer', column: 'series_number' }),
  attribute('SeriesDescription', ofSeries, { form: 'text', column: 'series_description' }),
  attribute('BodyPartExamined', ofSeries, { form: 'text', column: 'body_part_examined' }),
  attribute('ProtocolName', ofSeries, { form: 'text', column: 'protocol_name' }),
  attribute('StationName', ofSeries, { form: 'text', column: 'station_name' }),
  attribute('InstitutionName', ofSeries, { form: 'text', column: 'institution_name' }),
  attribute('PerformedProcedureStepStartDate', ofSeries, { form: 'day', column: 'performed_day' }),
  attribute('PerformedProcedureStepStartTime', ofSeries, {
    form: 'time',
    column: 'performed_time',
    dayColumn: 'performed_day',
  }),
  attribute(['RequestAttributesSequence', 'ScheduledProcedureStepID'], ofSeries, {
    form: 'framed',
    column: 'scheduled_step_ids',
  }),
  attribute(['RequestAttributesSequence', 'RequestedProcedureID'], ofSeries, {
    form: 'framed',
    column: 'requested_procedure_ids',
  }),

  attribute('SOPInstanceUID', ofInstance, { form: 'uid', column: 'sop_instance_uid', isIndexed: true }),
  attribute('SOPClassUID', ofInstance, { form: 'uid', column: 'sop_class_uid' }),
  attribute('InstanceNumber', ofInstance, { form: 'integer', column: 'instance_number' }),
  attribute('Rows', ofInstance, { form: 'integer', column: 'rows' }),
  attribute('Columns', ofInstance, { form: 'integer', column: 'columns' }),
  attribute('AvailableTransferSyntaxUID', ofInstance, { form: 'uid', column: 'transfer_syntax_uid' }),
];

const pathText = (path: readonly Tag[]) => path.map(formatTag).join('.');
const byPath = new Map(searchableAttributes.map((entry) => [pathText(entry.path), entry]));

/** The attribute of a path of tags; `undefined` when conditions on it are not supported. */
export function searchableAttribute(path: readonly Tag[]): SearchableAttribute | undefined {
  return byPath.get(pathText(path));
}

/** Whether a query of a level may give conditions on an attribute: on those of its level and of the levels above. */
export function isOfLevel({ level }: SearchableAttribute, queried: SearchLevel): boolean {
  return searchLevels.indexOf(level) <= searchLevels.indexOf(queried);
}
