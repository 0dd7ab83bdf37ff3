// What makes no profile: options that contradict, rules that would keep who it is or break the file. Each with its place in the
// profile, so that a form can show it there. Changes nothing.
import { tags } from '../dictionary/attributes.generated.ts';
import { lookupTag, type Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import { isDate, isDateTime, isTime } from './dates.ts';
import { profileOptions } from './options.ts';
import { pixelProblems } from './pixel-problems.ts';
import type { DeidentificationProfile, ProfileRule, RuleAction } from './profile.ts';
import { reviewReasons } from './review-reasons.ts';

/** All that an own rule can do. */
export const ruleActions: readonly RuleAction[] = ['keep', 'remove', 'empty', 'replace', 'clean'];

/** One thing that is wrong with a profile. */
export interface ProfileProblem {
  /** Where: `options`, or `rules`, 3, `tag`. */
  readonly path: readonly (string | number)[];
  /** What, as a sentence. */
  readonly text: string;
}

/** What makes a patient known by itself: no rule keeps it. */
const directIdentifiers: readonly Tag[] = [
  0x00100010, 0x00100020, 0x00100030, 0x00101000, 0x00101001, 0x00101002, 0x00101005, 0x00101040, 0x00101060,
  0x00101090, 0x00102154, 0x00102155,
];
/** How the file is to be read, what it is, and which instance: without these it is none. */
const fileFacts: readonly Tag[] = [
  tags.SpecificCharacterSet,
  tags.SOPClassUID,
  tags.SOPInstanceUID,
  tags.StudyInstanceUID,
  tags.SeriesInstanceUID,
];
const rulesMax = 1000; // more than the table has rows
const valueCharactersMax = 64; // what LO takes

/** Everything that is wrong with a profile that came from outside; none: it can be used. */
export function profileProblems(profile: DeidentificationProfile): ProfileProblem[] {
  const { options, rules, accept } = profile;
  const problems: ProfileProblem[] = [];
  options.forEach((option, index) => {
    if (!profileOptions.includes(option))
      problems.push({ path: ['options', index], text: `There is no option ${option}.` });
  });
  accept.forEach((reason, index) => {
    if (!reviewReasons.includes(reason))
      problems.push({ path: ['accept', index], text: `There is no reason ${reason}.` });
  });
  if (options.includes('retainLongitudinalFullDates') && options.includes('retainLongitudinalModifiedDates'))
    problems.push({ path: ['options'], text: 'Dates are either kept or modified, not both.' });
  if (rules.length > rulesMax)
    problems.push({ path: ['rules'], text: `A profile has at most ${rulesMax} rules.` });
  const known = new Set<string>();
  rules.slice(0, rulesMax).forEach((rule, index) => {
    const problem = known.has(rule.tag)
      ? { field: 'tag', text: `${rule.tag} has a rule already.` }
      : ruleProblem(rule, profile);
    known.add(rule.tag);
    if (problem !== undefined) problems.push({ path: ['rules', index, problem.field], text: problem.text });
  });
  return [...problems, ...pixelProblems(profile)];
}

type RuleProblem = { readonly field: keyof ProfileRule; readonly text: string };

function ruleProblem(rule: ProfileRule, profile: DeidentificationProfile): RuleProblem | undefined {
  const { tag, action } = rule;
  const ofTag = (text: string): RuleProblem => ({ field: 'tag', text: `${tag} ${text}` });
  if (!/^[0-9A-FX]{3}[02468ACEX][0-9A-FX]{4}$/.test(tag))
    return ofTag('is no tag of a standard attribute: eight hexadecimal digits in capitals, group even.');
  if (!ruleActions.includes(action)) return { field: 'action', text: `There is no action ${action}.` };
  if (fits(`${tag.slice(0, 4)}0000`, 0x00020000) || fileFacts.some((one) => fits(tag, one)))
    return ofTag('says what the file is and how it is to be read: no rule changes it.');
  if (action === 'keep' && directIdentifiers.some((one) => fits(tag, one)))
    return ofTag('identifies the patient: no rule keeps it.');
  if (action === 'clean' && fits(tag, tags.PatientBirthDate))
    return ofTag('identifies the patient: a cleaned date is a date still.');
  return action === 'replace' ? replacementProblem(rule) : dateProblem(rule, profile);
}

/** One date that stays among dates that move tells how far they have moved; where none moves, a cleaned date is kept. */
function dateProblem(
  { tag, action }: ProfileRule,
  { options }: DeidentificationProfile,
): RuleProblem | undefined {
  const isMoved = options.includes('retainLongitudinalModifiedDates');
  if (!(isMoved ? action === 'keep' : action === 'clean')) return undefined;
  const hasDate = vrsOf(tag).some((vr) => vr === 'DA' || vr === 'DT');
  if (!hasDate) return undefined;
  return {
    field: 'action',
    text: isMoved
      ? `${tag} is a date: kept, it would tell how far the others were moved.`
      : `${tag} is a date: it is cleaned by moving it, which the profile does not do with dates.`,
  };
}

/** What a value of a VR looks like (PS3.5 6.2), for those of which one value is text. */
const valuesOfVrs: Partial<Readonly<Record<VR, (value: string) => boolean>>> = {
  AE: (value) => /^[ -[\]-~]{0,16}$/.test(value),
  AS: (value) => /^(?:\d{3}[DWMY])?$/.test(value),
  CS: (value) => /^[A-Z0-9_ ]{0,16}$/.test(value),
  DA: (value) => value === '' || (/^\d{8}$/.test(value) && isDate(value)),
  DT: (value) => value === '' || isDateTime(value),
  DS: (value) => /^(?=.{0,16}$)(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)?$/.test(value),
  IS: (value) => /^(?:[+-]?\d{1,9})?$/.test(value),
  LO: isText,
  LT: isText,
  PN: isText,
  SH: (value) => isText(value) && [...value].length <= 16,
  ST: isText,
  TM: (value) => value === '' || isTime(value),
  UC: isText,
  UT: isText,
};

function isText(value: string): boolean {
  return !/[\\\p{Cc}]/u.test(value);
}

function replacementProblem({ tag, value }: ProfileRule): RuleProblem | undefined {
  if (value === undefined || [...value].length > valueCharactersMax)
    return {
      field: 'value',
      text: `${tag} is to be replaced by a text of at most ${valueCharactersMax} characters.`,
    };
  const vrs = vrsOf(tag);
  const wrong = vrs.find((vr) => valuesOfVrs[vr] === undefined);
  if (vrs.length === 0 || wrong !== undefined)
    return { field: 'tag', text: `${tag} has no value that a text could replace (${wrong ?? 'not known'}).` };
  const unfit = vrs.find((vr) => valuesOfVrs[vr]?.(value) !== true);
  return unfit === undefined
    ? undefined
    : { field: 'value', text: `${tag} cannot have this value as ${unfit}.` };
}

/** The VRs that attributes of a tag or pattern have; none when the dictionary knows no such attribute. */
function vrsOf(pattern: string): VR[] {
  const lowest = Number.parseInt(pattern.replaceAll('X', '0'), 16);
  // Of repeating groups the dictionary lists none by its tag, but finds each.
  const attributes = pattern.includes('X')
    ? [lowest, ...Object.values(tags).filter(matcherOf(pattern))]
    : [lowest];
  const vrs = attributes.flatMap((tag) => {
    const known = lookupTag(tag);
    return known === undefined ? [] : (known.vrChoices ?? [known.vr]);
  });
  return [...new Set(vrs)];
}

function fits(pattern: string, tag: Tag): boolean {
  return matcherOf(pattern)(tag);
}

function matcherOf(pattern: string): (tag: Tag) => boolean {
  const mask = Number.parseInt(pattern.replaceAll(/[^X]/g, 'F').replaceAll('X', '0'), 16);
  const value = Number.parseInt(pattern.replaceAll('X', '0'), 16);
  return (tag) => (tag & mask) >>> 0 === value;
}
