// The pieces of a text that search counts and indexes. Pure; a text is folded before it comes here.

/** Substrings up to this length are counted wherever they stand; longer ones only below a frequent one. */
export const gramLengthAlways = 3;
/** No substring beyond this length is counted. */
export const gramLengthMax = 16;

/** The words of a folded text: what white space separates. */
export function wordsOf(text: string): string[] {
  return text.split(/\s+/u).filter((word) => word !== '');
}

/** The words of a search, each once, without those that stand in another one anyway. */
export function searchWords(text: string): string[] {
  const words = [...new Set(wordsOf(text))];
  return words.filter((word) => !words.some((other) => other !== word && other.includes(word)));
}

/** Stands before a substring with which a text begins: it is counted beside the same one anywhere. */
export const textStart = '\n';

/** The word with which a text begins, empty where white space does. */
function firstWord(text: string): string {
  return /^\S*/u.exec(text)?.[0] ?? '';
}

/** Says that a text holds a substring of a word, or begins with it. */
export function holdsGram(text: string, gram: string): boolean {
  return gram.startsWith(textStart) ? text.startsWith(gram.slice(textStart.length)) : text.includes(gram);
}

/**
 * Every distinct substring of every word, up to a length in code points; and those with which the text begins once more,
 * behind the sign of its start.
 */
export function gramsOf(text: string, lengthMax: number): Set<string> {
  const grams = new Set<string>();
  let start = textStart;
  for (const point of [...firstWord(text)].slice(0, lengthMax - 1)) {
    start += point;
    grams.add(start);
  }
  for (const word of wordsOf(text)) {
    const points = [...word];
    for (let start = 0; start < points.length; start++) {
      let gram = '';
      for (let end = start; end < Math.min(points.length, start + lengthMax); end++) {
        gram += points[end];
        grams.add(gram);
      }
    }
  }
  return grams;
}

/** The distinct substrings of a text that are `gram` and one code point more of the same word. */
export function extensionsOf(text: string, gram: string): Set<string> {
  const extensions = new Set<string>();
  if (gram.startsWith(textStart)) {
    const next = firstWord(text).codePointAt(gram.length - textStart.length);
    if (holdsGram(text, gram) && next !== undefined) extensions.add(gram + String.fromCodePoint(next));
    return extensions;
  }
  for (const word of wordsOf(text)) {
    for (let at = word.indexOf(gram); at >= 0; at = word.indexOf(gram, at + 1)) {
      const next = word.codePointAt(at + gram.length);
      if (next !== undefined) extensions.add(gram + String.fromCodePoint(next));
    }
  }
  return extensions;
}

/**
 * Stands behind a text's first letter in SQLite's index, so that a word with which the text begins is another one there than
 * the same word elsewhere: of a frequent name those rows can be asked for that hold it, but do not begin with it. Folding
 * takes this sign, as all of its kind, out of every text.
 */
export const startMark = '\u2060';

/** A word as it stands at the beginning of a text. */
export function markedWord(word: string): string {
  const [first = '', ...others] = word;
  return first + startMark + others.join('');
}

/** A text as it is indexed: a line end on either side, so that a word's end is a piece like any other. */
export function framedText(text: string): string {
  return `\n${text}\n`;
}

/** The same with its beginning marked, as SQLite's index has it. */
export function markedText(text: string): string {
  return framedText(firstWord(text) === '' ? text : markedWord(text));
}

/** Every run of three code points, in its order. */
export function trigramsOf(text: string): string[] {
  const points = [...text];
  const trigrams = new Set<string>();
  for (let start = 0; start + 3 <= points.length; start++)
    trigrams.add(points.slice(start, start + 3).join(''));
  return [...trigrams];
}

/** The number under which a list's trigram stands in the index: 32 bits of FNV-1a. Others may share it, so every hit is looked at. */
export function gramNumber(listNumber: number, gram: string): number {
  let hash = 0x811c9dc5 ^ listNumber;
  hash = Math.imul(hash ^ (hash >>> 15), 0x01000193);
  for (let index = 0; index < gram.length; index++)
    hash = Math.imul(hash ^ gram.charCodeAt(index), 0x01000193);
  return Math.imul(hash ^ (hash >>> 13), 0x5bd1e995) | 0;
}

/** Substring counts of many texts at once. */
export function countGrams(texts: Iterable<string>, into: Map<string, number>, lengthMax: number): void {
  for (const text of texts) {
    for (const gram of gramsOf(text, lengthMax)) into.set(gram, (into.get(gram) ?? 0) + 1);
  }
}
