// A profile as its form holds it, and back.
import type {
  DeidentificationOption,
  DeidentificationProfileVersion,
  DeidentificationReason,
  DeidentificationRuleAction,
} from '@lumenbox/contract';
import { attributeText, tagText } from './attribute-text.ts';

/** A rule in the form; its key tells rows apart while they move. */
export interface RuleValues {
  key: string;
  /** A keyword or a tag, as it was typed. */
  tag: string;
  action: DeidentificationRuleAction;
  value: string;
}

/** The form. */
export interface ProfileValues extends Record<string, unknown> {
  name: string;
  options: DeidentificationOption[];
  rules: RuleValues[];
  retain_birth_year: boolean;
  accept: DeidentificationReason[];
}

/** A new profile: the Basic Profile as it is. */
export const blankProfile: ProfileValues = {
  name: '',
  options: [],
  rules: [],
  retain_birth_year: false,
  accept: [],
};

/** A profile, or one of its versions, for the form. */
export function valuesOf(
  profile: Pick<
    DeidentificationProfileVersion,
    'name' | 'options' | 'rules' | 'retain_birth_year' | 'accept'
  >,
): ProfileValues {
  const { name, options, rules, retain_birth_year, accept } = profile;
  return {
    name,
    options: [...options],
    rules: rules.map(({ tag, action, value }, index) => ({
      key: `${tag} ${index}`,
      tag: attributeText(tag),
      action,
      value: value ?? '',
    })),
    retain_birth_year,
    accept: [...accept],
  };
}

/** What the API is sent. */
export function inputOf({ name, options, rules, retain_birth_year, accept }: ProfileValues) {
  return {
    name,
    options,
    rules: rules.map(({ tag, action, value }) => ({
      tag: tagText(tag),
      action,
      ...(action === 'replace' ? { value } : {}),
    })),
    retain_birth_year,
    accept,
  };
}

/** As many rules as the API takes. */
const rulesMax = 1000;

/** Every field of the form, as the API names it. */
export const profileFields: readonly string[] = [
  'name',
  'options',
  'accept',
  ...Array.from({ length: rulesMax }, (_, index) =>
    ['tag', 'action', 'value'].map((field) => `rules.${index}.${field}`),
  ).flat(),
];
