// Own profiles as the API shows them.
import type { DeidentificationProfile, DeidentificationProfileVersion } from '@lumenbox/contract';
import type { DeidentificationProfile as EngineProfile } from '@lumenbox/dicom/deidentify';
import type { DeidentificationProfileVersionsTable } from '../../platform/database/index.ts';
import { publicProfile } from './profile-content.ts';
import type { CurrentProfile } from './profiles.store.ts';

/** A profile as it is now. `caseProfile` is the realm's setting. */
export function presentProfile(row: CurrentProfile, caseProfile: string): DeidentificationProfile {
  return {
    id: row.id,
    ...publicProfile(JSON.parse(row.profile) as EngineProfile),
    archived: row.archived === 1,
    used_for_new_cases: row.id === caseProfile,
    created_at: row.created_at,
    updated_at: row.updated_at,
  };
}

/** A version of a profile. */
export function presentVersion(
  row: DeidentificationProfileVersionsTable,
  caseCount: number,
): DeidentificationProfileVersion {
  return {
    ...publicProfile(JSON.parse(row.profile) as EngineProfile),
    case_count: caseCount,
    created_by: row.created_by,
    created_at: row.created_at,
  };
}
