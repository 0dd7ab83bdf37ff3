// The tables of de-identification: secrets of realms, what cases were begun with, what was done to instances. Types alone.

/** What a realm keeps to itself: pseudonyms and signatures come from it. */
export interface RealmSecretsTable {
  realm_id: string;
  /** 32 bytes in hexadecimal: the pseudonyms of all its cases come from them. */
  pseudonym_key: string;
  /** Ed25519, PKCS #8 in base64: receipts are signed with it. */
  signing_key: string;
  /** 32 bytes in hexadecimal: what the pseudonyms stand for is sealed with them; null until that is kept. */
  identity_key: string | null;
  created_at: string;
}

/** What a case was begun with, and keeps. */
export interface CaseProfilesTable {
  patient_id: string;
  realm_id: string;
  /** JSON of the profile. */
  profile: string;
  /** The name and identifier of the patient in its images. */
  label: string;
  created_at: string;
  /** The realm's own profile that it is a version of; null for a built-in one. */
  profile_id: string | null;
  profile_version: number | null;
}

/** A profile of a realm's own. */
export interface DeidentificationProfilesTable {
  id: string;
  realm_id: string;
  /** That of the newest version. */
  name: string;
  /** The newest one. */
  version: number;
  archived: 0 | 1;
  created_at: string;
  updated_at: string;
}

/** What an own profile was from one change to the next. */
export interface DeidentificationProfileVersionsTable {
  profile_id: string;
  version: number;
  realm_id: string;
  /** JSON of the engine's profile. */
  profile: string;
  /** Who made it, by name. */
  created_by: string | null;
  created_at: string;
}

/** What was done to an instance of a case: no identity, and no way back to one. */
export interface DeidentifiedInstancesTable {
  instance_id: string;
  realm_id: string;
  /** JSON of the engine's account. */
  account: string;
  /** What its pseudonyms stand for, sealed with the realm's key; null where that is not kept. */
  identity: string | null;
}

/** An instance on its way into a case that a person has to look at, and what was decided of it. */
export interface ReviewItemsTable {
  id: string;
  realm_id: string;
  /** The case. */
  patient_id: string;
  state: 'waiting' | 'accepted' | 'rejected';
  /** UIDs are the case's own. */
  study_instance_uid: string;
  sop_instance_uid: string;
  sop_class_uid: string;
  transfer_syntax_uid: string;
  modality: string | null;
  rows: number | null;
  columns: number | null;
  /** Of its pixel data; 0 when it has none. */
  frame_count: number;
  /** JSON of where things lie in the file. */
  layout: string;
  /** JSON: why it is held. */
  reasons: string;
  /** JSON of the boxes that were found in its pixels. */
  boxes: string;
  /** JSON of the engine's account. */
  account: string;
  /** Of the file as de-identification left it; tells whether the same comes again. */
  content_sha256: string;
  /** The sealed file, and what opens it; both gone with the decision. */
  object_key: string | null;
  seal: string | null;
  size_bytes: number;
  /** Of the sealed file. */
  sha256: string;
  created_at: string;
  decided_at: string | null;
  /** By name, when it is known. */
  decided_by: string | null;
  /** JSON of who decided, and of boxes and redactions. */
  decision: string | null;
  /** The study that got it. */
  study_id: string | null;
  /** What its pseudonyms stand for, sealed with the realm's key, until it is decided; null where that is not kept. */
  identity: string | null;
}
