// A realm's settings as they are stored: one JSON text, where what nobody has set is left away and means the default.
import type { DifferingBytesRule, UnknownPatientRule } from '@lumenbox/contract';
import type { RealmScope } from '../../access/index.ts';
import type { Db } from '../../platform/database/index.ts';
import { selectRealm } from './realms.store.ts';

/** The rules by which images find their place in a realm. */
export interface RealmSettings {
  /** Images without a known patient ID are matched by exact name, birth date and sex. */
  readonly matchByDemographics: boolean;
  readonly whenPatientUnknown: UnknownPatientRule;
  readonly whenBytesDiffer: DifferingBytesRule;
  /** What a case is begun with: a built-in profile by its name, or one of the realm's own by its id. */
  readonly caseProfile: string;
  /** What the pseudonyms of cases stand for is kept, sealed. */
  readonly keepIdentityMap: boolean;
  /** Whoever may add imaging to a case may have its key, and de-identify elsewhere. */
  readonly handOutCaseKeys: boolean;
}

const defaults: RealmSettings = {
  matchByDemographics: false,
  whenPatientUnknown: 'create',
  whenBytesDiffer: 'keep_first',
  caseProfile: 'basic',
  keepIdentityMap: false,
  handOutCaseKeys: true,
};

/** The settings in a realm's column. */
export function parseSettings(column: string): RealmSettings {
  return { ...defaults, ...(JSON.parse(column) as Partial<RealmSettings>) };
}

/** The settings of the realm that one acts in. */
export async function readRealmSettings(db: Db, scope: RealmScope): Promise<RealmSettings> {
  return parseSettings((await selectRealm(db, scope)).settings);
}

/** The application entity title by which the realm calls and is called; null until it is set. */
export async function readRealmTitle(db: Db, scope: RealmScope): Promise<string | null> {
  return (await selectRealm(db, scope)).ae_title;
}
