// The operations on the measurements of a study.
import { z } from 'zod';
import { dataOf } from '../paging.ts';
import { SaveMeasurements, StudyMeasurements } from '../resources/measurements.ts';
import { operation } from './define.ts';

const path = '/patients/{patient_id}/studies/{study_id}/measurements';
const answer = { kind: 'json', schema: dataOf(StudyMeasurements) } as const;

export const measurementOperations = {
  listMeasurements: operation({
    method: 'GET',
    path,
    tag: 'Reports',
    access: 'reports:read',
    audit: 'measurement.listed',
    extension: true,
    summary: 'List measurements of a study',
    description:
      'Gives what was drawn on the images: what was saved here, and what stands in measurement reports (TID 1500) of other programs.',
    input: z.object({}),
    status: 200,
    answer,
  }),
  saveMeasurements: operation({
    method: 'PUT',
    path,
    tag: 'Reports',
    access: 'reports:write',
    audit: 'measurement.saved',
    extension: true,
    summary: 'Save measurements of a study',
    description:
      'Writes all of them into the study as a new DICOM structured report (Comprehensive SR, TID 1500), in a series of their own; the reports before it stay. Send those that are to stay with those that are new.',
    input: SaveMeasurements,
    status: 200,
    answer,
  }),
} as const;
