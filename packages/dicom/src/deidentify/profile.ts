// De-identification profiles as plain data: the options of PS3.15 E.3, rules for single attributes, and what may pass
// without a person. The three that come with the product. How a rule is applied is not decided here.
import { type ProfileOption, profileOptions } from './options.ts';
import { type ReviewReason, reviewReasons } from './review-reasons.ts';

/** What an own rule does with an attribute wherever it stands. */
export const ruleActions = ['keep', 'remove', 'empty', 'replace', 'clean'] as const;

/** A rule for one attribute, stronger than the table's. */
export interface ProfileRule {
  /** Eight hexadecimal digits; X for any digit in repeating groups. Never a private tag. */
  readonly tag: string;
  readonly action: (typeof ruleActions)[number];
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
  if (problem !== undefined) throw new RangeError(problem);
  return profile;
}

/** What makes a patient known by itself: no rule keeps it. */
const directIdentifiers: ReadonlySet<string> = new Set([
  '00100010',
  '00100020',
  '00100030',
  '00101000',
  '00101001',
  '00101002',
  '00101005',
  '00101040',
  '00101060',
  '00101090',
  '00102154',
  '00102155',
]);
const rulesMax = 1000; // more than the table has rows
const valueCharactersMax = 64; // what LO takes

/** Everything that is wrong with a profile that came from outside; none: it can be used. */
export function profileProblems(profile: DeidentificationProfile): string[] {
  const { options, rules, accept } = profile;
  const problems: string[] = [];
  for (const option of options)
    if (!profileOptions.includes(option)) problems.push(`There is no option ${option}.`);
  for (const reason of accept)
    if (!reviewReasons.includes(reason)) problems.push(`There is no reason ${reason}.`);
  if (options.includes('retainLongitudinalFullDates') && options.includes('retainLongitudinalModifiedDates'))
    problems.push('Dates are either kept or modified, not both.');
  if (rules.length > rulesMax) problems.push(`A profile has at most ${rulesMax} rules.`);
  return [...problems, ...rules.slice(0, rulesMax).flatMap(ruleProblems)];
}

function ruleProblems({ tag, action, value }: ProfileRule): string[] {
  if (!/^[0-9A-FX]{3}[02468ACEX][0-9A-FX]{4}$/.test(tag))
    return [`${tag} is no tag of a standard attribute: eight hexadecimal digits in capitals, group even.`];
  if (!ruleActions.includes(action)) return [`There is no action ${action}.`];
  if (tag.startsWith('0002') || tag === '00080005' || tag === '00080016')
    return [`${tag} says how the file is to be read: no rule changes it.`];
  if (action === 'keep' && [...directIdentifiers].some((one) => fits(one, tag)))
    return [`${tag} identifies the patient: no rule keeps it.`];
  if (action === 'replace' && (value === undefined || [...value].length > valueCharactersMax))
    return [`${tag} is to be replaced by a text of at most ${valueCharactersMax} characters.`];
  return [];
}

function fits(tag: string, pattern: string): boolean {
  return [...pattern].every((digit, index) => digit === 'X' || digit === tag[index]);
}
