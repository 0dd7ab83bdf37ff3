// What the server refuses is said in the language of the page: every sentence that the contract words, and what nobody knows as it is.
import {
  CreateCase,
  CreatePatient,
  CreatePeer,
  CreateStudy,
  CreateWorklistView,
  ListWorklist,
  validate,
} from '@lumenbox/contract';
import { beforeAll, describe, expect, it } from 'vitest';
import { de } from './de/catalogue.ts';
import { en } from './en/catalogue.ts';
import { i18n } from './i18n.ts';
import { learnSentences, translateSentence } from './server-sentences.ts';

beforeAll(() => {
  learnSentences(en.refusals);
  i18n.addResourceBundle('de', 'translation', de);
  i18n.addResourceBundle('en', 'translation', en);
});
const german = i18n.getFixedT('de');
const english = i18n.getFixedT('en');

/** The sentences of the contract for inputs that are wrong in every way that forms can be. */
const worded = [
  validate(CreatePatient, {}),
  validate(CreatePatient, { given_names: 'x'.repeat(300), family_name: 7, date_of_birth: 'soon', sex: 'x' }),
  validate(CreatePatient, {
    given_names: 'a',
    family_name: 'b',
    sex: 'male',
    date_of_birth: '2999-01-01',
    address: 7,
  }),
  validate(CreateCase, { label: '\0' }),
  validate(CreateStudy, { availability: 'dicom' }),
  validate(CreatePeer, { ae_title: 'A', port: 0, tls: 'perhaps' }),
  validate(CreatePeer, { ae_title: 'A', port: 70_000, rights: ['store', 'store', 'store', 'store'] }),
  validate(CreatePeer, { ae_title: 'A', port: 1.5 }),
  validate(CreateWorklistView, { name: 'A', filters: { date_from: '2025-02-01', date_to: '2025-01-01' } }),
  validate(ListWorklist, { per_page: 500 }),
].flatMap((result) => (result.ok ? [] : Object.values(result.errors).flat()));

describe('a sentence of the server', () => {
  it('is said in German, whatever the contract words', () => {
    expect(worded.length).toBeGreaterThan(15);
    expect(worded.filter((sentence) => translateSentence(sentence, german) === sentence)).toEqual([]);
    expect(translateSentence('The given names field is required.', german)).toBe(
      'Vornamen: Diese Angabe fehlt.',
    );
    expect(translateSentence('The label field must not be greater than 255 characters.', german)).toBe(
      'Bezeichnung: höchstens 255 Zeichen.',
    );
    expect(translateSentence('The date to field must be a date after or equal to date from.', german)).toBe(
      'Bis: darf nicht vor „Von“ liegen.',
    );
  });
  it('stays as it is in English, word for word', () => {
    for (const sentence of worded) expect(translateSentence(sentence, english)).toBe(sentence);
  });
  it('is told with how many others there are', () => {
    const message = 'The label field is required. (and 3 more errors)';
    expect(translateSentence(message, german)).toBe(
      'Bezeichnung: Diese Angabe fehlt. (und 3 weitere Fehler)',
    );
    expect(translateSentence(message, english)).toBe(message);
    const one = 'The label field is required. (and 1 more error)';
    expect(translateSentence(one, english)).toBe(one);
  });
  it('keeps a field that has no name of ours, and a sentence that nobody knows', () => {
    expect(translateSentence('The quantum field is required.', german)).toBe('quantum: Diese Angabe fehlt.');
    expect(translateSentence('Something else happened.', german)).toBe('Something else happened.');
  });
});
