// The building blocks of every schema: fields as the API reads them (already trimmed, "" already null) and prints them.
import { z } from 'zod';
import { parseDay, parseWrittenDay } from './dates.ts';

/** Rules that zod has no code for; `validation.ts` owns the sentence of each. */
export type Rule =
  | 'format'
  | 'date'
  | 'beforeToday'
  | 'afterOrEqual'
  | 'requiredWhen'
  | 'boolean'
  | 'integer'
  | 'maxCharacters'
  | 'array'
  | 'taken';

/** What a failed rule tells the sentence that reports it. */
export interface RuleParameters {
  readonly rule: Rule;
  readonly [key: string]: unknown;
}

/** Makes a check of several fields be done also when another field is wrong: every fault is told at once. */
export const alsoBesideFaults = { when: () => true };

/** A refinement's second argument: names the rule that failed. */
export function failing(parameters: RuleParameters): { params: Record<string, unknown> } {
  return { params: { ...parameters } };
}

/** A text of at most `max` Unicode code points, without NUL and without halves of surrogate pairs, which no UTF-8 can hold. */
export function text(max: number) {
  return z
    .string()
    .refine((value) => codePointCount(value) <= max, failing({ rule: 'maxCharacters', max }))
    .refine((value) => !value.includes('\0') && value.isWellFormed(), failing({ rule: 'format' }))
    .meta({ maxLength: max });
}

function codePointCount(value: string): number {
  let count = value.length;
  for (let index = 0; index < value.length - 1; index++) {
    const unit = value.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdbff) {
      const next = value.charCodeAt(index + 1);
      if (next >= 0xdc00 && next <= 0xdfff) count--;
    }
  }
  return count;
}

/** One of a closed list of texts. */
export function choice<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values);
}

const wholeNumber = /^[+-]?\d{1,15}$/;
/** An integer, given as a number or as its decimal text (query strings carry only text). */
export function integer(limits: { min?: number; max?: number } = {}) {
  let schema = z.number().refine(Number.isSafeInteger, { ...failing({ rule: 'integer' }), abort: true });
  if (limits.min !== undefined) schema = schema.min(limits.min);
  if (limits.max !== undefined) schema = schema.max(limits.max);
  return z.preprocess(
    (value) => (typeof value === 'string' && wholeNumber.test(value) ? Number(value) : value),
    schema.meta({ type: 'integer' }),
  );
}

const truths: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  on: true,
  '1': true,
  false: false,
  no: false,
  off: false,
  '0': false,
};
/** A boolean in any of the spellings that published clients use: true/false/1/0/yes/no/on/off, in any case. */
export function flag() {
  return z.preprocess(
    (value) => (isScalar(value) ? (truths[String(value).toLowerCase()] ?? value) : value),
    z.boolean(),
  );
}

function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** A date or timestamp, given back as its UTC day `YYYY-MM-DD`. */
export function day() {
  return dayBy(parseDay);
}

function dayBy(parse: (text: string) => string | undefined) {
  return z
    .preprocess(
      // What is no text at all is no date either, and told so.
      (value) => (value === null || value === undefined || typeof value === 'string' ? value : ''),
      z.string().refine((value) => parse(value) !== undefined, { ...failing({ rule: 'date' }), abort: true }),
    )
    .transform((value) => parse(value) ?? value)
    .pipe(z.string().meta({ format: 'date', examples: ['1985-06-15'] }));
}

/** A day before today (UTC), as it is written: a time behind it is dropped. */
export function pastDay() {
  return dayBy(parseWrittenDay).refine(
    (value) => value < new Date().toISOString().slice(0, 10),
    failing({ rule: 'beforeToday' }),
  );
}

/** The days of a list are in order. */
export function checkDays(
  value: { date_from?: string | null | undefined; date_to?: string | null | undefined },
  context: z.RefinementCtx,
): void {
  if (isDay(value.date_from) && isDay(value.date_to) && value.date_to < value.date_from) {
    context.addIssue({
      code: 'custom',
      path: ['date_to'],
      params: { rule: 'afterOrEqual', other: 'date from' },
    });
  }
}

/** A field that is wrong itself is as it was sent. */
function isDay(value: unknown): value is string {
  return typeof value === 'string' && parseDay(value) === value;
}

/** A DICOM unique identifier (PS3.5 9.1): digits in components without leading zeros, at most 64 characters. */
export const dicomUidPattern = /^(0|[1-9]\d*)(\.(0|[1-9]\d*))+$/;

/** An id of ours in an answer. */
export function id() {
  return z.string().meta({ format: 'uuid', examples: ['003fb6c7-a399-46de-8199-ac51e031bd10'] });
}

/** A moment in an answer: UTC with six decimals. */
export function timestamp() {
  return z.string().meta({ format: 'date-time', examples: ['2025-01-15T10:30:00.000000Z'] });
}
