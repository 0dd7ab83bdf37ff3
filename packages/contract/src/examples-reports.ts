// Examples of the operations on reports. Nobody's data.
import type { Examples } from './examples.ts';
import { pageOfOne } from './examples-records.ts';
import type { reportOperations } from './operations/reports.ts';
import type { ReportVersion, StudyReport } from './resources/reports.ts';

const aDraft: StudyReport = {
  id: 'c3d4e5f6-a7b8-49d0-81f2-a3b4c5d6e7f8',
  title: 'CT Chest Report',
  type: 'radiology',
  date: '2025-01-10',
  status: 'draft',
  source: 'written',
  author: 'Dr Smith',
  body: '## Findings\n\nLungs clear.\n\n**No** effusion.',
  file: null,
  instance: null,
  version: 1,
  reason: null,
  written_by: 'Dr Smith',
  signed_by: null,
  signed_at: null,
  created_at: '2025-01-10T16:10:00.000000Z',
  updated_at: '2025-01-10T16:10:00.000000Z',
};

const signedAt = '2025-01-10T16:30:00.000000Z';
const aFinal: StudyReport = {
  ...aDraft,
  status: 'final',
  signed_by: 'Dr Smith',
  signed_at: signedAt,
  updated_at: signedAt,
};
const amendedAt = '2025-01-11T09:00:00.000000Z';
const amendedBody = '## Findings\n\nLungs clear.\n\nSmall effusion on the **left**.';
const anAmended: StudyReport = {
  ...aFinal,
  status: 'amended',
  version: 2,
  body: amendedBody,
  reason: 'Side corrected.',
  signed_at: amendedAt,
  updated_at: amendedAt,
};
const aPdf: StudyReport = {
  ...aDraft,
  source: 'uploaded',
  body: null,
  file: { media_type: 'application/pdf', size_bytes: 182_044 },
  version: 2,
};

const aReceived: StudyReport = {
  ...aDraft,
  id: 'd4e5f6a7-b8c9-4ae1-92a3-b4c5d6e7f8a9',
  title: 'Diagnostic Imaging Report',
  type: 'structured report',
  status: 'received',
  source: 'dicom',
  author: null,
  body: null,
  written_by: null,
  instance: {
    study_instance_uid: '1.2.840.113619.2.55.3.604688119',
    series_instance_uid: '1.2.840.113619.2.55.3.604688119.9',
    sop_instance_uid: '1.2.840.113619.2.55.3.604688119.9.1',
    sop_class_uid: '1.2.840.10008.5.1.4.1.1.88.11',
  },
};

const aVersion: ReportVersion = {
  version: 2,
  status: 'amended',
  title: anAmended.title,
  type: anAmended.type,
  date: anAmended.date,
  author: anAmended.author,
  body: amendedBody,
  file: null,
  reason: anAmended.reason,
  written_by: 'Dr Smith',
  signed_by: 'Dr Smith',
  signed_at: amendedAt,
  created_at: amendedAt,
};

const path =
  '/patients/003fb6c7-a399-46de-8199-ac51e031bd10/studies/9a1b2c3d-4e5f-6a7b-8c9d-0e1f2a3b4c5d/reports';

export const reportExamples: Examples<keyof typeof reportOperations> = {
  listReports: { request: { per_page: 25 }, answer: pageOfOne(path, aFinal) },
  createReport: {
    request: {
      title: 'CT Chest Report',
      type: 'radiology',
      date: '2025-01-10',
      body: '## Findings\n\nLungs clear.\n\n**No** effusion.',
    },
    answer: { data: aDraft },
    otherRequests: { 'A report that is to get a PDF': { title: 'CT Chest Report' } },
  },
  showReport: {
    request: {},
    answer: { data: { ...aFinal, content: null } },
    otherAnswers: {
      'A structured report among the images': {
        data: {
          ...aReceived,
          content: {
            items: [
              {
                level: 0,
                relationship: null,
                type: 'CONTAINER',
                name: 'Diagnostic Imaging Report',
                value: null,
                reference: null,
              },
              {
                level: 1,
                relationship: 'CONTAINS',
                type: 'TEXT',
                name: 'Finding',
                value: 'Lungs clear.',
                reference: null,
              },
            ],
            is_whole: true,
          },
        },
      },
    },
  },
  updateReport: {
    request: { body: '## Findings\n\nLungs clear.\n\nNo effusion.', version: 1 },
    answer: { data: { ...aDraft, version: 2, body: '## Findings\n\nLungs clear.\n\nNo effusion.' } },
  },
  deleteReport: { request: {}, answer: undefined },
  signReport: { request: { version: 1 }, answer: { data: aFinal } },
  amendReport: {
    request: { body: amendedBody, reason: 'Side corrected.', version: 1 },
    answer: { data: anAmended },
  },
  listReportVersions: {
    request: { per_page: 25 },
    answer: pageOfOne(`${path}/${aDraft.id}/versions`, aVersion),
  },
  uploadReportFile: { request: { version: 1 }, answer: { data: aPdf } },
  downloadReportFile: { request: {}, answer: undefined },
};
