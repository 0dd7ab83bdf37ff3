// How many rows hold each word of a search, as far as the counts of substrings tell. Pure; reading them is in text-search-counts.ts.
import type { ListCounts } from './text-search-counts.ts';
import { gramLengthAlways, gramLengthMax, textStart, trigramsOf } from './text-search-grams.ts';

/** A number of rows: exactly, or at most. */
export interface Bound {
  readonly rowCount: number;
  readonly isExact: boolean;
}
/** A word of a search, and in how many rows it is. */
export interface CountedWord extends Bound {
  readonly word: string;
  /** In code points. */
  readonly length: number;
  /** How many texts begin with it. */
  readonly start: Bound;
  /** How many texts hold it, but do not begin with it: at most, or exactly. */
  readonly later: Bound;
  /** Its rarest trigrams, rarest first: enough to find it by. */
  readonly trigrams: readonly string[];
  /** How many entries hold the rarest. */
  readonly postingCount: number;
  /** How many entries hold its first trigram elsewhere than at their beginning. */
  readonly laterPostingCount: number;
}

/** A word is asked for by so many of its trigrams: each further one costs its postings and leaves out little. */
const trigramsAsked = 3;

/** What has to be known of a word's substrings to count it. */
export function gramsToCount(word: string): string[] {
  const [start, plain] = [prefixesOf(textStart + word), prefixesOf(word)];
  return [...plain, ...start, ...trigramsOf(word)];
}

function prefixesOf(text: string): string[] {
  const points = [...text].slice(0, gramLengthMax);
  return points
    .map((_, index) => points.slice(0, index + 1).join(''))
    .filter((prefix) => prefix !== textStart);
}

/** Counts a word. */
export function countWord(counts: ListCounts, word: string): CountedWord {
  const trigrams = trigramsOf(word);
  const countOf = (gram: string) => counts.countOf(gram).rowCount;
  const [first] = trigrams;
  const rarest = trigrams
    .map((trigram) => ({ trigram, rowCount: countOf(trigram) }))
    .sort((one, other) => one.rowCount - other.rowCount)
    .slice(0, trigramsAsked);
  const [all, start] = [boundOf(counts, word), boundOf(counts, textStart + word)];
  return {
    ...all,
    word,
    length: [...word].length,
    start,
    later: {
      rowCount: all.rowCount - (start.isExact ? start.rowCount : 0),
      isExact: all.isExact && start.isExact,
    },
    trigrams: rarest.map(({ trigram }) => trigram),
    postingCount: rarest[0]?.rowCount ?? 0,
    laterPostingCount: first === undefined ? 0 : countOf(first) - countOf(textStart + first),
  };
}

/** Follows a substring letter by letter as far as it is counted. */
function boundOf(counts: ListCounts, gram: string): Bound {
  const prefixes = prefixesOf(gram);
  let deepest = { rowCount: counts.rowCount, isOpen: true };
  for (const prefix of prefixes) {
    // Where extensions are not counted, this one is in no more rows than what it extends.
    if ([...prefix].length > gramLengthAlways && !deepest.isOpen)
      return { rowCount: deepest.rowCount, isExact: false };
    deepest = counts.countOf(prefix);
    if (deepest.rowCount <= 0) return { rowCount: 0, isExact: true };
  }
  return { rowCount: deepest.rowCount, isExact: prefixes.at(-1) === gram };
}
