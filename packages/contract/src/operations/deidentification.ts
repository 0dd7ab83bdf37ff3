// The operations on a realm's own de-identification profiles.
import { z } from 'zod';
import { dataOf, pageOf } from '../paging.ts';
import {
  CreateDeidentificationProfile,
  DeidentificationPreview,
  DeidentificationProfile,
  DeidentificationProfileWithVersions,
  ListDeidentificationProfiles,
  PreviewDeidentification,
  UpdateDeidentificationProfile,
} from '../resources/deidentification-profiles.ts';
import { operation } from './define.ts';

const none = z.object({});
const json = <T extends z.ZodType>(schema: T) => ({ kind: 'json', schema }) as const;

export const deidentificationOperations = {
  listDeidentificationProfiles: operation({
    method: 'GET',
    path: '/deidentification-profiles',
    tag: 'De-identification',
    access: 'team:read',
    audit: 'profile.listed',
    extension: true,
    summary: 'List de-identification profiles',
    description:
      "Gives the realm's own profiles as they are now, by name. The built-in ones are `basic`, `teaching` and `research`.",
    input: ListDeidentificationProfiles,
    status: 200,
    answer: json(pageOf(DeidentificationProfile)),
  }),
  createDeidentificationProfile: operation({
    method: 'POST',
    path: '/deidentification-profiles',
    tag: 'De-identification',
    access: 'team:manage',
    audit: 'profile.created',
    extension: true,
    summary: 'Create a de-identification profile',
    description:
      'Makes the first version of a profile. A rule that would keep what identifies the patient, or break the file, is refused at its field.',
    input: CreateDeidentificationProfile,
    status: 201,
    answer: json(dataOf(DeidentificationProfile)),
  }),
  showDeidentificationProfile: operation({
    method: 'GET',
    path: '/deidentification-profiles/{id}',
    tag: 'De-identification',
    access: 'team:read',
    audit: 'profile.read',
    extension: true,
    summary: 'Retrieve a de-identification profile',
    description: 'Gives the profile with its versions, and how many cases were begun with each.',
    input: none,
    status: 200,
    answer: json(dataOf(DeidentificationProfileWithVersions)),
  }),
  updateDeidentificationProfile: operation({
    method: 'PUT',
    path: '/deidentification-profiles/{id}',
    tag: 'De-identification',
    access: 'team:manage',
    audit: 'profile.updated',
    extension: true,
    summary: 'Update a de-identification profile',
    description:
      'Makes a new version with what is sent; the rest stays. Cases keep the version that they were begun with. What changes nothing makes no version.',
    input: UpdateDeidentificationProfile,
    status: 200,
    answer: json(dataOf(DeidentificationProfile)),
  }),
  archiveDeidentificationProfile: operation({
    method: 'POST',
    path: '/deidentification-profiles/{id}/archive',
    tag: 'De-identification',
    access: 'team:manage',
    audit: 'profile.archived',
    extension: true,
    summary: 'Archive a de-identification profile',
    description:
      'Takes a profile out of use; its cases keep it. Refused with 409 while the realm begins its cases with it.',
    input: none,
    status: 200,
    answer: json(dataOf(DeidentificationProfile)),
  }),
  unarchiveDeidentificationProfile: operation({
    method: 'POST',
    path: '/deidentification-profiles/{id}/unarchive',
    tag: 'De-identification',
    access: 'team:manage',
    audit: 'profile.unarchived',
    extension: true,
    summary: 'Unarchive a de-identification profile',
    description: 'Brings a profile back into use.',
    input: none,
    status: 200,
    answer: json(dataOf(DeidentificationProfile)),
  }),
  previewDeidentification: operation({
    method: 'POST',
    path: '/patients/{patient_id}/studies/{study_id}/deidentification-preview',
    tag: 'De-identification',
    access: 'imaging:read',
    audit: 'profile.previewed',
    extension: true,
    summary: 'Preview a de-identification profile',
    description:
      'Says what a profile would do to an instance of the study, attribute by attribute, before and after. Nothing is kept, and UIDs and dates come from a secret that is forgotten. The answer holds what the original holds.',
    input: PreviewDeidentification,
    status: 200,
    answer: json(dataOf(DeidentificationPreview)),
  }),
} as const;
