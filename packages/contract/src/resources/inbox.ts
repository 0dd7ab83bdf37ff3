// The inbox: images that are safe and wait for somebody to say whose they are.
import { z } from 'zod';
import { alsoBesideFaults, flag, id, text, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';

/** What held images say of their patient and study; what they do not say is null. */
export const HeldFacts = z.object({
  given_names: z.string(),
  family_name: z.string(),
  date_of_birth: z.string().nullable(),
  sex: z.string().nullable(),
  identifier: z.object({ value: z.string(), issuer: z.string().nullable() }).nullable(),
  study_description: z.string().nullable(),
  study_date: z.string().nullable(),
  accession_no: z.string().nullable(),
  institution_name: z.string().nullable(),
  modality: z.string().nullable(),
});
export type HeldFacts = z.output<typeof HeldFacts>;

const heldStudyFields = {
  id: id(),
  study_instance_uid: z.string(),
  reason: z.string().meta({
    description: 'Why nobody has got them yet: a word for programs, a colon, a sentence for people.',
  }),
  patient_id: z.string().nullable().meta({ description: 'The patient whom the sender named, if any.' }),
  state: z.enum(['waiting', 'assigning']).meta({
    description: '`waiting` for a decision; `assigning` while the images go to their patient.',
  }),
  facts: HeldFacts.nullable().meta({
    description: 'What the images say of themselves; null for what an early release held.',
  }),
  instance_count: z.int(),
  size_bytes: z.int(),
  created_at: timestamp(),
  updated_at: timestamp(),
};
export const HeldStudy = z.object(heldStudyFields).meta({ id: 'HeldStudy' });
export type HeldStudy = z.output<typeof HeldStudy>;

export const HeldStudyWithCandidates = z
  .object({
    ...heldStudyFields,
    candidates: z
      .array(
        z.object({
          id: id(),
          given_names: z.string().nullable(),
          family_name: z.string().nullable(),
          date_of_birth: z.string().nullable(),
          sex: z.string().nullable(),
          fits_by: z.enum(['named', 'identifier', 'demographics']),
        }),
      )
      .meta({ description: 'Patients whom the images may be of, the best first.' }),
  })
  .meta({ id: 'HeldStudyWithCandidates' });
export type HeldStudyWithCandidates = z.output<typeof HeldStudyWithCandidates>;

export const ListHeldStudies = z.object(pagingFields);

export const AssignHeldStudy = z
  .object({
    patient_id: text(64)
      .nullish()
      .meta({ description: 'The patient or case that gets the images, whatever they say of themselves.' }),
    create_patient: flag()
      .nullish()
      .meta({ description: 'Make a patient of what the images say, and give them to that.' }),
  })
  .superRefine((value, context) => {
    const isNamed = value.patient_id !== null && value.patient_id !== undefined;
    if (isNamed || value.create_patient === true) return;
    context.addIssue({
      code: 'custom',
      path: ['patient_id'],
      params: { rule: 'requiredWhen', other: 'create patient', value: 'false' },
    });
  }, alsoBesideFaults);
export type AssignHeldStudy = z.output<typeof AssignHeldStudy>;
