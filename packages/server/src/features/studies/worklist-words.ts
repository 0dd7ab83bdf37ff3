// What is asked of the worklist, as the terms under which its studies are found. Pure.
import { foldText } from '@lumenbox/dicom';

/** What a study must be found by: any of some terms, or any term that begins so. */
export type TermCondition = { readonly anyOf: readonly string[] } | { readonly begins: string };

/** What is asked of the words of a study. */
export interface WorklistWords {
  modalities: readonly string[];
  bodyPart: string;
  institution: string;
  status: string;
  /** Undefined: with or without. */
  hasReport: boolean | undefined;
  search: string;
}

/** The same signs as in the migration that keeps the terms, and white space. */
const separators = /[\s,;^/\\()\-_]+/u;
/** Longer words are kept as their beginning. */
const wordLengthMax = 64;

/** The conditions on terms; each must hold. */
export function termConditions(asked: WorklistWords): TermCondition[] {
  const modalities = asked.modalities.map((modality) => `m:${firstOf(upper(modality))}`);
  const bodyPart = upper(asked.bodyPart.trim());
  return [
    ...wordsOf(foldText(asked.search)).map((word) => ({ begins: `w:${word}` })),
    ...wordsOf(lower(asked.institution)).map((word) => ({ anyOf: [`i:${word}`] })),
    ...(modalities.length > 0 ? [{ anyOf: modalities }] : []),
    ...(bodyPart === '' ? [] : [{ anyOf: [`b:${bodyPart}`] }]),
    ...(asked.status === '' ? [] : [{ anyOf: [`s:${asked.status}`] }]),
    ...(asked.hasReport === undefined ? [] : [{ anyOf: [asked.hasReport ? 'r:1' : 'r:0'] }]),
  ];
}

/** The different words of a text, each cut where the kept ones are. */
export function wordsOf(text: string): string[] {
  return [...new Set(text.split(separators).filter((word) => word !== ''))].map(firstOf);
}

const firstOf = (word: string) => [...word].slice(0, wordLengthMax).join('');
// Databases fold the letters A to Z alone where a column is not folded by us, so nothing else may be folded here.
const lower = (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
const upper = (text: string) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
