// The facts of the API that existing clients know: methods, paths, printed bodies, forms of printed answers.
import type { Form } from './forms.ts';

/** One operation as it is printed. */
export interface SeedFact {
  readonly title: string;
  readonly method: string;
  /** With `*` where an id stands. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
  /** The form of the printed answer; `empty` where it is said to be empty, undefined where none is printed. */
  readonly answer?: Form | 'empty';
}

const caseForm: Form = {
  id: 'uuid',
  label: 'string',
  status: 'string',
  archived: 'boolean',
  created_at: 'timestamp',
  updated_at: 'timestamp',
};

const addressForm: Form = {
  street: 'string',
  city: 'string',
  region: 'string',
  postcode: 'string',
  country: 'string',
};

const patientForm: Form = {
  id: 'uuid',
  given_names: 'string',
  family_name: 'string',
  date_of_birth: 'string',
  sex: 'string',
  address: addressForm,
  status: 'string',
  archived: 'boolean',
  created_at: 'timestamp',
  updated_at: 'timestamp',
};

const seriesForm: Form = {
  id: 'uuid',
  series_instance_uid: 'string',
  series_number: 'number',
  series_description: 'string',
  modality: 'string',
  body_part_examined: 'string',
  instance_count: 'number',
};

const reportForm: Form = { id: 'uuid', title: 'string', type: 'string', date: 'string' };

function studyForm(forms: Readonly<Record<string, Form>>): Form {
  return {
    id: 'uuid',
    study_instance_uid: 'string',
    study_description: 'string',
    study_date: 'string',
    study_time: 'string',
    accession_no: 'string',
    modalities: ['string'],
    institution_name: 'string',
    referring_physician_name: 'string',
    series_count: 'number',
    instance_count: 'number',
    availability: 'string',
    status: 'string',
    notes: 'any',
    series: [],
    reports: [],
    created_at: 'timestamp',
    updated_at: 'timestamp',
    ...forms,
  };
}

function pageForm(row: Form): Form {
  return {
    data: [row],
    links: { first: 'string', last: 'string', prev: 'any', next: 'any' },
    meta: {
      current_page: 'number',
      from: 'number',
      last_page: 'number',
      per_page: 'number',
      to: 'number',
      total: 'number',
    },
  };
}

/** The form of a patient, for the operations whose answer is not printed. */
export const onePatientForm: Form = { data: patientForm };

/** The fifteen operations, in the printed order. */
export const seedFacts: readonly SeedFact[] = [
  {
    title: 'List cases.',
    method: 'GET',
    path: '/api/v1/cases',
    body: { per_page: 7, search: 'rzp', sort: 'label', direction: 'asc', archived: false },
    answer: pageForm(caseForm),
  },
  {
    title: 'Create a Case.',
    method: 'POST',
    path: '/api/v1/cases',
    body: { label: 'nvtgvzvdmelospjvztft', sex: 'other', date_of_birth: '2009-11-01' },
    answer: { data: caseForm },
  },
  { title: 'Show a Case.', method: 'GET', path: '/api/v1/cases/*', answer: { data: caseForm } },
  {
    title: 'Update a Case.',
    method: 'PUT',
    path: '/api/v1/cases/*',
    body: { label: 'zkmrlcjeho', sex: 'male', date_of_birth: '2011-05-10' },
    answer: { data: caseForm },
  },
  { title: 'Delete a Case.', method: 'DELETE', path: '/api/v1/cases/*', answer: 'empty' },
  {
    title: 'List patients for the current team realm.',
    method: 'GET',
    path: '/api/v1/patients',
    body: {
      per_page: 9,
      search: 'cjitazziahaxrcxwogbcs',
      sort: 'created_at',
      direction: 'desc',
      archived: false,
    },
    answer: pageForm(patientForm),
  },
  {
    title: 'Create a patient record on the current team.',
    method: 'POST',
    path: '/api/v1/patients',
    body: {
      given_names: 'aoxhnfggpebskabzzajigrfa',
      family_name: 'rkpurkdoj',
      date_of_birth: '2003-06-27',
      sex: 'female',
      address: {
        street: 'gxxseksewhhrtjgxrghfovxp',
        city: 'ndifmugoclprs',
        region: 'bzzfekbbtqpvalngaq',
        postcode: 'hkzmaverxc',
        country: 'w',
      },
    },
  },
  { title: 'Retrieve a patient.', method: 'GET', path: '/api/v1/patients/*', answer: onePatientForm },
  {
    title: 'Update a patient record.',
    method: 'PUT',
    path: '/api/v1/patients/*',
    body: {
      given_names: 'ivmvraagyukvllh',
      family_name: 'ybfycvgzpu',
      date_of_birth: '2021-12-03',
      sex: 'unknown',
      address: {
        street: 'i',
        city: 'yqbgdbpny',
        region: 'pyqwp',
        postcode: 'kpndmhpztbgeodpuc',
        country: 'h',
      },
    },
  },
  { title: 'Delete a patient record.', method: 'DELETE', path: '/api/v1/patients/*' },
  {
    title: 'List studies for a patient.',
    method: 'GET',
    path: '/api/v1/patients/*/studies',
    body: {
      per_page: 11,
      modality: 'mgtscehavixjttrdhdc',
      date_from: '2026-02-18T22:47:20',
      date_to: '2038-07-23',
      sort: 'study_date',
      direction: 'desc',
    },
    answer: pageForm(studyForm({ series: [seriesForm] })),
  },
  {
    title: 'Create a study for a patient.',
    method: 'POST',
    path: '/api/v1/patients/*/studies',
    body: {
      study_description: 'cwxdpaoj',
      study_date: 'qivrudfykbwrqkkpjyf',
      study_time: 'jogsghuouke',
      accession_no: 'dydqkwnhuiqcajnicy',
      institution_name: 'czpzvpxrwzyzsbetppnlzxml',
      referring_physician_name: 'akhybaujjxnbvvamuds',
      notes: 'xjdbzgnekvpwqhzszbmpiups',
      availability: 'digital',
      study_instance_uid: 'nhvqctbppmg',
    },
    answer: {
      data: studyForm({
        study_instance_uid: 'any',
        study_time: 'any',
        modalities: [],
        series_count: 'any',
        instance_count: 'any',
        notes: 'string',
      }),
    },
  },
  {
    title: 'Retrieve a single study.',
    method: 'GET',
    path: '/api/v1/patients/*/studies/*',
    answer: { data: studyForm({ series: [seriesForm], reports: [reportForm] }) },
  },
  {
    title: 'Update a study.',
    method: 'PUT',
    path: '/api/v1/patients/*/studies/*',
    body: {
      study_description: 'ldwulmntpc',
      study_date: 'sxyqumoqmqmnc',
      study_time: 'nmndyvkhfsyyqfztnepjuq',
      accession_no: 'dauseaiphbtpvlq',
      institution_name: 'elldeigws',
      referring_physician_name: 'qxmxofvjfehniqqojhgtzpca',
      notes: 'ud',
    },
    answer: { data: studyForm({ notes: 'string' }) },
  },
  { title: 'Delete a study.', method: 'DELETE', path: '/api/v1/patients/*/studies/*', answer: 'empty' },
];
