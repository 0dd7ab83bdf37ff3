// Reads Specific Character Set (0008,0005) where it stands, as all text behind it depends on it (PS3.3 C.12.1.1.2).
import { normaliseCharacterSets } from '../character-sets/index.ts';
import type { Extent } from '../data-set/data-set.ts';

const lengthMax = 1024; // there are two dozen terms of at most 16 characters

// Nearly all data sets of an archive name the same character sets: the last answer serves the next file too.
let lastText = '';
let lastTerms: readonly string[] = [];

/** The terms in a value of Specific Character Set, in the standard's spelling. */
export function readCharacterSets(bytes: Uint8Array, { offset, length }: Extent): readonly string[] {
  let text = '';
  const end = offset + Math.min(length, lengthMax);
  for (let index = offset; index < end; index += 1) text += String.fromCharCode(bytes[index] as number);
  if (text !== lastText) {
    lastText = text;
    lastTerms = normaliseCharacterSets(text.split('\\'));
  }
  return lastTerms;
}
