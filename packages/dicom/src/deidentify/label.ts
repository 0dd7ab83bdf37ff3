// A case's label as the name and identifier of a patient, in the character sets that a data set has.
import { decodeText, encodeText } from '../character-sets/index.ts';

const labelCharactersMax = 64; // of LO, and of a group of PN

/** The label as a value of the VR: without what would make it two values or components, and in letters that are there. */
export function fittingLabel(label: string, vr: 'PN' | 'LO', characterSets: readonly string[]): string {
  const delimiters = vr === 'PN' ? /[\\^=\p{Cc}]+/gu : /[\\\p{Cc}]+/gu;
  const one = [...label.normalize('NFC').replaceAll(delimiters, ' ').trim()]
    .slice(0, labelCharactersMax)
    .join('');
  if (decodeText(encodeText(one, characterSets, vr), characterSets, vr) === one) return one;
  const plain = one
    .normalize('NFKD')
    .replaceAll(/[^\x20-\x7e]/g, '')
    .trim();
  return plain === '' ? 'CASE' : plain;
}
