// A case's label as the name and identifier of a patient, and whether a file has the letters of what is written into it.
import { decodeText, encodeText } from '../character-sets/index.ts';
import type { DataSet } from '../data-set/data-set.ts';

const labelCharactersMax = 64; // of LO, and of a group of PN

/** What all text of a file is written in when its own character sets lack a letter (PS3.5 6.1.2.3). */
export const unicode: readonly string[] = ['ISO_IR 192'];

/** The label as a value of the VR: without what would make it two values or components. */
export function labelText(label: string, vr: 'PN' | 'LO'): string {
  const delimiters = vr === 'PN' ? /[\\^=\p{Cc}]+/gu : /[\\\p{Cc}]+/gu;
  return [...label.normalize('NFC').replaceAll(delimiters, ' ').trim()].slice(0, labelCharactersMax).join('');
}

/** Whether texts can be written in the character sets of a data set and in those of each of its items. */
export function hasLettersOf(dataSet: DataSet, texts: readonly string[]): boolean {
  // Nearly all labels. The tilde is an overline in ISO_IR 13.
  const telling = texts.filter((text) => /[^\x20-\x7d]/.test(text));
  return telling.length === 0 || canWrite(dataSet, telling);
}

function canWrite({ characterSets, elements }: DataSet, texts: readonly string[]): boolean {
  const isThere = (text: string) =>
    decodeText(encodeText(text, characterSets, 'LO'), characterSets, 'LO') === text;
  return (
    texts.every(isThere) &&
    [...elements.values()].every(({ items = [] }) => items.every((item) => canWrite(item, texts)))
  );
}
