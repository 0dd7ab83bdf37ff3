// The tables of uploads and of their parts, as their columns' TypeScript types. The others stand in schema.ts.
import type { Flag } from './schema.ts';

export interface UploadsTable {
  id: string;
  realm_id: string;
  patient_id: string | null;
  status: 'receiving' | 'processing' | 'complete' | 'failed';
  source: string;
  received: number;
  stored: number;
  duplicate: number;
  rejected: number;
  held: number;
  created_at: string;
  updated_at: string;
}
export interface UploadFilesTable {
  upload_id: string;
  position: number;
  realm_id: string;
  name: string;
  outcome: string;
  reason: string | null;
  sop_instance_uid: string | null;
  study_id: string | null;
}
export interface UploadStudiesTable {
  upload_id: string;
  study_id: string;
  realm_id: string;
}
/** What is under way of an upload that comes by resumable parts, until it is over and forgotten. */
export interface ResumableUploadsTable {
  /** The upload's. */
  id: string;
  realm_id: string;
  /** `user:` or `key:` and an id: nobody else finds it. */
  maker: string;
  /** What the client calls it, where several parts belong to it: unique for a maker. */
  client_key: string | null;
  /** The patient or case that was named. */
  patient_id: string | null;
  accept_mismatch: Flag;
  /** So many parts belong to it. */
  part_count: number;
  /** JSON of who began it, from where: the audit trail names them when it ends. */
  origin: string;
  /** `closing`: cancelled, and one part is still being taken in. */
  state: 'open' | 'closing' | 'ended';
  /** A job is there that takes its parts in, or will be. */
  has_job: Flag;
  expires_at: string;
  created_at: string;
}
/** Bytes on their way: one file, one zip or one form of an upload. */
export interface UploadPartsTable {
  id: string;
  realm_id: string;
  upload_id: string;
  /** Its place among the upload's parts, from 1. */
  number: number;
  size_bytes: number;
  /** How many bytes are durable: where the client goes on. */
  received_bytes: number;
  /** `whole`: all bytes are here, to be taken in. `received`: that is done, and the bytes are gone. */
  state: 'open' | 'whole' | 'received';
  /** The client has given it up; it knows it no more. */
  is_terminated: Flag;
  /** As the client sent it, which is told back. */
  metadata: string;
  name: string;
  media_type: string;
  /** Its bytes are for a case, and rest sealed. */
  is_sealed: Flag;
  /** The position of its first file among the upload's; null until it is being taken in. */
  first_position: number | null;
  created_at: string;
}
/** Bytes of a part that are durable, one object each. */
export interface PartPiecesTable {
  id: string;
  realm_id: string;
  part_id: string;
  start_bytes: number;
  size_bytes: number;
  sha256: string;
  object_key: string;
  /** What opens the object, where it is of an original for a case; gone with the row, as soon as the part is taken in. */
  seal: string | null;
  created_at: string;
}
