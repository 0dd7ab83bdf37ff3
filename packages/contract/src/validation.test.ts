// The sentences that clients know, word for word.
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { operations } from './operations/index.ts';
import { validate, validationMessage } from './validation.ts';

const errorsOf = (schema: z.ZodType, input: unknown) => {
  const result = validate(schema, input);
  return result.ok ? {} : result.errors;
};
const patient = { given_names: 'A', family_name: 'B', date_of_birth: '1985-06-15', sex: 'female' };
const today = () => new Date().toISOString().slice(0, 10);

describe('a fault is told in the words that clients know', () => {
  const { createCase, createPatient, listCases, listStudies, createStudy, createToken, signIn } = operations;
  it.each([
    ['a required field that is absent', createCase, {}, 'label', 'The label field is required.'],
    ['a required field that is null', createCase, { label: null }, 'label', 'The label field is required.'],
    ['underscores as spaces', createPatient, {}, 'given_names', 'The given names field is required.'],
    ['no text', createCase, { label: 7 }, 'label', 'The label field must be a string.'],
    ['no integer', listCases, { per_page: 'x' }, 'per_page', 'The per page field must be an integer.'],
    ['a fraction', listCases, { per_page: 1.5 }, 'per_page', 'The per page field must be an integer.'],
    [
      'too many',
      listCases,
      { per_page: 101 },
      'per_page',
      'The per page field must not be greater than 100.',
    ],
    ['too few', listCases, { per_page: 0 }, 'per_page', 'The per page field must be at least 1.'],
    ['no boolean', listCases, { archived: 'maybe' }, 'archived', 'The archived field must be true or false.'],
    [
      'no boolean object',
      listCases,
      { archived: {} },
      'archived',
      'The archived field must be true or false.',
    ],
    [
      'too long a text',
      createCase,
      { label: 'x'.repeat(256) },
      'label',
      'The label field must not be greater than 255 characters.',
    ],
    ['none of the choices', createPatient, { ...patient, sex: 'x' }, 'sex', 'The selected sex is invalid.'],
    [
      'a choice of another type',
      createPatient,
      { ...patient, sex: 4 },
      'sex',
      'The selected sex is invalid.',
    ],
    [
      'no date',
      listStudies,
      { date_from: 'never' },
      'date_from',
      'The date from field must be a valid date.',
    ],
    [
      'a number for a date',
      listStudies,
      { date_from: 20250110 },
      'date_from',
      'The date from field must be a valid date.',
    ],
    [
      'an object for a date',
      createPatient,
      { ...patient, date_of_birth: {} },
      'date_of_birth',
      'The date of birth field must be a valid date.',
    ],
    [
      'today as a birth date',
      createPatient,
      { ...patient, date_of_birth: today() },
      'date_of_birth',
      'The date of birth field must be a date before today.',
    ],
    [
      'dates the wrong way round',
      listStudies,
      { date_from: '2025-02-01', date_to: '2025-01-31' },
      'date_to',
      'The date to field must be a date after or equal to date from.',
    ],
    [
      'a uid that another field asks for',
      createStudy,
      { availability: 'dicom' },
      'study_instance_uid',
      'The study instance uid field is required when availability is dicom.',
    ],
    [
      'a malformed uid',
      createStudy,
      { availability: 'dicom', study_instance_uid: '1.02.3' },
      'study_instance_uid',
      'The study instance uid field format is invalid.',
    ],
    ['a NUL character', createCase, { label: 'a\0b' }, 'label', 'The label field format is invalid.'],
    [
      'a list for an object',
      createPatient,
      { ...patient, address: [] },
      'address',
      'The address field must be an array.',
    ],
    [
      'a text for an object',
      createPatient,
      { ...patient, address: 'x' },
      'address',
      'The address field must be an array.',
    ],
    [
      'a nested field',
      createPatient,
      { ...patient, address: { country: 'AUS' } },
      'address.country',
      'The address.country field must not be greater than 2 characters.',
    ],
    [
      'a text for a list',
      createToken,
      { name: 'x', scopes: 'admin' },
      'scopes',
      'The scopes field must be an array.',
    ],
    [
      'an empty list',
      createToken,
      { name: 'x', scopes: [] },
      'scopes',
      'The scopes field must have at least 1 items.',
    ],
    [
      'a list item',
      createToken,
      { name: 'x', scopes: ['nothing'] },
      'scopes.0',
      'The selected scopes.0 is invalid.',
    ],
    ['a missing password', signIn, { email: 'a@b' }, 'password', 'The password field is required.'],
  ])('%s', (_what, { input: schema }, input, field, sentence) => {
    expect(errorsOf(schema, input)).toMatchObject({ [field]: [sentence] });
  });

  it('of several fields are told beside those of single ones', () => {
    expect(Object.keys(errorsOf(createStudy.input, { availability: 'dicom', notes: 5 }))).toEqual([
      'notes',
      'study_instance_uid',
    ]);
    expect(
      Object.keys(
        errorsOf(listStudies.input, { sort: 'zz', date_from: '2025-01-02', date_to: '2025-01-01' }),
      ),
    ).toEqual(['sort', 'date_to']);
    expect(Object.keys(errorsOf(listStudies.input, { date_from: 'never', date_to: '2025-01-01' }))).toEqual([
      'date_from',
    ]);
  });

  it('every field at once, one sentence each', () => {
    expect(errorsOf(createPatient.input, { sex: 'x' })).toEqual({
      given_names: ['The given names field is required.'],
      family_name: ['The family name field is required.'],
      date_of_birth: ['The date of birth field is required.'],
      sex: ['The selected sex is invalid.'],
    });
  });
});

describe('the message over the faults', () => {
  it.each([
    [{ a: ['One.'] }, 'One.'],
    [{ a: ['One.'], b: ['Two.'] }, 'One. (and 1 more error)'],
    [{ a: ['One.'], b: ['Two.', 'Three.'], c: ['Four.'] }, 'One. (and 3 more errors)'],
    [{}, 'The given data was invalid.'],
  ])('counts them: %j', (errors, message) => {
    expect(validationMessage(errors)).toBe(message);
  });
});

describe('what is sent', () => {
  it('may hold keys that nobody knows', () => {
    expect(validate(operations.createCase.input, { label: 'x', colour: 'red' })).toEqual({
      ok: true,
      value: { label: 'x' },
    });
  });

  it('changes only what it names', () => {
    expect(validate(operations.updatePatient.input, { sex: 'other' })).toEqual({
      ok: true,
      value: { sex: 'other' },
    });
  });

  it('cannot take a required field away', () => {
    expect(errorsOf(operations.updatePatient.input, { family_name: null })).toEqual({
      family_name: ['The family name field is required.'],
    });
  });

  it('may name a study as something digital by any text', () => {
    const sent = { availability: 'digital', study_instance_uid: 'nhvqctbppmg' };
    expect(validate(operations.createStudy.input, sent)).toMatchObject({ ok: true });
  });
});
