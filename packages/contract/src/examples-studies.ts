// Examples of the operations on studies, imaging and uploads. Nobody's data.
import type { Examples } from './examples.ts';
import { aReceipt } from './examples-receipts.ts';
import { pageOfOne } from './examples-records.ts';
import type { AnswerOf } from './operations/define.ts';
import type { studyOperations } from './operations/imaging.ts';
import type { Study } from './resources/studies.ts';
import type { Upload } from './resources/uploads.ts';

const patientId = '003fb6c7-a399-46de-8199-ac51e031bd10';

export const aStudy: Study = {
  id: '9a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d',
  study_instance_uid: '1.2.840.113619.2.55.3.604688119',
  study_description: 'CT CHEST W CONTRAST',
  study_date: '2025-01-10',
  study_time: '143022',
  accession_no: 'ACC001234',
  modalities: ['CT'],
  institution_name: 'Sydney Radiology',
  referring_physician_name: 'Dr Smith',
  series_count: 3,
  instance_count: 156,
  availability: 'dicom',
  status: 'viewable',
  notes: null,
  series: [
    {
      id: 'b2c3d4e5-f6a7-b8c9-d0e1-f2a3b4c5d6e7',
      series_instance_uid: '1.2.840.113619.2.55.3.604688119.1',
      series_number: 1,
      series_description: 'Axial 5mm',
      modality: 'CT',
      body_part_examined: 'CHEST',
      instance_count: 52,
    },
  ],
  reports: [],
  created_at: '2025-01-10T15:30:00.000000Z',
  updated_at: '2025-01-10T15:30:00.000000Z',
};

const aRecord: Study = {
  ...aStudy,
  id: 'f47ac10b-58cc-4372-a567-0e02b2c3d479',
  study_instance_uid: null,
  study_date: '20250110',
  study_time: null,
  modalities: [],
  series_count: null,
  instance_count: null,
  availability: 'record',
  notes: 'External study record',
  series: [],
  created_at: '2025-02-18T10:30:00.000000Z',
  updated_at: '2025-02-18T10:30:00.000000Z',
};

const anUpload: Upload = {
  id: 'e5f6a7b8-c9d0-41e2-93a4-b5c6d7e8f9a0',
  status: 'complete',
  patient_id: patientId,
  source: 'http',
  counts: { received: 2, stored: 1, duplicate: 0, rejected: 1, held: 0 },
  studies: [{ id: aStudy.id, study_instance_uid: '1.2.840.113619.2.55.3.604688119', patient_id: patientId }],
  files: [
    {
      name: 'image.dcm',
      outcome: 'stored',
      reason: null,
      sop_instance_uid: '1.2.840.113619.2.55.3.604688119.1.1',
    },
    { name: 'readme.txt', outcome: 'rejected', reason: 'This is no DICOM file.', sop_instance_uid: null },
  ],
  created_at: '2025-01-10T15:29:58.000000Z',
  updated_at: '2025-01-10T15:30:00.000000Z',
};

const descriptiveFields = {
  study_description: 'CT CHEST W CONTRAST',
  study_date: '20250110',
  accession_no: 'ACC001234',
  institution_name: 'Sydney Radiology',
  referring_physician_name: 'Dr Smith',
};

function worklistOfOne(): AnswerOf<typeof studyOperations.listWorklist> {
  const patient = { id: patientId, kind: 'patient', name: 'Jones, Jessica' } as const;
  const page = pageOfOne('/studies', { ...aStudy, patient });
  return { ...page, meta: { ...page.meta, has_more: false } };
}

/** The example of each operation on studies and images. */
export const studyExamples: Examples<
  | 'listWorklist'
  | 'listStudies'
  | 'createStudy'
  | 'showStudy'
  | 'updateStudy'
  | 'deleteStudy'
  | 'receivePatientImaging'
  | 'receiveImaging'
  | 'downloadStudy'
  | 'downloadStudies'
  | 'showReceipt'
  | 'copyStudyToCase'
  | 'showStudyThumbnail'
  | 'listUploads'
  | 'showUpload'
> = {
  listWorklist: {
    request: { per_page: 25, modality: 'CT', search: 'jon ches', sort: 'created_at', direction: 'desc' },
    answer: worklistOfOne(),
  },
  listStudies: {
    request: {
      per_page: 25,
      modality: 'CT',
      date_from: '2025-01-01',
      date_to: '2025-12-31',
      sort: 'study_date',
      direction: 'desc',
    },
    answer: pageOfOne(`/patients/${patientId}/studies`, aStudy),
  },
  createStudy: {
    request: { ...descriptiveFields, notes: 'External study record', availability: 'record' },
    answer: { data: aRecord },
    otherRequests: {
      'Images will be sent': {
        ...descriptiveFields,
        availability: 'dicom',
        study_instance_uid: '1.2.840.113619.2.55.3.604688119',
      },
    },
    otherAnswers: {
      'Images will be sent': {
        data: {
          ...aRecord,
          study_instance_uid: '1.2.840.113619.2.55.3.604688119',
          series_count: 0,
          instance_count: 0,
          availability: 'dicom',
          status: 'pending',
          notes: null,
        },
      },
    },
  },
  showStudy: {
    request: {},
    answer: {
      data: {
        ...aStudy,
        reports: [
          {
            id: 'c3d4e5f6-a7b8-c9d0-e1f2-a3b4c5d6e7f8',
            title: 'CT Chest Report',
            type: 'radiology',
            date: '2025-01-10',
          },
        ],
      },
    },
  },
  updateStudy: {
    request: {
      study_description: 'CT CHEST W CONTRAST - UPDATED',
      referring_physician_name: 'Dr Jones',
      notes: 'Updated notes',
    },
    answer: {
      data: {
        ...aStudy,
        study_description: 'CT CHEST W CONTRAST - UPDATED',
        referring_physician_name: 'Dr Jones',
        notes: 'Updated notes',
        updated_at: '2025-02-18T12:00:00.000000Z',
      },
    },
  },
  deleteStudy: { request: {}, answer: undefined },
  receivePatientImaging: { request: {}, answer: { data: anUpload } },
  receiveImaging: { request: {}, answer: { data: { ...anUpload, patient_id: null } } },
  downloadStudy: { request: {}, answer: undefined },
  downloadStudies: { request: { study_ids: aStudy.id }, answer: undefined },
  showReceipt: { request: {}, answer: { data: aReceipt } },
  copyStudyToCase: { request: { from_study: aStudy.id }, answer: { data: anUpload } },
  showStudyThumbnail: { request: { size: 256 }, answer: undefined },
  listUploads: { request: { per_page: 25 }, answer: pageOfOne('/uploads', anUpload) },
  showUpload: { request: {}, answer: { data: anUpload } },
};
