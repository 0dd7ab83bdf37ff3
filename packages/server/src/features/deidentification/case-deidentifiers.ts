// The engine of each case: its key from the realm's secret and the case, its profile and label as it was begun with. The same in
// every process.
import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import {
  type CaseOptions,
  createDeidentifier,
  createVerifier,
  type DeidentificationProfile,
  type Deidentifier,
  profileNames,
  profileOf,
} from '@lumenbox/dicom/deidentify';
import type { RealmScope } from '../../access/index.ts';
import type { Clock } from '../../platform/clock.ts';
import type {
  CaseProfilesTable,
  Database,
  Db,
  PatientsTable,
  RealmSecretsTable,
} from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { holdRecord } from '../patients/index.ts';
import { readRealmSettings } from '../realms/index.ts';
import { ensureCaseProfile } from './case-profiles.store.ts';
import { selectProfile } from './profiles.store.ts';
import { ensureRealmSecrets } from './realm-secrets.store.ts';

/** What a case's images go through. */
export interface CaseEngine extends Omit<CaseOptions, 'key'> {
  /** For originals. */
  readonly deidentifier: Deidentifier;
  /** For what its sender says is de-identified already. */
  readonly verifier: Deidentifier;
}

/** Finds the engine of a case. */
export interface CaseDeidentifiers {
  /** Begins the case with its realm's profile when this is its first image. Throws `notFound` when the case is gone. */
  of(scope: RealmScope, record: PatientsTable): Promise<CaseEngine>;
}

/** Cases that receive images at the same time; each remembers some thousands of UIDs. */
const keptMax = 20;

/** Makes what finds engines. */
export function createCaseDeidentifiers(deps: { database: Database; clock: Clock }): CaseDeidentifiers {
  const kept = new Map<string, Promise<CaseEngine>>();
  return {
    of: (scope, record) => {
      const known = kept.get(record.id);
      if (known !== undefined) return known;
      const made = openEngine(deps, scope, record);
      if (kept.size >= keptMax) kept.delete(kept.keys().next().value ?? '');
      kept.set(record.id, made);
      made.catch(() => kept.delete(record.id));
      return made;
    },
  };
}

async function openEngine(
  deps: { database: Database; clock: Clock },
  scope: RealmScope,
  record: PatientsTable,
): Promise<CaseEngine> {
  const { key, ...ofCase } = await deps.database.transaction((trx) => beginCase(trx, deps, scope, record));
  const options = { ...ofCase, key };
  return { ...ofCase, deidentifier: createDeidentifier(options), verifier: createVerifier(options) };
}

/** The case's profile, key and label; it is begun when it has none yet. Throws `notFound` when the case is gone. */
export async function beginCase(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
  record: PatientsTable,
): Promise<CaseOptions> {
  if (!(await holdRecord(trx, scope, record.id))) throw failure.notFound();
  const secrets = await ensureSecrets(trx, deps, scope);
  const { caseProfile } = await readRealmSettings(trx, scope);
  const begun = await ensureCaseProfile(trx, scope, {
    patient_id: record.id,
    ...(await profileForNewCases(trx, scope, caseProfile)),
    label: record.label ?? '',
    created_at: deps.clock.now(),
  });
  if (begun === undefined) throw failure.notFound();
  return {
    profile: JSON.parse(begun.profile) as DeidentificationProfile,
    key: createHmac('sha256', Buffer.from(secrets.pseudonym_key, 'hex')).update(record.id).digest(),
    label: begun.label,
  };
}

/** What the realm's setting stands for at this moment: a built-in profile, or the newest version of one of its own. */
export async function profileForNewCases(
  db: Db,
  scope: RealmScope,
  caseProfile: string,
): Promise<Pick<CaseProfilesTable, 'profile' | 'profile_id' | 'profile_version'>> {
  const builtIn = profileNames.find((name) => name === caseProfile);
  if (builtIn !== undefined)
    return { profile: JSON.stringify(profileOf(builtIn)), profile_id: null, profile_version: null };
  const own = await selectProfile(db, scope, { id: caseProfile });
  // Profiles are archived and never removed: rather no case than one with less removed than was meant.
  if (own === undefined) throw new Error('The profile of new cases is gone.');
  return { profile: own.profile, profile_id: own.id, profile_version: own.version };
}

/** The realm's secrets, made with the first need of them. */
export function ensureSecrets(
  trx: Db,
  deps: { clock: Clock },
  scope: RealmScope,
): Promise<RealmSecretsTable> {
  const { privateKey } = generateKeyPairSync('ed25519');
  return ensureRealmSecrets(trx, scope, {
    pseudonym_key: randomBytes(32).toString('hex'),
    signing_key: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    identity_key: null,
    created_at: deps.clock.now(),
  });
}
