// The tables of reports, as their columns' TypeScript types.

/** A report of a study; what it says, its versions say. */
export interface ReportsTable {
  id: string;
  realm_id: string;
  study_id: string;
  /** The newest one. */
  version: number;
  created_at: string;
  updated_at: string;
}

/** What a report was from one change to the next. */
export interface ReportVersionsTable {
  report_id: string;
  version: number;
  realm_id: string;
  status: 'draft' | 'final' | 'amended';
  title: string;
  type: string;
  /** `YYYY-MM-DD`. */
  day: string | null;
  author: string | null;
  /** Markdown without HTML. */
  body: string | null;
  /** Its PDF, among the files of the study's reports. */
  file_id: string | null;
  /** Why it was amended. */
  reason: string | null;
  /** Who made it, and who signed it, by name. */
  written_by: string | null;
  signed_by: string | null;
  signed_at: string | null;
  created_at: string;
}

/** A file of a study's reports, as an object. */
export interface ReportFilesTable {
  id: string;
  realm_id: string;
  study_id: string;
  object_key: string;
  size_bytes: number;
  sha256: string;
  created_at: string;
}
