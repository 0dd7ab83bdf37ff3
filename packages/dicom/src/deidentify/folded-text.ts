// Text folded so that every character of the folded form knows where it came from: what is found there can be cut out of
// the original. Folds by the same rules as search does.
import { foldText } from '../character-sets/index.ts';

/** Folded text and its way back. */
export interface FoldedText {
  /** What `positions` counts in: the original in NFC. */
  readonly original: string;
  readonly folded: string;
  /** For each UTF-16 unit of `folded`, where its character begins in `original`; one more for the end. */
  readonly positions: readonly number[];
}

/** Folds character by character; a form that gives the same whether or not accents are composed. */
export function foldWithPositions(text: string): FoldedText {
  const original = text.normalize('NFC');
  let folded = '';
  const positions: number[] = [];
  let position = 0;
  for (const character of original) {
    const part = foldCharacter(character);
    for (let index = 0; index < part.length; index += 1) positions.push(position);
    folded += part;
    position += character.length;
  }
  positions.push(position);
  return { original, folded, positions };
}

/** The folded form alone: ASCII, which nearly all text is, in one step. */
export function fold(text: string): string {
  return /^[\t\n\r\x20-\x7e]*$/.test(text)
    ? text.toLowerCase().replaceAll(/[\t\n\r]/g, ' ')
    : foldWithPositions(text).folded;
}

/** White space and control characters separate words; everything else is as search folds it. */
function foldCharacter(character: string): string {
  return /[\s\p{Cc}]/u.test(character) ? ' ' : foldText(character);
}
