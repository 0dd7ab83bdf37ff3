// What a case's images are de-identified by, for whoever wants to see beforehand what would go of a file. Begins nothing, and tells no secret.
import type { CaseProfile } from '@lumenbox/contract';
import { type DeidentificationProfile, engineVersion } from '@lumenbox/dicom/deidentify';
import type { Caller } from '../../access/index.ts';
import type { PatientsTable } from '../../platform/database/index.ts';
import { readRealmSettings } from '../realms/index.ts';
import { profileForNewCases } from './case-deidentifiers.ts';
import { selectCaseProfile } from './case-profiles.store.ts';
import type { DeidentificationDeps } from './deidentification.service.ts';
import { publicProfile } from './profile-content.ts';

/** The profile and the label that the case was begun with, or would be begun with now. */
export async function showCaseProfile(
  deps: Pick<DeidentificationDeps, 'database' | 'clock'>,
  { scope }: Pick<Caller, 'scope'>,
  record: PatientsTable,
): Promise<CaseProfile> {
  const { kysely } = deps.database;
  const begun = await selectCaseProfile(kysely, scope, record.id);
  const { profile } =
    begun ?? (await profileForNewCases(kysely, scope, (await readRealmSettings(kysely, scope)).caseProfile));
  return {
    label: begun?.label ?? record.label ?? '',
    profile: publicProfile(JSON.parse(profile) as DeidentificationProfile),
    engine_version: engineVersion,
    today: deps.clock.now().slice(0, 10).replaceAll('-', ''),
  };
}
