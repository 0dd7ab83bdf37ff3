// What a query asks of one attribute: from the text of a key to a condition (PS3.4 C.2.2.2). Pure.
import { formatTag, lookupTag, type Tag } from '@lumenbox/dicom';
import { dayNumber } from './describe-imaging.ts';
import {
  isOfLevel,
  type SearchableAttribute,
  type SearchLevel,
  searchableAttribute,
} from './searchable-attributes.ts';

/** How an attribute's values must be. Wild cards are `*` and `?`; a universal condition is none. */
export type Matching =
  /** One of these values, whole. */
  | { readonly kind: 'values'; readonly values: readonly string[] }
  /** One of these patterns. */
  | { readonly kind: 'patterns'; readonly patterns: readonly string[] }
  /** One of these names: each of its words begins a word of the name, in any of its groups. */
  | { readonly kind: 'words'; readonly names: readonly (readonly string[])[] }
  /** From and to, both included, in the form of the column; a single value is from and to its ends. */
  | (Bounds & { readonly kind: 'range'; readonly isSingle: boolean })
  /** Of a time: from a time of the first day, to one of the last. The days themselves are a condition beside it. */
  | (Bounds & { readonly kind: 'moments'; readonly days: Bounds });

/** Open where one is empty. */
interface Bounds {
  readonly from: string;
  readonly to: string;
}

/** A condition on one attribute. */
export interface SearchCondition {
  readonly attribute: SearchableAttribute;
  readonly matching: Matching;
}

/** Says which key of a query cannot be answered. The message names the attribute and never a value. */
export class SearchConditionError extends Error {
  /** The attribute, by keyword or by tags. */
  readonly attribute: string;

  constructor(attribute: string, problem: string) {
    super(`${attribute}: ${problem}`);
    this.name = 'SearchConditionError';
    this.attribute = attribute;
  }
}

/** More values than a viewer or a PACS asks for at once; each costs a look into an index. */
export const valuesMax = 10_000;
/** Values that are held against each row one by one, up to eight places in each: a statement has 32,766 parameters for all its keys. */
export const comparedMax = 500;
/** A name has three groups of five components; each word is looked for behind every sign that may stand before one. */
export const wordsMax = 50;
/** No value of the attributes that can be searched is longer. */
const charactersMax = 1024;
/** Each wild card multiplies the ways in which a pattern may be held against a text. */
const wildCardsMax = 16;

/**
 * The condition of a key: `undefined` for universal matching. Several values are separated by backslashes.
 *
 * @throws SearchConditionError when the attribute cannot be searched at the level, or the text is no key of its VR
 */
export function readCondition(
  path: readonly Tag[],
  text: string,
  options: { level: SearchLevel; isFuzzy?: boolean },
): SearchCondition | undefined {
  const attribute = searchableAttribute(path);
  const name = attribute?.keyword ?? nameOfPath(path);
  if (attribute === undefined) throw new SearchConditionError(name, 'searching by it is not supported');
  if (!isOfLevel(attribute, options.level))
    throw new SearchConditionError(name, `it is not known at the level of the ${options.level}`);
  if (/[^\P{Cc}\t]/u.test(text)) throw new SearchConditionError(name, 'control characters');
  const values = text.split('\\').map((value) => value.trim());
  if (values.length > valuesMax) throw new SearchConditionError(name, `more than ${valuesMax} values`);
  if (values.some((value) => value.length > charactersMax))
    throw new SearchConditionError(name, `a value of more than ${charactersMax} characters`);
  if (values.some((value) => /^\**$/.test(value))) return undefined;
  return { attribute, matching: matchingOf(attribute, values, options.isFuzzy === true) };
}

/**
 * The conditions with ranges of a date and of its time as one range of moments (PS3.18 8.3.4.1.1). A time that is a single
 * value, or bounded on a side where the date is not, is one of each day.
 */
export function combineMoments(conditions: readonly SearchCondition[]): SearchCondition[] {
  return conditions.map((condition) => {
    const { attribute, matching } = condition;
    if (matching.kind !== 'range' || matching.isSingle || attribute.dayColumn === undefined) return condition;
    const days = conditions.find(
      (other) => other.attribute.table === attribute.table && other.attribute.column === attribute.dayColumn,
    )?.matching;
    if (days?.kind !== 'range') return condition;
    const { from, to } = matching;
    if ((from !== '' && days.from === '') || (to !== '' && days.to === '')) return condition;
    return { attribute, matching: { kind: 'moments', from, to, days: { from: days.from, to: days.to } } };
  });
}

