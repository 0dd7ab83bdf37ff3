// Finds known identities in text and cuts them out. Compiled once for the words of a study.
import { type FoldedText, fold, foldWithPositions } from './folded-text.ts';
import type { Identities } from './identities.ts';
import { gap, identityPatterns } from './identity-patterns.ts';

/** What stands in the place of an identity. */
export const cutMark = '***';

/** Searches for the identities that it was made of. */
export interface IdentityMatcher {
  /** Whether one of them stands in the text. */
  isIn(text: string): boolean;
  /**
   * Whether one of at least so many letters, or several side by side that have as many, stands in bytes read as text,
   * where shorter ones stand by chance.
   */
  isInBytes(text: string, lettersMin: number): boolean;
  /** The text with {@link cutMark} for each of them; the same text when none is there. */
  cut(text: string): string;
}

/** The same descriptions come with every instance of a series: looked up, not searched again. */
const rememberedMax = 4000;
/** Longer texts are searched each time: they are rare, and would fill the memory. */
const rememberedCharactersMax = 200;

/** Makes a matcher. */
export function createIdentityMatcher(identities: Identities): IdentityMatcher {
  const { sources, shortNames } = identityPatterns(identities);
  // Longer alternatives first: a phone number before the year in it.
  const expression = sources.length === 0 ? undefined : new RegExp(sources.map(grouped).join('|'), 'gu');
  const remembered = new Map<string, boolean>();
  const search = (text: string): boolean =>
    expression !== undefined && text !== '' && findAll(expression, text, shortNames).length > 0;
  const isIn = (text: string): boolean => {
    if (text.length > rememberedCharactersMax) return search(text);
    const known = remembered.get(text);
    if (known !== undefined) return known;
    if (remembered.size >= rememberedMax) remembered.clear();
    const found = search(text);
    remembered.set(text, found);
    return found;
  };
  return {
    isIn,
    isInBytes: (text, lettersMin) =>
      expression !== undefined &&
      sideBySide(findAll(expression, text, shortNames), fold(text)).some(
        ([start, end]) => end - start >= lettersMin,
      ),
    cut(text) {
      if (expression === undefined || !isIn(text)) return text;
      return cutAll(foldWithPositions(text), findAll(expression, text, shortNames));
    },
  };
}

function grouped(source: string): string {
  return `(?:${source})`;
}

type Extent = readonly [start: number, end: number];

/** Extents in the folded text. */
function findAll(expression: RegExp, text: string, shortNames: ReadonlySet<string>): Extent[] {
  const extents: Extent[] = [];
  const folded = fold(text);
  let positions: FoldedText | undefined;
  for (const match of folded.matchAll(expression)) {
    const found = match[0];
    if (found === '') continue;
    if (shortNames.has(found)) {
      positions ??= foldWithPositions(text);
      const first = positions.original.slice(positions.positions[match.index]).slice(0, 1);
      if (first === first.toLowerCase()) continue;
    }
    extents.push([match.index, match.index + found.length]);
  }
  return extents;
}

const gapOnly = new RegExp(`^${gap}$`, 'u');

/** Extents with no more than a gap between them as one: what is an identifier too is found alone, and not with the rest of the name. */
function sideBySide(extents: readonly Extent[], folded: string): Extent[] {
  const joined: Extent[] = [];
  for (const [start, end] of extents) {
    const last = joined.at(-1);
    if (last !== undefined && gapOnly.test(folded.slice(last[1], start)))
      joined[joined.length - 1] = [last[0], end];
    else joined.push([start, end]);
  }
  return joined;
}

function cutAll({ original, positions }: FoldedText, extents: readonly Extent[]): string {
  let result = '';
  let end = 0;
  for (const [from, to] of extents) {
    const start = positions[from] ?? original.length;
    result += original.slice(end, start) + cutMark;
    end = Math.max(end, positions[to] ?? original.length);
  }
  return result + original.slice(end);
}
