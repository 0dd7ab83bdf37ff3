// The tables of objects and of what is held, as their columns' TypeScript types: metadata, small objects, what is to be removed, the inbox.
/** The metadata of a series, in a compressed document of the object store. */
export interface SeriesMetadataTable {
  series_id: string;
  realm_id: string;
  /** Of the instances that the document tells of: another one, and it is stale. */
  fingerprint: string;
  /** What the addresses in the document begin with. */
  base_url: string;
  object_key: string;
  size_bytes: number;
  /** Bytes of the text, and its CRC-32. */
  text_bytes: number;
  text_crc: number;
  created_at: string;
}
/** Objects that lie in the database. */
export interface SmallObjectsTable {
  object_key: string;
  size_bytes: number;
  bytes: Uint8Array;
}
/** Objects whose rows are gone, or which are about to be written: what the sweep removes. */
export interface DoomedObjectsTable {
  object_key: string;
  realm_id: string;
  /** Not removed before: the moment of the doom, or a later one where somebody may be reading still. */
  created_at: string;
}
/** Backups under way: while one runs no object is removed, because its row may be in the copy. */
export interface ArchiveHoldsTable {
  id: string;
  held_until: string;
}
/** What is held of one study, as one decision: for one patient that was named, of one person that its images name. */
export interface HeldStudiesTable {
  id: string;
  realm_id: string;
  /** The patient that was named, if any. */
  patient_id: string | null;
  study_instance_uid: string;
  /** Tells apart who the images say they are of, without saying it. */
  identity: string;
  reason: string;
  /** What the first of its images says of patient and study, as JSON. */
  facts: string;
  instance_count: number;
  size_bytes: number;
  state: 'waiting' | 'assigning';
  created_at: string;
  updated_at: string;
}
export interface HeldInstancesTable {
  id: string;
  realm_id: string;
  upload_id: string | null;
  /** The patient that was named, if any. */
  patient_id: string | null;
  sop_instance_uid: string;
  study_instance_uid: string;
  reason: string;
  object_key: string;
  size_bytes: number;
  sha256: string;
  created_at: string;
  /** Null in no row: every release from the one on that made this column fills it. */
  held_study_id: string | null;
}
