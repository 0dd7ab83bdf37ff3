// The folded form of text, by which names are searched and sorted whatever their case and accents. Not for display.

/** Letters whose stroke or ligature is no combining mark, so that decomposition leaves them. */
const plainLetters: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ł: 'l',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ŋ: 'n',
  ĸ: 'k',
  ɓ: 'b',
  ɗ: 'd',
  ƙ: 'k',
  ς: 'σ',
  '\u2018': "'",
  '\u2019': "'",
  '\u02bc': "'",
  '\u02bb': "'",
  '\u2010': '-',
  '\u2013': '-',
};

const plainPattern = new RegExp(`[${Object.keys(plainLetters).join('')}]`, 'gu');

// Marks that many scripts share (accents, Arabic and Hebrew vowel points) are optional in writing. Vowels of Thai and
// Devanagari are letters of the word, and a kana's voicing mark makes another kana: these stay.
const marks = /[[\p{Mn}&&[\p{Script=Inherited}\p{Script=Hebrew}]]--[\u3099\u309a]]/gv;
const invisible = /\p{Cf}/gu;

/**
 * The case- and accent-insensitive form of a text: "Müller", "MULLER" and "muller" fold to the same, as do full and
 * half width, "ß" and "ss", "ø" and "o", "æ" and "ae"; white space becomes single spaces, none at the ends. Folding twice
 * changes nothing more. The result is NFC, so that Hangul syllables and kana stay whole for substring search.
 */
export function foldText(text: string): string {
  if (/^(?:[\x21-\x7e]+(?: [\x21-\x7e]+)*)?$/.test(text)) return text.toLowerCase();
  return foldLetters(foldLetters(text)).replace(/\s+/gu, ' ').trim();
}

/** Lower case can decompose and decomposition can have a lower case: two rounds reach the end, tests say. */
function foldLetters(text: string): string {
  return text
    .normalize('NFKD')
    .replace(marks, '')
    .replace(invisible, '')
    .toLowerCase()
    .replace(plainPattern, (letter) => plainLetters[letter] ?? letter)
    .normalize('NFC');
}
