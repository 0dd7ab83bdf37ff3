// Turns a failed parse into the sentences and the body that clients of the API know. Pure: schema and input in, result out.
import type { z } from 'zod';
import type { Rule } from './fields.ts';

/** Messages by field; nested fields are dotted. */
export type ValidationErrors = Record<string, string[]>;
/** The parsed input, or what is wrong with it. */
export type Validated<T> = { ok: true; value: T } | { ok: false; errors: ValidationErrors };

type Issue = z.core.$ZodIssue;

/** Parses input with a schema and words every fault, one a field: the first that a reader would want to mend. */
export function validate<T extends z.ZodType>(schema: T, input: unknown): Validated<z.output<T>> {
  const result = schema.safeParse(input, { reportInput: true });
  if (result.success) return { ok: true, value: result.data };
  const errors: ValidationErrors = {};
  for (const issue of result.error.issues) {
    const field = issue.path.map(String).join('.');
    errors[field] ??= [sentence(issue, field)];
  }
  return { ok: false, errors };
}

/** The `message` over a set of field errors: the first one, and how many more there are. */
export function validationMessage(errors: ValidationErrors): string {
  const all = Object.values(errors).flat();
  const more = all.length - 1;
  const first = all[0] ?? 'The given data was invalid.';
  return more < 1 ? first : `${first} (and ${more} more error${more === 1 ? '' : 's'})`;
}

function sentence(issue: Issue, field: string): string {
  const label = field.replaceAll('_', ' ');
  if (issue.code === 'custom') return customSentence(label, issue.params ?? {}, issue.message);
  if (issue.input === undefined || issue.input === null) return `The ${label} field is required.`;
  if (issue.code === 'invalid_value' || issue.code === 'invalid_union')
    return `The selected ${label} is invalid.`;
  if (issue.code === 'too_big') return `The ${label} field must not ${tooBig(issue)}.`;
  if (issue.code === 'too_small') return `The ${label} field must ${tooSmall(issue)}.`;
  if (issue.code === 'invalid_type') return `The ${label} field must be ${typeName(issue.expected)}.`;
  return `The ${label} field format is invalid.`;
}

function tooBig(issue: Extract<Issue, { code: 'too_big' }>): string {
  if (issue.origin === 'string') return `be greater than ${issue.maximum} characters`;
  if (issue.origin === 'array') return `have more than ${issue.maximum} items`;
  return `be greater than ${issue.maximum}`;
}

function tooSmall(issue: Extract<Issue, { code: 'too_small' }>): string {
  if (issue.origin === 'string') return `be at least ${issue.minimum} characters`;
  if (issue.origin === 'array') return `have at least ${issue.minimum} items`;
  return `be at least ${issue.minimum}`;
}

function typeName(expected: string): string {
  const names: Record<string, string> = {
    number: 'an integer',
    int: 'an integer',
    boolean: 'true or false',
    object: 'an array',
    array: 'an array',
    record: 'an array',
  };
  return names[expected] ?? `a ${expected}`;
}

function customSentence(label: string, params: Record<string, unknown>, fallback: string): string {
  const sentences: Record<Rule, string> = {
    format: `The ${label} field format is invalid.`,
    date: `The ${label} field must be a valid date.`,
    beforeToday: `The ${label} field must be a date before today.`,
    afterOrEqual: `The ${label} field must be a date after or equal to ${String(params.other)}.`,
    requiredWhen: `The ${label} field is required when ${String(params.other)} is ${String(params.value)}.`,
    boolean: `The ${label} field must be true or false.`,
    integer: `The ${label} field must be an integer.`,
    maxCharacters: `The ${label} field must not be greater than ${String(params.max)} characters.`,
    array: `The ${label} field must be an array.`,
    taken: `The ${label} has already been taken.`,
  };
  return sentences[params.rule as Rule] ?? fallback;
}
