// Which demographics contradict a record, and which are only written in another way.

import { readFile as readDicom } from '@lumenbox/dicom';
import { aDataSet } from '@lumenbox/dicom/testing';
import { describe, expect, it } from 'vitest';
import { differenceSentence, differingFields } from './compare-patient.ts';
import { personNameText, readPatient, type StatedPatient } from './stated-patient.ts';

const record = {
  given_names: 'Mary Jane',
  family_name: "O'Neill",
  date_of_birth: '1980-02-01',
  sex: 'female',
};
const stated = (patientName: string, more = {}): StatedPatient =>
  readPatient(
    readDicom(aDataSet({ patientName, patientBirthDate: '', patientSex: '', patientId: '', ...more }).bytes)
      .dataSet,
  );
const differs = (patient: StatedPatient, facts = {}, identifiers: { value: string; issuer: string }[] = []) =>
  differingFields(patient, { facts: { ...record, ...facts }, identifiers });

describe('names', () => {
  it.each([
    "O'Neill^Mary^Jane",
    'ONEILL^MARY JANE',
    "o'neill^mary",
    "O'Neill^M^J",
    "O'Neill^Mary^Jane^Dr.^PhD",
    "Mary Jane^O'Neill",
    "Mary Jane O'Neill",
    'O’NÉILL^Mary-Jane',
    "O'Neill",
    '',
    "X^Y=オニール^メアリー=O'Neill^Mary",
  ])('takes %j for the same person', (name) => {
    expect(differs(stated(name))).toEqual([]);
  });

  it.each(["O'Neill^Sarah", 'Smith^Mary Jane', 'M^J', 'Anonymous', "O'Neill^Mary^Jane^^^"])(
    'judges %j by its words',
    (name) => {
      const isSame = name === "O'Neill^Mary^Jane^^^";
      expect(differs(stated(name))).toEqual(isSame ? [] : ['name']);
    },
  );

  it('parts words as people write them', () => {
    const dutch = { given_names: 'Jan', family_name: 'van der Berg' };
    expect(differs(stated('Vanderberg^Jan'), dutch)).toEqual([]);
    expect(differs(stated('Vanderberg^Piet'), dutch)).toEqual(['name']);
    expect(differs(stated('van der Berg^Jan'), dutch)).toEqual([]);
    expect(differs(stated('山田^太郎'), { given_names: '太郎', family_name: '山田' })).toEqual([]);
  });
});

describe('the other values', () => {
  it('never contradict when one side does not say', () => {
    expect(differs(stated(''), { date_of_birth: null, sex: null })).toEqual([]);
    expect(differs(stated('', { patientSex: 'M' }), { sex: 'unknown' })).toEqual([]);
    expect(differs(stated('', { patientBirthDate: '19800231' }))).toEqual([]);
    expect(differs(stated('', { patientId: 'X' }))).toEqual([]);
  });

  it('contradict when both say something else', () => {
    expect(differs(stated('', { patientBirthDate: '19800202' }))).toEqual(['birth date']);
    expect(differs(stated('', { patientSex: 'O' }))).toEqual(['sex']);
    expect(differs(stated('', { patientId: 'X' }), {}, [{ value: 'Y', issuer: '' }])).toEqual(['identifier']);
  });

  it('compare identifiers of one issuer, and let an equal one settle it', () => {
    expect(differs(stated('', { patientId: 'X' }), {}, [{ value: 'Y', issuer: 'HOSPITAL' }])).toEqual([]);
    expect(
      differs(stated('', { patientId: 'X' }), {}, [
        { value: 'X', issuer: 'HOSPITAL' },
        { value: 'Z', issuer: '' },
      ]),
    ).toEqual([]);
  });

  it('are named in a sentence, without what they are', () => {
    expect(differenceSentence(['sex'])).toBe("The sex in the file differs from the patient's.");
    expect(differenceSentence(['name', 'birth date', 'sex'])).toBe(
      "The name, birth date and sex in the file differ from the patient's.",
    );
  });
});

describe('names as people write them', () => {
  it('have their parts in order and nothing else', () => {
    expect(personNameText('House^Gregory^J^Dr.^MD')).toBe('Dr. Gregory J House MD');
    expect(personNameText('=山田^太郎')).toBe('太郎 山田');
    expect(personNameText('')).toBe('');
  });
});
