// Patients: a realm's records of persons, and their identifiers.
import { z } from 'zod';
import { choice, failing, flag, id, pastDay, text, timestamp } from '../fields.ts';
import { direction, pagingFields } from '../paging.ts';
import { Case, sexes } from './cases.ts';

/** The keys of an address, in the order in which it is printed. */
export const addressKeys = ['street', 'city', 'region', 'postcode', 'country'] as const;

export const Address = z
  .object({
    street: z.string().nullable(),
    city: z.string().nullable(),
    region: z.string().nullable(),
    postcode: z.string().nullable(),
    country: z.string().nullable(),
  })
  .meta({ id: 'Address' });
export type Address = z.output<typeof Address>;

export const Patient = z
  .object({
    id: id(),
    given_names: z.string(),
    family_name: z.string(),
    date_of_birth: z
      .string()
      .nullable()
      .meta({ format: 'date', description: 'Null only where images made the patient and did not say it.' }),
    sex: z.enum(sexes),
    address: Address.nullable(),
    status: z.literal('active'),
    archived: z.boolean(),
    created_at: timestamp(),
    updated_at: timestamp(),
  })
  .meta({ id: 'Patient' });
export type Patient = z.output<typeof Patient>;

/** `GET /patients/{id}` answers the six keys of a case when the id is a case's. */
export const PatientOrCase = z.union([Patient, Case]);

export const patientInclusions = ['identifiers'] as const;
/** As many of a patient's identifiers are in a list. */
export const listedIdentifiersMax = 20;

export const patientSorts = ['name', 'created_at', 'updated_at', 'date_of_birth'] as const;

export const ListPatients = z.object({
  ...pagingFields,
  search: text(255).nullish().meta({
    description: 'Every word must occur in the names or an identifier; case and accents do not matter.',
  }),
  sort: choice(patientSorts).nullish().meta({
    description: 'The order; `name` is family name, then given names. Default `created_at`, newest first.',
  }),
  direction: direction(),
  archived: flag()
    .nullish()
    .meta({ description: 'Only the archived (true) or only the others (false, default).' }),
  include: choice(patientInclusions)
    .nullish()
    .meta({
      description: `Give with each patient also its \`identifiers\`, oldest first and at most ${listedIdentifiersMax}.`,
    }),
});
export type ListPatients = z.output<typeof ListPatients>;

const addressFields = z
  .object({
    street: text(255).nullish().meta({ description: 'Street and number.' }),
    city: text(255).nullish().meta({ description: 'City or place.' }),
    region: text(255).nullish().meta({ description: 'State, province or region.' }),
    postcode: text(20).nullish().meta({ description: 'Postal code.' }),
    country: text(2).nullish().meta({ description: 'Two letters, ISO 3166-1.' }),
  })
  .refine((value) => !Array.isArray(value), failing({ rule: 'array' }))
  .nullish();
const addressInput = z
  // Keys that are none of an address are passed over: who sends no other has sent nothing, and not an empty object.
  .preprocess((value) => (holdsOnlyOtherKeys(value) ? undefined : value), addressFields)
  .meta({ description: 'An empty object means the same as null.' });

function holdsOnlyOtherKeys(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const keys = Object.keys(value);
  return keys.length > 0 && !keys.some((key) => (addressKeys as readonly string[]).includes(key));
}

const patientFields = {
  given_names: text(255).meta({ description: 'First and middle names.', examples: ['Jessica'] }),
  family_name: text(255).meta({ description: 'The family name.', examples: ['Jones'] }),
  date_of_birth: pastDay().meta({ description: 'Before today; a time sent with it is dropped.' }),
  sex: choice(sexes).meta({ description: 'The sex that the record says.' }),
  address: addressInput,
};
export const CreatePatient = z.object(patientFields);
export type CreatePatient = z.output<typeof CreatePatient>;
export const UpdatePatient = z.object({
  given_names: patientFields.given_names.optional(),
  family_name: patientFields.family_name.optional(),
  date_of_birth: patientFields.date_of_birth.optional(),
  sex: patientFields.sex.optional(),
  address: addressInput,
});
export type UpdatePatient = z.output<typeof UpdatePatient>;

export const MergePatient = z.object({
  from_patient_id: text(64).meta({
    description: 'The record that ends: another patient of the same person.',
    examples: ['0199d2a4-7c15-7a10-9f00-2e4d6c8b0a15'],
  }),
});
export type MergePatient = z.output<typeof MergePatient>;

export const PatientIdentifier = z
  .object({
    id: id(),
    value: z.string(),
    issuer: z.string().nullable(),
    type: z.string().nullable(),
    created_at: timestamp(),
  })
  .meta({ id: 'PatientIdentifier' });
export type PatientIdentifier = z.output<typeof PatientIdentifier>;

export const ListedPatient = Patient.extend({
  identifiers: z
    .array(PatientIdentifier)
    .optional()
    .meta({ description: 'Only with `include=identifiers`.' }),
}).meta({ id: 'ListedPatient' });
export type ListedPatient = z.output<typeof ListedPatient>;

export const AddIdentifier = z.object({
  value: text(255).meta({ description: 'The identifier as its issuer writes it.', examples: ['MRN-0042'] }),
  issuer: text(255).nullish().meta({ description: 'Who issued it: Issuer of Patient ID (0010,0021).' }),
  type: text(255).nullish().meta({ description: 'What kind it is, for instance `MR` or `NH`.' }),
});
export type AddIdentifier = z.output<typeof AddIdentifier>;
