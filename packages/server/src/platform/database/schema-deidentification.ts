// The tables of de-identification: secrets of realms, what cases were begun with, what was done to instances. Types alone.

/** What a realm keeps to itself: pseudonyms and signatures come from it. */
export interface RealmSecretsTable {
  realm_id: string;
  /** 32 bytes in hexadecimal: the pseudonyms of all its cases come from them. */
  pseudonym_key: string;
  /** Ed25519, PKCS #8 in base64: receipts are signed with it. */
  signing_key: string;
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
}

/** What was done to an instance of a case: no identity, and no way back to one. */
export interface DeidentifiedInstancesTable {
  instance_id: string;
  realm_id: string;
  /** JSON of the engine's account. */
  account: string;
}
