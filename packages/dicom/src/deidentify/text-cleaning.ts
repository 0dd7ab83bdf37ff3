// Cleans free text (PS3.15 E.3.6): known identities, and what looks like one whoever it is of: dates, telephone numbers,
// mail and web addresses, long numbers, names behind a title. The rest of the text stays.
import { titles } from './generic-words.ts';
import { cutMark, type IdentityMatcher } from './identity-matcher.ts';

/** What cleaning needs. */
export interface TextCleaning {
  readonly matcher: IdentityMatcher;
  /** The UID in the place of one that stands in text; the same when UIDs are kept. */
  readonly mapUid: (uid: string) => string;
}

/** Longer text is a file in disguise: nobody cleans it in reasonable time, and it is removed. */
export const cleanCharactersMax = 200_000;

const dayOrMonth = String.raw`\d{1,2}`;
const year = String.raw`(?:(?:19|20)\d{2}|\d{2})`;
const monthName = '(?:jan|feb|m[aä]r|apr|ma[yi]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zäéû]{0,8}\\.?';

const anybodys: readonly RegExp[] = [
  // Mail and web addresses.
  /(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}/giu,
  /(?:https?|ftp|file|mailto):[^\s<>"]+|\bwww\.[^\s<>"]+/giu,
  // Dates: digits with separators, with a month's name, and those of DICOM.
  new RegExp(String.raw`(?<!\d)${dayOrMonth}([./-])${dayOrMonth}\1${year}(?!\d)`, 'giu'),
  new RegExp(String.raw`(?<!\d)(?:19|20)\d{2}([./-])${dayOrMonth}\1${dayOrMonth}(?!\d)`, 'giu'),
  new RegExp(
    String.raw`(?<!\d)${dayOrMonth}(?:st|nd|rd|th)?[\s./-]{0,3}(?:of\s)?${monthName}[\s.,/-]{0,3}${year}(?!\d)`,
    'giu',
  ),
  new RegExp(
    String.raw`\b${monthName}[\s./-]{0,3}${dayOrMonth}(?:st|nd|rd|th)?[\s.,/-]{1,3}${year}(?!\d)`,
    'giu',
  ),
  /(?<!\d)(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}(?:\d{2})?)?(?!\d)/gu,
  /(?:19|20)\d{2}\s?年\s?\d{1,2}\s?月\s?\d{1,2}\s?日/gu,
  // Numbers of at least seven digits, with the separators of telephone numbers or none, and letters of a record's.
  /(?<![\p{L}\d.])(?:[A-Z]{1,6}[-\s]?)?\d{7,}(?![\d.]\d)/gu,
  /(?<![\d.])(?:\+\d|\(\d|0\d)[\d)]{0,4}(?:[\s()/-]{1,3}\d{2,6}){2,5}(?!\d)/gu,
  /(?<![\d.])\d{3}[-.\s]\d{3}[-.\s]\d{4}(?!\d)/gu,
  // Names behind a title, at most four words that begin with a capital, or all in capitals.
  new RegExp(
    String.raw`(?<!\p{L})(?:${capitalised(titles)})\.?\s{1,3}(?:(?:van|von|de|der|den|del|di|la|le|bin|al|el)\s){0,3}\p{Lu}[\p{L}'’-]{0,40}\.?(?:\s{1,2}\p{Lu}[\p{L}'’-]{0,40}\.?){0,3}`,
    'gu',
  ),
];

/** Titles as people write them; in lower case they are words like others. */
function capitalised(alternatives: string): string {
  return alternatives
    .replace('(?:', '')
    .replace(/\)$/, '')
    .split('|')
    .flatMap((word) => [
      word.charAt(0).toUpperCase() + word.slice(1),
      word.toUpperCase(),
      word === 'dr' ? 'dr' : '',
    ])
    .filter((word) => word !== '')
    .join('|');
}

/** Dotted numbers of four components or more, and those of UUIDs (PS3.5 B.2): UIDs, wherever they stand. */
const uidInText = /(?<![\d.])(?:2\.25\.\d{10,39}|[0-2](?:\.\d+){3,})(?![\d.]*\d)/g;
const uidCharactersMin = 12; // shorter ones are versions of programs

/** The text without what identifies; see {@link cleanCharactersMax}. */
export function cleanText(text: string, cleaning: TextCleaning): string {
  let cleaned = cleaning.matcher.cut(mapUidsIn(text, cleaning.mapUid));
  for (const expression of anybodys) cleaned = cleaned.replaceAll(expression, cutMark);
  return withoutRepeats(cleaned);
}

/** The text without what is known to identify; what only looks like it stays: for labels of machines. */
export function cutKnown(text: string, cleaning: TextCleaning): string {
  const mapped = mapUidsIn(text, cleaning.mapUid);
  const cut = cleaning.matcher.cut(mapped);
  return cut === mapped ? mapped : withoutRepeats(cut);
}

function mapUidsIn(text: string, mapUid: (uid: string) => string): string {
  if (!text.includes('.')) return text;
  return text.replaceAll(uidInText, (uid) =>
    uid.length < uidCharactersMin || uid.startsWith('1.2.840.10008.') ? uid : mapUid(uid),
  );
}

function withoutRepeats(text: string): string {
  return text.replaceAll(/\*{3}(?:[\s,;^=]*\*{3})+/g, cutMark);
}
