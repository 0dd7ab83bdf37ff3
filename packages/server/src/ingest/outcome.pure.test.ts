// What is said of files that were not simply stored, and that people read it in their language.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { holdSentences } from './assign.ts';
import { differenceSentence } from './compare-patient.ts';
import { heldForReview, ignoreSentences, rejectSentences, stillIdentified } from './outcome.ts';

/** By its words the dashboard finds the translation of a sentence. */
const known = readFileSync(new URL('../../../web/src/shared/i18n/en/verdicts.ts', import.meta.url), 'utf8');

describe('what is said of a file', () => {
  it('is known to the dashboard, word for word', () => {
    const sentences = [rejectSentences, ignoreSentences, holdSentences].flatMap((one) => Object.values(one));
    expect(sentences.length).toBeGreaterThan(40);
    expect(sentences.filter((sentence) => !known.includes(sentence))).toEqual([]);
  });

  it('is known with what differs and what is left to do in its place', () => {
    const patterns = [
      differenceSentence(['sex']).replace('sex', '{{facts}}'),
      differenceSentence(['name', 'birth date']).replace('name and birth date', '{{facts}}'),
      stillIdentified(['PatientName']).sentence.replace('PatientName', '{{attributes}}'),
      heldForReview([], '1.2').sentence.replace('Reasons: .', 'Reasons: {{reasons}}.'),
    ];
    expect(patterns.filter((sentence) => !known.includes(sentence))).toEqual([]);
  });
});
