// Over 300 lines: a table after the other, and every store finds all of them at one place.
// Every table as its columns' TypeScript types. Both dialects give the same values: times, dates and JSON are text, flags 0 or 1.

import type { ChangesTable } from './schema-changes.ts';
import type {
  CaseProfilesTable,
  DeidentificationProfilesTable,
  DeidentificationProfileVersionsTable,
  DeidentifiedInstancesTable,
  RealmSecretsTable,
  ReviewItemsTable,
} from './schema-deidentification.ts';
import type { CommitmentsTable, PeersTable, TransfersTable } from './schema-dimse.ts';
import type {
  ArchiveHoldsTable,
  DoomedObjectsTable,
  HeldInstancesTable,
  HeldStudiesTable,
  SeriesMetadataTable,
  SmallObjectsTable,
} from './schema-objects.ts';
import type { ReportFilesTable, ReportsTable, ReportVersionsTable } from './schema-reports.ts';
import type { ObjectFaultsTable, ScrubCursorsTable } from './schema-scrub.ts';
import type {
  ListBlocksTable,
  RankedListsTable,
  SearchDaysTable,
  SearchPostingsTable,
  SearchSeriesTable,
  SearchStudiesTable,
  SearchTermsTable,
  WorklistRealmsTable,
  WorklistStudiesTable,
  WorklistTermsTable,
  WorklistViewsTable,
} from './schema-search.ts';
import type {
  PartPiecesTable,
  ResumableUploadsTable,
  UploadFilesTable,
  UploadPartsTable,
  UploadStudiesTable,
  UploadsTable,
} from './schema-uploads.ts';

export type * from './schema-deidentification.ts';
export type * from './schema-dimse.ts';
export type * from './schema-objects.ts';
export type * from './schema-reports.ts';
export type * from './schema-scrub.ts';
export type * from './schema-search.ts';
export type * from './schema-uploads.ts';

/** 0 or 1. */
export type Flag = 0 | 1;

export interface UsersTable {
  id: string;
  email: string;
  /** The email in lower case: unique. */
  email_key: string;
  name: string;
  password_hash: string;
  /** Where the next session begins; null: in the team that was joined first. */
  current_team_id: string | null;
  created_at: string;
  updated_at: string;
}
/** Failed tries of a password or a code, also for accounts that do not exist: lock-out must not tell which do. */
export interface SignInAttemptsTable {
  /** A hash of what was tried: people type passwords into the field of the email. */
  subject: string;
  failures: number;
  last_failed_at: string;
  locked_until: string | null;
}
export interface RealmsTable {
  id: string;
  name: string;
  /** The called application entity title of DIMSE: unique over the installation. */
  ae_title: string | null;
  /** JSON of the realm's settings. */
  settings: string;
  created_at: string;
  updated_at: string;
}
/** What a realm holds, in parts that are to be summed. */
export interface RealmUsageTable {
  realm_id: string;
  shard: number;
  study_count: number;
  series_count: number;
  instance_count: number;
  object_bytes: number;
}
export interface TeamsTable {
  id: string;
  realm_id: string;
  name: string;
  created_at: string;
  updated_at: string;
}
export interface MembershipsTable {
  team_id: string;
  user_id: string;
  role: string;
  created_at: string;
}
export interface InvitationsTable {
  id: string;
  team_id: string;
  code_hash: string;
  email: string | null;
  role: string;
  created_by: string;
  expires_at: string;
  accepted_at: string | null;
  created_at: string;
}
export interface SessionsTable {
  id: string;
  token_hash: string;
  user_id: string;
  /** The team in which the session acts. */
  team_id: string;
  created_at: string;
  last_seen_at: string;
  expires_at: string;
}
export interface ApiKeysTable {
  id: string;
  realm_id: string;
  team_id: string;
  user_id: string;
  name: string;
  key_hash: string;
  hint: string;
  /** JSON array of scopes. */
  scopes: string;
  expires_at: string | null;
  revoked_at: string | null;
  created_at: string;
}
/** When a key was last used: apart from the key, because every process writes it and none may block the other. */
export interface ApiKeyUsesTable {
  api_key_id: string;
  last_used_at: string;
}
/** Facts about the installation as a whole: the setup code's hash. */
export interface InstallationTable {
  key: string;
  value: string;
}

export interface PersonsTable {
  id: string;
  realm_id: string;
  created_at: string;
}
export interface PatientsTable {
  id: string;
  realm_id: string;
  person_id: string;
  kind: 'patient' | 'case';
  label: string | null;
  given_names: string | null;
  family_name: string | null;
  date_of_birth: string | null;
  sex: string | null;
  /** JSON of the address, or null. */
  address: string | null;
  archived: Flag;
  /** Folded family name and given names, or folded label: the order of the name. */
  sort_name: string;
  /** Folded names and identifiers, or folded label: what search looks in. */
  search_text: string;
  created_at: string;
  updated_at: string;
}
export interface PatientIdentifiersTable {
  id: string;
  realm_id: string;
  patient_id: string;
  value: string;
  /** Empty when unknown: a null would not be unique. */
  issuer: string;
  type: string | null;
  created_at: string;
}

