// Regular expressions that find identities in folded text, in the forms in which people write them: a name's parts in any
// order and with title and initials, numbers with other separators, dates in every usual form.
import { parsePersonName } from '../character-sets/index.ts';
import { fold } from './folded-text.ts';
import { abbreviations, genericNameWords, genericPlaceWords, titles } from './generic-words.ts';
import type { Identities } from './identities.ts';

const notInWord = String.raw`(?<!\p{L})`;
const wordEnd = String.raw`(?!\p{L})`;
const notInNumber = String.raw`(?<!\d)`;
const numberEnd = String.raw`(?!\d)`;
// Every repetition has an end: text is made by strangers, and a search must not take the square of its length.
/** What may stand between the parts of a name, a number, an address. */
export const gap = String.raw`[\s\p{P}\p{S}]{0,6}`;

/** Shorter Latin words are looked for as whole words, for they are parts of too many others. */
const substringLettersMin = 5;

/** What to search folded text for: sources of expressions with the flags `u` and `g`. */
export interface IdentityPatterns {
  readonly sources: readonly string[];
  /** Names of two letters: whole words, and names only where they are written with a capital. */
  readonly shortNames: ReadonlySet<string>;
}

/** The expressions that find identities in text folded by `fold`. */
export function identityPatterns(identities: Identities): IdentityPatterns {
  const words = new Set<string>();
  const sources: string[] = [];
  for (const name of identities.names) sources.push(...nameSources(name, words));
  const shortNames = new Set([...words].filter((word) => isLatin(word) && [...word].length === 2));
  return {
    // Of what begins at the same place the first is taken: addresses before the names in them.
    sources: [
      ...identities.contacts.flatMap(contactSources),
      ...identities.dates.flatMap(dateSources),
      ...identities.places.flatMap(placeSources),
      ...identities.identifiers.flatMap(identifierSources),
      ...new Set(sources),
      ...wordSources([...words].filter((word) => !shortNames.has(word))),
      ...[...shortNames].map((word) => `${notInWord}${literal(word)}${wordEnd}`),
    ],
    shortNames,
  };
}

// ---- names

/** Expressions for a name as a whole; its words, each of which is a name too, are added to `words`. */
function nameSources(name: string, words: Set<string>): string[] {
  const { alphabetic, ideographic, phonetic } = parsePersonName(name);
  const sources: string[] = [];
  for (const group of [alphabetic, ideographic, phonetic]) {
    if (group === undefined) continue;
    const family = wordsOf(group.family);
    const given = wordsOf(`${group.given} ${group.middle}`);
    const telling = [...family, ...given].filter((word) => !genericNameWords.has(word));
    const transliterated = wordsOf(withoutUmlauts(`${group.family} ${group.given} ${group.middle}`));
    for (const word of [...telling, ...transliterated.filter((each) => !genericNameWords.has(each))])
      if ([...word].length >= 2) words.add(word);
    if (telling.length > 0) sources.push(...joinedSources(family, given), ...initialsSources(telling));
  }
  return sources;
}

/** As names are written where there are no umlauts. */
function withoutUmlauts(text: string): string {
  const letters: Readonly<Record<string, string>> = { ä: 'ae', ö: 'oe', ü: 'ue', å: 'aa', ø: 'oe', ñ: 'ny' };
  return text
    .normalize('NFC')
    .toLowerCase()
    .replaceAll(/[äöüåøñ]/g, (letter) => letters[letter] ?? letter);
}

function wordsOf(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== '');
}

/** A title before and initials around a name belong to it. */
const before = String.raw`(?:(?:${notInWord}${titles}\.?\s{1,3})?(?:${notInWord}\p{L}\.\s{0,3}){0,4})`;
const after = String.raw`(?:\s{0,3},?\s{0,3}(?:${notInWord}\p{L}\.){1,4})?`;

/** All words at once, so that what may stand around a name is tried once. */
function wordSources(words: readonly string[]): string[] {
  const spaced = words.filter(isLatin);
  const alternatives = spaced.map((word) =>
    [...word].length >= substringLettersMin ? literal(word) : `${notInWord}${literal(word)}${wordEnd}`,
  );
  const others = words.filter((word) => !isLatin(word)).map(literal);
  return alternatives.length === 0
    ? others
    : [`${before}(?:${longestFirst(alternatives).join('|')})${after}`, ...others];
}

function longestFirst(alternatives: readonly string[]): string[] {
  return [...alternatives].sort((first, second) => second.length - first.length);
}

/** Names written without a space, in both orders; the only way to find those of single characters. */
function joinedSources(family: readonly string[], given: readonly string[]): string[] {
  if (family.length === 0 || given.length === 0) return [];
  const orders = [
    [...family, ...given],
    [...given, ...family],
    [...family, ...given.slice(0, 1)],
    [...given.slice(0, 1), ...family],
  ];
  return orders
    .filter((parts) => [...parts.join('')].length >= 2)
    .map((parts) => {
      const joined = parts.map(literal).join(gap);
      return isLatin(parts.join('')) ? `${before}${notInWord}${joined}${wordEnd}${after}` : joined;
    });
}

