// The operations on the key images of a study.
import { z } from 'zod';
import { dataOf } from '../paging.ts';
import { SaveKeyImages, StudyKeyImages } from '../resources/key-images.ts';
import { operation } from './define.ts';

const path = '/patients/{patient_id}/studies/{study_id}/key-images';
const answer = { kind: 'json', schema: dataOf(StudyKeyImages) } as const;

export const keyImageOperations = {
  listKeyImages: operation({
    method: 'GET',
    path,
    tag: 'Reports',
    access: 'reports:read',
    audit: 'key_image.listed',
    extension: true,
    summary: 'List key images of a study',
    description:
      'Gives the images that are marked: those that were saved here, and those in key object selections (TID 2010) of other programs.',
    input: z.object({}),
    status: 200,
    answer,
  }),
  saveKeyImages: operation({
    method: 'PUT',
    path,
    tag: 'Reports',
    access: 'reports:write',
    audit: 'key_image.saved',
    extension: true,
    summary: 'Save key images of a study',
    description:
      'Writes all of them into the study as a new DICOM key object selection (TID 2010, "Of Interest"), in a series of their own; the selections before it stay. Send those that are to stay with those that are new.',
    input: SaveKeyImages,
    status: 200,
    answer,
  }),
} as const;