export interface StudiesTable {
  id: string;
  realm_id: string;
  person_id: string;
  study_instance_uid: string | null;
  availability: 'record' | 'digital' | 'dicom';
  status: 'pending' | 'receiving' | 'viewable' | 'failed';
  study_description: string | null;
  /** As it was sent, or `YYYY-MM-DD` from images. */
  study_date: string | null;
  study_time: string | null;
  /** `YYYY-MM-DD` when `study_date` holds one: serves filters and order. */
  study_day: string | null;
  /** The description, folded: serves its order. */
  sort_description: string | null;
  accession_no: string | null;
  institution_name: string | null;
  referring_physician_name: string | null;
  notes: string | null;
  /** Sorted and separated by backslashes, one at either end: `\CT\SR\`; empty for none. */
  modalities: string;
  series_count: number | null;
  instance_count: number | null;
  /** When the last image came, for the job that says "viewable". */
  last_received_at: string | null;
  created_at: string;
  updated_at: string;
}
export interface SeriesTable {
  id: string;
  realm_id: string;
  study_id: string;
  series_instance_uid: string;
  series_number: number | null;
  series_description: string | null;
  modality: string | null;
  body_part_examined: string | null;
  instance_count: number;
  created_at: string;
}
export interface InstancesTable {
  id: string;
  realm_id: string;
  study_id: string;
  series_id: string;
  sop_instance_uid: string;
  sop_class_uid: string;
  transfer_syntax_uid: string;
  instance_number: number | null;
  number_of_frames: number;
  rows: number | null;
  columns: number | null;
  object_key: string;
  size_bytes: number;
  /** Of the bytes as received. */
  sha256: string;
  /** Position of the data set and of the pixel data in the object, and of its frames, as JSON. */
  layout: string;
  created_at: string;
  /** DICOM JSON of what queries tell of an instance beyond the columns; null until it has been read from its object. */
  attributes: string | null;
}
export interface JobsTable {
  id: string;
  kind: string;
  version: number;
  /** JSON; ids only, never data. */
  payload: string;
  /** One waiting job a key: enqueuing it again changes nothing. */
  unique_key: string | null;
  state: 'waiting' | 'running' | 'dead';
  run_at: string;
  attempts: number;
  leased_until: string | null;
  lease: string | null;
  last_error: string | null;
  created_at: string;
}
export interface AuditEventsTable {
  id: string;
  realm_id: string | null;
  event: string;
  occurred_at: string;
  actor_type: string;
  actor_id: string | null;
  actor_name: string | null;
  token_id: string | null;
  object_type: string | null;
  object_id: string | null;
  ip: string | null;
  protocol: string;
  request_id: string | null;
  details: string;
}
export interface Schema {
  users: UsersTable;
  sign_in_attempts: SignInAttemptsTable;
  realms: RealmsTable;
  realm_usage: RealmUsageTable;
  teams: TeamsTable;
  memberships: MembershipsTable;
  invitations: InvitationsTable;
  sessions: SessionsTable;
  api_keys: ApiKeysTable;
  api_key_uses: ApiKeyUsesTable;
  installation: InstallationTable;
  worklist_views: WorklistViewsTable;
  peers: PeersTable;
  transfers: TransfersTable;
  commitments: CommitmentsTable;
  realm_secrets: RealmSecretsTable;
  case_profiles: CaseProfilesTable;
  deidentified_instances: DeidentifiedInstancesTable;
  review_items: ReviewItemsTable;
  deidentification_profiles: DeidentificationProfilesTable;
  deidentification_profile_versions: DeidentificationProfileVersionsTable;
  persons: PersonsTable;
  patients: PatientsTable;
  patient_identifiers: PatientIdentifiersTable;
  studies: StudiesTable;
  series: SeriesTable;
  instances: InstancesTable;
  series_metadata: SeriesMetadataTable;
  small_objects: SmallObjectsTable;
  doomed_objects: DoomedObjectsTable;
  archive_holds: ArchiveHoldsTable;
  changes: ChangesTable;
  scrub_cursors: ScrubCursorsTable;
  object_faults: ObjectFaultsTable;
  held_studies: HeldStudiesTable;
  held_instances: HeldInstancesTable;
  uploads: UploadsTable;
  upload_files: UploadFilesTable;
  upload_studies: UploadStudiesTable;
  resumable_uploads: ResumableUploadsTable;
  upload_parts: UploadPartsTable;
  part_pieces: PartPiecesTable;
  reports: ReportsTable;
  report_versions: ReportVersionsTable;
  report_files: ReportFilesTable;
  jobs: JobsTable;
  audit_events: AuditEventsTable;
  list_blocks: ListBlocksTable;
  ranked_lists: RankedListsTable;
  search_studies: SearchStudiesTable;
  search_series: SearchSeriesTable;
  search_terms: SearchTermsTable;
  search_postings: SearchPostingsTable;
  search_days: SearchDaysTable;
  worklist_realms: WorklistRealmsTable;
  worklist_studies: WorklistStudiesTable;
  worklist_terms: WorklistTermsTable;
}
