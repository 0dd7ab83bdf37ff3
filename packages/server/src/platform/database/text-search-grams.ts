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

/** Every distinct substring of every word, up to a length in code points. */
export function gramsOf(text: string, lengthMax: number): Set<string> {
  const grams = new Set<string>();
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
  for (const word of wordsOf(text)) {
    for (let at = word.indexOf(gram); at >= 0; at = word.indexOf(gram, at + 1)) {
      const next = word.codePointAt(at + gram.length);
      if (next !== undefined) extensions.add(gram + String.fromCodePoint(next));
    }
  }
  return extensions;
}

/** A text as it is indexed: a line end on either side, so that a word's end is a piece like any other. */
export function framedText(text: string): string {
  return `\n${text}\n`;
}

/** Every run of three code points. */
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
