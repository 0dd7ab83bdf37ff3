// The rules of realms: who is called by which title, and how images find their place.
import type { Realm, RealmStatistics, UpdateRealm } from '@lumenbox/contract';
import type { RealmScope } from '../../access/index.ts';
import type { Audit, Origin } from '../../audit/index.ts';
import type { Clock } from '../../platform/clock.ts';
import {
  type Database,
  type Db,
  databaseErrorKind,
  type RealmsTable,
} from '../../platform/database/index.ts';
import { failure } from '../../platform/errors.ts';
import { countRecords } from '../patients/index.ts';
import { parseSettings, type RealmSettings } from './realm-settings.ts';
import { selectUsage } from './realm-usage.store.ts';
import { insertRealm, isAeTitleTaken, selectRealm, updateRealmColumns } from './realms.store.ts';

/** What the feature works with. */
export interface RealmDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly audit: Audit;
  /** The setting that the name or id of a profile means; `undefined` when there is no such profile in use. */
  resolveCaseProfile(trx: Db, scope: RealmScope, nameOrId: string): Promise<string | undefined>;
}

/** Makes a realm, in the transaction that makes its first team. */
export async function foundRealm(
  deps: Pick<RealmDeps, 'clock'>,
  trx: Db,
  realm: { id: string; name: string },
): Promise<void> {
  const now = deps.clock.now();
  await insertRealm(trx, { ...realm, ae_title: null, settings: '{}', created_at: now, updated_at: now });
}

/** The realm with its rules. */
export async function showRealm(deps: Pick<RealmDeps, 'database'>, scope: RealmScope): Promise<Realm> {
  return present(await selectRealm(deps.database.kysely, scope));
}

/** What the realm holds, as it is kept with every row: the answer takes as long for a million studies as for one. */
export async function showStatistics(
  deps: Pick<RealmDeps, 'database'>,
  scope: RealmScope,
): Promise<RealmStatistics> {
  const db = deps.database.kysely;
  const [records, usage] = await Promise.all([countRecords(db, scope), selectUsage(db, scope)]);
  return { ...records, ...usage };
}

/**
 * Changes what is sent of a realm. Throws `validation` for a profile that it has not, and when another realm is called by the title
 * (PS3.8 7.1.1.4: it names the application, so it is one realm's in an installation).
 */
export async function updateRealm(
  deps: RealmDeps,
  scope: RealmScope,
  origin: Origin,
  input: UpdateRealm,
): Promise<Realm> {
  const taken = () =>
    failure.validation({
      ae_title: [`The title ${input.ae_title} is another realm's. Choose one that no realm has yet.`],
    });
  try {
    return await deps.database.transaction(async (trx) => {
      const aeTitle = input.ae_title?.trim();
      if (aeTitle !== undefined && (await isAeTitleTaken(trx, scope, aeTitle))) throw taken();
      const settings = { ...settingsOf(input), ...(await caseProfileOf(deps, trx, scope, input)) };
      const before = await selectRealm(trx, scope);
      const changes = {
        ...(aeTitle !== undefined && { ae_title: aeTitle }),
        settings: JSON.stringify({ ...parseSettings(before.settings), ...settings }),
        updated_at: deps.clock.now(),
      };
      await updateRealmColumns(trx, scope, changes);
      await deps.audit.record(trx, origin, {
        event: 'realm.updated',
        object: { type: 'realm', id: scope.realmId },
        details: { fields: Object.keys(input) },
      });
      return present({ ...before, ...changes });
    });
  } catch (error) {
    throw databaseErrorKind(error) === 'unique' ? taken() : error;
  }
}

async function caseProfileOf(
  deps: RealmDeps,
  trx: Db,
  scope: RealmScope,
  { case_profile }: UpdateRealm,
): Promise<Partial<RealmSettings>> {
  if (case_profile === undefined) return {};
  const caseProfile = await deps.resolveCaseProfile(trx, scope, case_profile);
  if (caseProfile === undefined)
    throw failure.validation({
      case_profile: [
        'The selected case profile is invalid: name a built-in profile, or one of your own that is in use.',
      ],
    });
  return { caseProfile };
}

function settingsOf(input: UpdateRealm): Partial<RealmSettings> {
  const { match_by_demographics, when_patient_unknown, when_bytes_differ } = input;
  const { keep_identity_map, hand_out_case_keys } = input;
  return {
    ...(match_by_demographics !== undefined && { matchByDemographics: match_by_demographics }),
    ...(when_patient_unknown !== undefined && { whenPatientUnknown: when_patient_unknown }),
    ...(when_bytes_differ !== undefined && { whenBytesDiffer: when_bytes_differ }),
    ...(keep_identity_map !== undefined && { keepIdentityMap: keep_identity_map }),
    ...(hand_out_case_keys !== undefined && { handOutCaseKeys: hand_out_case_keys }),
  };
}

function present(row: RealmsTable): Realm {
  const settings = parseSettings(row.settings);
  return {
    id: row.id,
    ae_title: row.ae_title,
    match_by_demographics: settings.matchByDemographics,
    when_patient_unknown: settings.whenPatientUnknown,
    when_bytes_differ: settings.whenBytesDiffer,
    case_profile: settings.caseProfile,
    keep_identity_map: settings.keepIdentityMap,
    hand_out_case_keys: settings.handOutCaseKeys,
  };
}
