// The tables that lists and searches are answered from, as their columns' TypeScript types: kept by stores and triggers, made anew from the others.
import type { Generated } from 'kysely';

/** Ranked lists: how many rows stand between two keys of an order, so that any page is found without counting. */
export interface ListBlocksTable {
  realm_id: string;
  list: string;
  /** The block begins with this value and id; both are empty in a list's first block. */
  lower_value: string;
  lower_id: string;
  row_count: number;
}
/** What is known of a ranked list as a whole. */
export interface RankedListsTable {
  realm_id: string;
  list: string;
  row_count: number;
  /** Another one after every change of the list's blocks, and none twice: the blocks of a version never change. */
  version: string;
}

/** What queries find studies by. Texts are empty where the study says nothing, days are numbers `YYYYMMDD` or 0. */
export interface SearchStudiesTable {
  number: Generated<number>;
  id: string;
  realm_id: string;
  study_instance_uid: string;
  /** Of the study date. */
  day: number;
  /** `HHMMSS` */
  study_time: string;
  accession_number: string;
  patient_id: string;
  issuer_of_patient_id: string;
  /** The groups of the name, folded, in a frame that tells them apart. */
  patient_name: string;
  patient_birth_day: number;
  patient_sex: string;
  referring_physician_name: string;
  /** Study ID (0020,0010). */
  study_identifier: string;
  study_description: string;
  /** Separated by backslashes, one at either end: `\\CT\\SR\\`. */
  modalities: string;
  /** SOP Class UIDs, like modalities. */
  sop_classes: string;
  /** DICOM JSON of what every answer tells. */
  attributes: string;
  /** DICOM JSON of what is told when it is asked for. */
  further_attributes: string;
}
/** What queries find series by, in the same forms. */
export interface SearchSeriesTable {
  id: string;
  realm_id: string;
  study_id: string;
  series_instance_uid: string;
  /** Beyond every number of a file when it has none: such series come last. */
  series_number: number;
  modality: string;
  series_description: string;
  body_part_examined: string;
  protocol_name: string;
  station_name: string;
  institution_name: string;
  performed_day: number;
  performed_time: string;
  scheduled_step_ids: string;
  requested_procedure_ids: string;
  attributes: string;
  further_attributes: string;
}
/** A value that studies share: a name's group, a description, a modality. */
export interface SearchTermsTable {
  number: Generated<number>;
  id: string;
  realm_id: string;
  attribute: string;
  search_text: string;
}
/** Which studies have a value, in the order of answers. */
export interface SearchPostingsTable {
  term_number: number;
  day: number;
  study_number: number;
}
/** How many studies a realm has of a day: finds any page of all of them without counting. */
export interface SearchDaysTable {
  realm_id: string;
  day: number;
  study_count: number;
}
/** The number that a realm has in the worklist. A trigger gives it; nobody else writes it. */
export interface WorklistRealmsTable {
  number: Generated<number>;
  realm_id: string;
}
/** A study in the orders of the worklist. Triggers keep it; nobody else writes it. */
export interface WorklistStudiesTable {
  number: Generated<number>;
  study_id: string;
  realm_number: number;
  /** `YYYYMMDD`; 0 when the study has no day. */
  day: number;
  received_at: string;
  sort_name: string;
}
/** What a study of the worklist is found by. Triggers keep it; nobody else writes it. */
export interface WorklistTermsTable {
  realm_number: number;
  term: string;
  day: number;
  study_number: number;
}

/** A view of the worklist that somebody saved. */
export interface WorklistViewsTable {
  id: string;
  realm_id: string;
  user_id: string;
  name: string;
  /** Everybody in the realm may use it. */
  shared: 0 | 1;
  /** JSON: filters, order, columns, density. */
  state: string;
  created_at: string;
  updated_at: string;
}
