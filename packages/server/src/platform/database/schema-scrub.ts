// The tables of reading objects again. Types alone.

/** How far the objects of a table that came in one month have been read again. */
export interface ScrubCursorsTable {
  /** `instances` or `held_instances`. */
  object_table: string;
  /** `YYYY-MM`. */
  month: string;
  /** The row behind which to go on; empty: from the first. */
  after_id: string;
  /** When some of them were last read. */
  checked_at: string;
}
/** Objects that are missing or damaged, as far as is known. */
export interface ObjectFaultsTable {
  object_key: string;
  realm_id: string;
  object_table: string;
  row_id: string;
  fault: string;
  found_at: string;
}
