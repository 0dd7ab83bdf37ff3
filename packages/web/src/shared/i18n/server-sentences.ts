// Says in the language of the page what the server says in English. The API's sentences are promised, and so they are found by their words.
import type { TFunction } from 'i18next';
import type { refusals as refusalsEn } from './en/refusals.ts';

type Refusals = typeof refusalsEn;
type Field = keyof Refusals['fields'];

/** Placeholders that stand for a number: “at least {{min}}” must not be every sentence with “at least”. */
const numbers = ['max', 'min', 'version', 'current'];
/** Placeholders that stand for the name of a field. */
const fieldPlaces = ['field', 'other'];

/** The sentences that are known, each with its key; none while English is spoken, which is the server's own. */
let patterns: readonly (readonly [key: string, pattern: RegExp])[] = [];
let fieldOf: ReadonlyMap<string, Field> = new Map();

/** Learns what the server says. The frame does not bring it along: it would wait for texts that wait for the frame. */
export function learnSentences({ sentences, fields }: Refusals): void {
  patterns = Object.entries(sentences).map(([key, text]) => [key, patternOf(text)]);
  fieldOf = new Map((Object.entries(fields) as [Field, string][]).map(([key, name]) => [name, key]));
}

/** How the API's `message` ends when several fields are at fault. */
const others = /^(.*) \(and (\d+) more errors?\)$/s;

/** A sentence of the server in the language of the page; as it is where we do not know it. */
export function translateSentence(sentence: string, t: TFunction): string {
  const several = others.exec(sentence);
  if (several !== null) {
    const [, first = '', count = '0'] = several;
    return t('frame.errors.andMore', { first: translateSentence(first, t), count: Number(count) });
  }
  for (const [key, pattern] of patterns) {
    const match = pattern.exec(sentence);
    if (match === null) continue;
    const values = Object.entries(match.groups ?? {}).map(([place, value]): [string, string] => [
      place,
      fieldPlaces.includes(place) ? fieldName(value, t) : value,
    ]);
    // Which placeholders a sentence has is known by its own text alone.
    const say = t as unknown as (key: string, values: Record<string, string>) => string;
    return say(`refusals.sentences.${key}`, { defaultValue: sentence, ...Object.fromEntries(values) });
  }
  return sentence;
}

function fieldName(name: string, t: TFunction): string {
  const field = fieldOf.get(name);
  return field === undefined ? name : t(`refusals.fields.${field}`, name);
}

/** What finds the sentence that a text of ours stands for; its placeholders are the groups. */
export function patternOf(text: string): RegExp {
  const parts = text.split(/\{\{(\w+)\}\}/).map((part, index) => {
    if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return numbers.includes(part) ? `(?<${part}>[\\d.]+)` : `(?<${part}>.+?)`;
  });
  return new RegExp(`^${parts.join('')}$`);
}