/** Whether queries of a level may give conditions on an attribute. */
export function canSearch(path: readonly Tag[], level: SearchLevel): boolean {
  const attribute = searchableAttribute(path);
  return attribute !== undefined && isOfLevel(attribute, level);
}

/** An attribute that cannot be searched, in words. */
function nameOfPath(path: readonly Tag[]): string {
  return path.map((tag) => lookupTag(tag)?.keyword ?? formatTag(tag)).join('.');
}

function matchingOf(attribute: SearchableAttribute, values: readonly string[], isFuzzy: boolean): Matching {
  switch (attribute.form) {
    case 'day':
      return rangeOf(attribute, values, readDayBound);
    case 'time':
      return rangeOf(attribute, values, readTimeBound);
    case 'uid':
      return {
        kind: 'values',
        values: values.map((value) => demand(attribute, value, /^[\d.]{1,64}$/, 'no UID')),
      };
    case 'integer':
      return {
        kind: 'values',
        values: values.map((value) =>
          String(Number(demand(attribute, value, /^[+-]?\d{1,9}$/, 'no integer'))),
        ),
      };
    case 'name':
      if (isFuzzy) return wordsOf(attribute, values);
      break;
    default:
  }
  const wildCards = values.map((value) => value.replaceAll(/[^*?]/g, '').length);
  if (wildCards.some((count) => count > wildCardsMax))
    throw new SearchConditionError(attribute.keyword, `more than ${wildCardsMax} wild cards`);
  const isWild = wildCards.some((count) => count > 0);
  if ((isWild || attribute.form !== 'text') && values.length > comparedMax)
    throw new SearchConditionError(attribute.keyword, `more than ${comparedMax} values`);
  return isWild ? { kind: 'patterns', patterns: values } : { kind: 'values', values };
}

function wordsOf(attribute: SearchableAttribute, values: readonly string[]): Matching {
  const names = values.map((value) => value.split(/[\s^=*?]+/).filter((word) => word !== ''));
  if (names.flat().length > wordsMax)
    throw new SearchConditionError(attribute.keyword, `more than ${wordsMax} words`);
  return { kind: 'words', names };
}

function demand(attribute: SearchableAttribute, value: string, pattern: RegExp, problem: string): string {
  if (!pattern.test(value)) throw new SearchConditionError(attribute.keyword, problem);
  return value;
}

/** Single values and ranges of dates and times (PS3.4 C.2.2.2.5). */
function rangeOf(
  attribute: SearchableAttribute,
  values: readonly string[],
  readBound: (text: string, side: 'from' | 'to') => string | undefined,
): Matching {
  const [value = ''] = values;
  if (values.length > 1) throw new SearchConditionError(attribute.keyword, 'more than one value');
  const [first = '', last = first, ...more] = value.split('-');
  const from = first === '' ? '' : readBound(first.trim(), 'from');
  const to = last === '' ? '' : readBound(last.trim(), 'to');
  if (from === undefined || to === undefined || more.length > 0 || value === '-')
    throw new SearchConditionError(
      attribute.keyword,
      attribute.form === 'day'
        ? 'give YYYYMMDD or a range of such dates'
        : 'give HHMMSS or a range of such times',
    );
  return { kind: 'range', from, to, isSingle: !value.includes('-') };
}

function readDayBound(text: string): string | undefined {
  const day = dayNumber(text);
  const month = Math.floor(day / 100) % 100;
  return day === 0 || month < 1 || month > 12 || day % 100 < 1 || day % 100 > 31 ? undefined : String(day);
}

/** A time to the minute or the hour is from its first second, or to its last. */
function readTimeBound(text: string, side: 'from' | 'to'): string | undefined {
  const digits = text.replaceAll(':', '').replace(/\.\d{1,6}$/, '');
  if (!/^([01]\d|2[0-3])([0-5]\d([0-5]\d|60)?)?$/.test(digits)) return undefined;
  return side === 'from' ? digits.padEnd(6, '0') : digits + '5959'.slice(digits.length - 2);
}
