// Examples of the operations on cases, patients and their identifiers. Nobody's data.
import type { Examples } from './examples.ts';
import type { Page } from './paging.ts';
import type { Case } from './resources/cases.ts';
import type { Patient, PatientIdentifier } from './resources/patients.ts';

/** The address in examples; samples and the reference page put the server's own in its place. */
const server = 'http://127.0.0.1:8100/api/v1';

/** A page of one row, as a list answers it. */
export function pageOfOne<T>(path: string, row: T): Page<T> {
  const link = `${server}${path}?page=1`;
  return {
    data: [row],
    links: { first: link, last: link, prev: null, next: null },
    meta: { current_page: 1, from: 1, last_page: 1, per_page: 25, to: 1, total: 1 },
  };
}

const aCase: Case = {
  id: '003fb6c7-a399-46de-8199-ac51e031bd10',
  label: 'CASE-00142',
  status: 'deidentified',
  archived: false,
  created_at: '2025-01-15T10:30:00.000000Z',
  updated_at: '2025-01-15T10:30:00.000000Z',
};

export const aPatient: Patient = {
  id: '003fb6c7-a399-46de-8199-ac51e031bd10',
  given_names: 'Jessica',
  family_name: 'Jones',
  date_of_birth: '1985-06-15',
  sex: 'female',
  address: { street: '123 Main Street', city: 'Sydney', region: 'NSW', postcode: '2000', country: 'au' },
  status: 'active',
  archived: false,
  created_at: '2025-01-15T10:30:00.000000Z',
  updated_at: '2025-01-15T10:30:00.000000Z',
};

const anIdentifier: PatientIdentifier = {
  id: 'd4e5f6a7-b8c9-40e1-b2a3-b4c5d6e7f8a9',
  value: 'MRN-0042',
  issuer: 'Sydney General',
  type: 'MR',
  created_at: '2025-01-15T10:30:00.000000Z',
};

const changedAt = '2025-02-18T12:00:00.000000Z';

/** The example of each operation on records. */
export const recordExamples: Examples<
  | 'listCases'
  | 'createCase'
  | 'showCase'
  | 'updateCase'
  | 'deleteCase'
  | 'archiveCase'
  | 'unarchiveCase'
  | 'listPatients'
  | 'createPatient'
  | 'showPatient'
  | 'updatePatient'
  | 'deletePatient'
  | 'archivePatient'
  | 'unarchivePatient'
  | 'listIdentifiers'
  | 'addIdentifier'
  | 'removeIdentifier'
> = {
  listCases: {
    request: { per_page: 25, search: 'CASE', sort: 'label', direction: 'asc', archived: false },
    answer: pageOfOne('/cases', aCase),
  },
  createCase: {
    request: { label: 'CASE-00143', sex: 'other', date_of_birth: '2009-11-01' },
    answer: {
      data: {
        ...aCase,
        id: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
        label: 'CASE-00143',
        created_at: '2025-02-18T10:30:00.000000Z',
        updated_at: '2025-02-18T10:30:00.000000Z',
      },
    },
  },
  showCase: { request: {}, answer: { data: aCase } },
  updateCase: {
    request: { label: 'CASE-00142-UPDATED', sex: 'male', date_of_birth: '2011-05-10' },
    answer: { data: { ...aCase, label: 'CASE-00142-UPDATED', updated_at: changedAt } },
  },
  deleteCase: { request: {}, answer: undefined },
  archiveCase: { request: {}, answer: { data: { ...aCase, archived: true, updated_at: changedAt } } },
  unarchiveCase: { request: {}, answer: { data: { ...aCase, updated_at: changedAt } } },
  listPatients: {
    request: { per_page: 25, search: 'jones', sort: 'created_at', direction: 'desc', archived: false },
    answer: pageOfOne('/patients', aPatient),
  },
  createPatient: {
    request: {
      given_names: 'Jessica',
      family_name: 'Jones',
      date_of_birth: '1985-06-15',
      sex: 'female',
      address: { street: '123 Main Street', city: 'Sydney', region: 'NSW', postcode: '2000', country: 'au' },
    },
    answer: { data: aPatient },
  },
  showPatient: {
    request: {},
    answer: { data: aPatient },
    otherAnswers: { "A case's id": { data: aCase } },
  },
  updatePatient: {
    request: { family_name: 'Jones-Cage', address: { city: 'Newcastle', postcode: '2300' } },
    answer: {
      data: {
        ...aPatient,
        family_name: 'Jones-Cage',
        address: {
          street: '123 Main Street',
          city: 'Newcastle',
          region: 'NSW',
          postcode: '2300',
          country: 'au',
        },
        updated_at: changedAt,
      },
    },
  },
  deletePatient: { request: {}, answer: undefined },
  archivePatient: { request: {}, answer: { data: { ...aPatient, archived: true, updated_at: changedAt } } },
  unarchivePatient: { request: {}, answer: { data: { ...aPatient, updated_at: changedAt } } },
  listIdentifiers: {
    request: { per_page: 25 },
    answer: pageOfOne(`/patients/${aPatient.id}/identifiers`, anIdentifier),
  },
  addIdentifier: {
    request: { value: 'MRN-0042', issuer: 'Sydney General', type: 'MR' },
    answer: { data: anIdentifier },
  },
  removeIdentifier: { request: {}, answer: undefined },
};
