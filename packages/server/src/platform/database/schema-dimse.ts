// The tables of what goes on with DIMSE peers. Types alone.
import type { Flag } from './schema.ts';

/** DIMSE application entities that may open associations with a realm, or be called by it. */
export interface PeersTable {
  id: string;
  realm_id: string;
  /** The calling application entity title: unique in the realm. */
  ae_title: string;
  host: string | null;
  port: number | null;
  /** JSON array of rights. */
  rights: string;
  /** Calls to the peer go over TLS. */
  tls: Flag;
  /** The case that gets what the peer stores; it may be gone, and then nothing is taken. */
  case_id: string | null;
  created_at: string;
  updated_at: string;
}

/** Studies on their way to a DIMSE peer. */
export interface TransfersTable {
  id: string;
  realm_id: string;
  ae_title: string;
  study_id: string;
  /** One series of the study; null for all of it. */
  series_instance_uid: string | null;
  state: 'waiting' | 'sending' | 'complete' | 'failed' | 'cancelled';
  reason: string | null;
  instance_count: number;
  completed_count: number;
  warning_count: number;
  failed_count: number;
  /** JSON array of the first SOP Instance UIDs that the peer did not take. */
  failed_uids: string;
  /** The id of the last instance that was told; instances go in the order of their ids. Empty before the first. */
  sent_through: string;
  created_at: string;
  updated_at: string;
}

/** Questions of DIMSE peers whether instances are safe. */
export interface CommitmentsTable {
  id: string;
  realm_id: string;
  /** Of the peer that asks. */
  ae_title: string;
  transaction_uid: string;
  /** JSON array of the instances that it asks about. */
  instances: string;
  created_at: string;
}
