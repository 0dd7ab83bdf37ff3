// The operations on the inbox, and those that put right whose a study is.
import { z } from 'zod';
import { dataOf, pageOf } from '../paging.ts';
import { AssignHeldStudy, HeldStudy, HeldStudyWithCandidates, ListHeldStudies } from '../resources/inbox.ts';
import { MergePatient, Patient } from '../resources/patients.ts';
import { MoveStudy, Study } from '../resources/studies.ts';
import { operation } from './define.ts';

const none = z.object({});
const json = <T extends z.ZodType>(schema: T) => ({ kind: 'json', schema }) as const;

export const inboxOperations = {
  listHeldStudies: operation({
    method: 'GET',
    path: '/inbox',
    tag: 'Inbox',
    access: 'imaging:write',
    audit: 'held.listed',
    extension: true,
    summary: 'List held studies',
    description: 'Gives a page of what waits for a decision, newest first.',
    input: ListHeldStudies,
    status: 200,
    answer: json(pageOf(HeldStudy)),
  }),
  showHeldStudy: operation({
    method: 'GET',
    path: '/inbox/{id}',
    tag: 'Inbox',
    access: 'imaging:write',
    audit: 'held.read',
    extension: true,
    summary: 'Retrieve a held study',
    description: 'Gives what the images say of themselves, and the patients whom they may be of.',
    input: none,
    status: 200,
    answer: json(dataOf(HeldStudyWithCandidates)),
  }),
  discardHeldStudy: operation({
    method: 'DELETE',
    path: '/inbox/{id}',
    tag: 'Inbox',
    access: 'studies:write',
    audit: 'held.discarded',
    extension: true,
    summary: 'Discard a held study',
    description: 'Removes the images for good; their files are removed in the background.',
    input: none,
    status: 204,
    answer: { kind: 'empty' },
  }),
  assignHeldStudy: operation({
    method: 'POST',
    path: '/inbox/{id}/assign',
    tag: 'Inbox',
    access: 'studies:write',
    audit: 'held.assigned',
    extension: true,
    summary: 'Assign a held study',
    description:
      'Gives the images to a patient or case, or to a new patient made of what they say. The images follow in the background, as an upload whose source is `inbox`; what cannot be stored there stays in the inbox.',
    input: AssignHeldStudy,
    status: 200,
    answer: json(dataOf(HeldStudy)),
  }),
} as const;

export const mergeOperations = {
  mergePatient: operation({
    method: 'POST',
    path: '/patients/{id}/merge',
    tag: 'Patients',
    access: 'patients:write',
    audit: 'patient.merged',
    extension: true,
    summary: 'Merge two patients',
    description:
      'For two records of one person: the other record ends, and its studies, identifiers and held images are this one’s. Images of one SOP Instance UID whose bytes differ are both kept: the other record’s go to the inbox.',
    input: MergePatient,
    status: 200,
    answer: json(dataOf(Patient)),
  }),
} as const;

export const moveOperations = {
  moveStudy: operation({
    method: 'POST',
    path: '/patients/{patient_id}/studies/{study_id}/move',
    tag: 'Studies',
    access: 'studies:write',
    audit: 'study.moved',
    extension: true,
    summary: 'Move a study',
    description:
      'Gives the study to another patient. When that one has a study of the same Study Instance UID, the two become one, as in a merge. A study never moves into a case or out of one.',
    input: MoveStudy,
    status: 200,
    answer: json(dataOf(Study)),
  }),
} as const;
