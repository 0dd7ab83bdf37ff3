// De-identification profiles as plain data: the options of PS3.15 E.3, rules for single attributes, and what may pass
// without a person. The three that come with the product. How a rule is applied is not decided here.
import type { DeviceRegion } from './device-regions.ts';
import type { ProfileOption, TextRecognition } from './options.ts';
import { profileProblems } from './profile-problems.ts';
import type { ReviewReason } from './review-reasons.ts';

/** What an own rule can do. */
export type RuleAction = 'keep' | 'remove' | 'empty' | 'replace' | 'clean';

/** A rule for one attribute, stronger than the table's. */
export interface ProfileRule {
  /** Eight hexadecimal digits; X for any digit in repeating groups. Never a private tag. */
  readonly tag: string;
  /** What is done with it wherever it stands. */
  readonly action: RuleAction;
  /** With `replace`: the text that stands there instead. */
  readonly value?: string;
}

/** A profile: JSON, versioned by whoever keeps it. */
export interface DeidentificationProfile {
  readonly name: string;
  /** Counts up at each change; a case keeps the one that it was made with. */
  readonly version: number;
  /** Options on top of the Basic Profile; none: the Basic Profile as it is. */
  readonly options: readonly ProfileOption[];
  readonly rules: readonly ProfileRule[];
  /** The year of birth stays, as 1 January, unless the patient is older than 89. */
  readonly retainBirthYear: boolean;
  /** Reasons that hold nothing back: whoever sets them answers for what passes. */
  readonly accept: readonly ReviewReason[];
  /**
   * With `cleanPixelData`: where an ultrasound's regions or a device's are known and were blanked, no person need look for text.
   * Default: a person looks all the same.
   */
  readonly trustRegions?: boolean;
  /**
   * What becomes of text that is read in pixels: `review` holds the instance with its places, `blank` (with `cleanPixelData`)
   * blanks it until none is read any more. Default `off`.
   */
  readonly recognizeText?: TextRecognition;
  /** Devices that write text at fixed places, beside those that are known; blanked with `cleanPixelData`. */
  readonly deviceRegions?: readonly DeviceRegion[];
}

/** Names of the profiles that come with the product. */
export const profileNames = ['basic', 'teaching', 'research'] as const;

/** One of them. */
export type ProfileName = (typeof profileNames)[number];

const profiles: Readonly<Record<ProfileName, Pick<DeidentificationProfile, 'options' | 'retainBirthYear'>>> =
  {
    basic: { options: [], retainBirthYear: false },
    teaching: { options: ['cleanDescriptors', 'retainPatientCharacteristics'], retainBirthYear: false },
    research: {
      options: [
        'cleanDescriptors',
        'cleanStructuredContent',
        'retainLongitudinalModifiedDates',
        'retainPatientCharacteristics',
        'retainSafePrivate',
      ],
      retainBirthYear: true,
    },
  };

/**
 * The profile of that name, with what is to be different. Basic: the Basic Profile alone. Teaching: descriptions
 * cleaned, age, sex and size kept. Research: dates shifted, measurements of reports and safe private elements as well.
 *
 * @throws RangeError when the result contradicts itself; see {@link profileProblems}
 */
export function profileOf(
  name: ProfileName,
  overrides: Partial<DeidentificationProfile> = {},
): DeidentificationProfile {
  const profile = { name, version: 1, rules: [], accept: [], ...profiles[name], ...overrides };
  const [problem] = profileProblems(profile);
  if (problem !== undefined) throw new RangeError(problem.text);
  return profile;
}
