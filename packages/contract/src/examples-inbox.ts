// Examples of the operations on the inbox, and of merging and moving. Nobody's data.
import type { Examples } from './examples.ts';
import { aPatient, pageOfOne } from './examples-records.ts';
import { aStudy } from './examples-studies.ts';
import type { HeldStudy } from './resources/inbox.ts';

const aHeldStudy: HeldStudy = {
  id: '0199d2a4-7c20-7b3c-8d11-5f6a7b8c9d20',
  study_instance_uid: '1.2.840.113619.2.55.3.604688120',
  reason: 'several-patients: Several patients fit the file. Send it to one of them.',
  patient_id: null,
  state: 'waiting',
  facts: {
    given_names: 'Jessica',
    family_name: 'Jones',
    date_of_birth: '1985-06-15',
    sex: 'female',
    identifier: { value: 'MRN-0042', issuer: null },
    study_description: 'CT CHEST W CONTRAST',
    study_date: '2025-01-10',
    accession_no: 'ACC001235',
    institution_name: 'Sydney Radiology',
    modality: 'CT',
  },
  instance_count: 156,
  size_bytes: 82_116_608,
  created_at: '2025-01-10T15:30:00.000000Z',
  updated_at: '2025-01-10T15:31:10.000000Z',
};
const otherPatientId = '0199d2a4-7c15-7a10-9f00-2e4d6c8b0a15';
const { id, given_names, family_name, date_of_birth, sex } = aPatient;

export const inboxExamples: Examples<
  'listHeldStudies' | 'showHeldStudy' | 'assignHeldStudy' | 'discardHeldStudy' | 'mergePatient' | 'moveStudy'
> = {
  listHeldStudies: { request: { per_page: 25 }, answer: pageOfOne('/inbox', aHeldStudy) },
  showHeldStudy: {
    request: {},
    answer: {
      data: {
        ...aHeldStudy,
        candidates: [{ id, given_names, family_name, date_of_birth, sex, fits_by: 'identifier' }],
      },
    },
  },
  assignHeldStudy: {
    request: { patient_id: aPatient.id },
    answer: { data: { ...aHeldStudy, state: 'assigning' } },
    otherRequests: { 'To a new patient': { create_patient: true } },
  },
  discardHeldStudy: { request: {}, answer: undefined },
  mergePatient: { request: { from_patient_id: otherPatientId }, answer: { data: aPatient } },
  moveStudy: { request: { to_patient_id: otherPatientId }, answer: { data: aStudy } },
};