/** M.O.Q. and M.Q.; three letters without dots as a word. Two letters without dots are views and modalities. */
function initialsSources(parts: readonly string[]): string[] {
  const initials = parts.filter(isLatin).map((part) => literal([...part][0] ?? ''));
  if (initials.length < 2) return [];
  const orders = [initials, [...initials.slice(1), initials[0] ?? '']];
  const dotted = orders.map((letters) => `${notInWord}${letters.join(String.raw`\.\s{0,3}`)}\\.`);
  const pair = `${notInWord}${initials[1]}\\.\\s{0,3}${initials[0]}\\.`;
  const plain = orders
    .map((letters) => letters.join(''))
    .filter((letters) => letters.length >= 3 && !abbreviations.has(letters))
    .map((letters) => `${notInWord}${letters}${wordEnd}`);
  return [...dotted, pair, ...plain];
}

function isLatin(word: string): boolean {
  return /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{N}\p{M}]*$/u.test(word);
}

// ---- numbers

/** Shorter numbers are counts and sizes. */
const digitsMin = 5;
const identifierLettersMin = 4;

function identifierSources(identifier: string): string[] {
  const runs = fold(identifier).match(/[\p{L}\p{M}]+|\p{N}+/gu) ?? [];
  const whole = runs.join('');
  const digits = runs.filter((run) => /^\p{N}+$/u.test(run));
  const sources = digits
    .filter((run) => run.length >= digitsMin)
    .flatMap((run) => [run, run.replace(/^0+/, '')])
    .filter((run) => run.length >= digitsMin)
    .map((run) => `${notInNumber}0*${literal(run)}${numberEnd}`);
  const isTelling = digits.length > 0 ? whole.length >= 3 : whole.length >= identifierLettersMin;
  if (!isTelling || genericNameWords.has(whole) || genericPlaceWords.has(whole)) return sources;
  const joined = runs.map(literal).join(gap);
  return [whole.length >= 8 ? joined : String.raw`(?<![\p{L}\p{N}])${joined}(?![\p{L}\p{N}])`, ...sources];
}

// ---- places

/** Shorter words of an address are prepositions and house numbers. */
const placeLettersMin = 4;

function placeSources(place: string): string[] {
  const parts = wordsOf(place);
  const words = parts.filter(
    (word) => [...word].length >= placeLettersMin && !/^\p{N}+$/u.test(word) && !genericPlaceWords.has(word),
  );
  const isPhrase = parts.length > 1 || words.length > 0;
  const phrase =
    isPhrase && [...parts.join('')].length >= placeLettersMin ? [parts.map(literal).join(gap)] : [];
  const short = parts.filter((word) => !isLatin(word) && [...word].length >= 2);
  return [
    ...phrase,
    ...words.map((word) =>
      [...word].length >= substringLettersMin ? literal(word) : `${notInWord}${literal(word)}${wordEnd}`,
    ),
    ...short.map(literal),
  ];
}

// ---- telephones, mail

const phoneDigitsMin = 6;

function contactSources(contact: string): string[] {
  const text = fold(contact);
  const addresses = (text.match(/[^\s<>:;,]+@[^\s<>:;,]+/g) ?? []).map(literal);
  const numbers = (text.match(/\d[\d\s().\-/]*/g) ?? [])
    .map((number) => number.replaceAll(/\D/g, ''))
    .filter((digits) => digits.length >= phoneDigitsMin)
    .map((digits) => {
      // The national form drops the country's code and puts a zero in front.
      const core = digits.slice(Math.min(3, digits.length - phoneDigitsMin));
      return String.raw`(?:\+?[\d(][\d\s().\-/]{0,7})?${[...core].join(String.raw`[\s().\-/]{0,3}`)}${numberEnd}`;
    });
  const rest = /\d|@/.test(text) ? [] : placeSources(contact);
  return [...addresses, ...numbers, ...rest];
}

// ---- dates

const months = [
  'jan(?:uary|uar)?',
  'feb(?:ruary|ruar)?',
  'mar(?:ch)?|maerz|marz',
  'apr(?:il)?',
  'may|mai',
  'june?|juni',
  'july?|juli',
  'aug(?:ust)?',
  'sept?(?:ember)?',
  'o[ck]t(?:ober)?',
  'nov(?:ember)?',
  'de[cz](?:ember)?',
];
const dateGap = String.raw`[\s./,\-]{0,4}`;
const dateMark = String.raw`\s{0,2}[./\-\s]\s{0,2}`;

function dateSources(date: string): string[] {
  const [, year = '', month = '', day = ''] = /^(\d{4})(\d{2})(\d{2})$/.exec(date) ?? [];
  const name = months[Number(month) - 1];
  if (name === undefined || day === '00') return [];
  const [d, m, y] = [`0?${Number(day)}`, `0?${Number(month)}`, `(?:${year.slice(0, 2)})?${year.slice(2)}`];
  const named = `(?:${name})\\.?`;
  const forms = [
    `${day}${month}${year}`,
    `${month}${day}${year}`,
    `${year.slice(2)}${month}${day}`,
    `${year}${dateMark}${m}${dateMark}${d}`,
    `${d}${dateMark}${m}${dateMark}${y}`,
    `${m}${dateMark}${d}${dateMark}${y}`,
    `${d}(?:st|nd|rd|th)?${dateGap}(?:of\\s)?${named}${dateGap}${y}`,
    `${named}${dateGap}${d}(?:st|nd|rd|th)?${dateGap}${y}`,
    `${year}${dateGap}${named}${dateGap}${d}`,
    `${year}\\s?年\\s?${m}\\s?月\\s?${d}\\s?日`,
  ];
  // Behind the form of DICOM a time may follow at once.
  return [`${notInNumber}(?:${year}${month}${day}|(?:${forms.join('|')})${numberEnd})`];
}

function literal(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, (character) =>
    character === '-' ? String.raw`\-` : `\\${character}`,
  );
}
