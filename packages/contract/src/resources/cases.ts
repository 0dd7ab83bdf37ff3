// Cases: de-identified patients. They carry a label and never an identity.
import { z } from 'zod';
import { choice, flag, id, pastDay, text, timestamp } from '../fields.ts';
import { direction, pagingFields } from '../paging.ts';

export const sexes = ['male', 'female', 'other', 'unknown'] as const;
/** The sex of a patient as the API names it. */
export type Sex = (typeof sexes)[number];

export const Case = z
  .object({
    id: id(),
    label: z.string().meta({ description: 'What the case is called.' }),
    status: z.literal('deidentified'),
    archived: z.boolean().meta({ description: 'Whether it is out of the ordinary list.' }),
    created_at: timestamp(),
    updated_at: timestamp(),
  })
  .meta({ id: 'Case' });
export type Case = z.output<typeof Case>;

export const caseSorts = ['label', 'created_at', 'updated_at', 'date_of_birth'] as const;

export const ListCases = z.object({
  ...pagingFields,
  search: text(255)
    .nullish()
    .meta({ description: 'Every word must occur in the label; case and accents do not matter.' }),
  sort: choice(caseSorts).nullish().meta({ description: 'The order; default `created_at`, newest first.' }),
  direction: direction(),
  archived: flag()
    .nullish()
    .meta({ description: 'Only the archived (true) or only the others (false, default).' }),
});
export type ListCases = z.output<typeof ListCases>;

const caseFields = {
  label: text(255).meta({
    description: 'What the case is called. Labels may repeat.',
    examples: ['CASE-00143'],
  }),
  sex: choice(sexes).nullish().meta({ description: 'Kept, never returned.' }),
  date_of_birth: pastDay().nullish().meta({ description: 'Kept and sortable, never returned.' }),
};
export const CreateCase = z.object(caseFields);
export type CreateCase = z.output<typeof CreateCase>;
export const UpdateCase = z.object({ ...caseFields, label: caseFields.label.optional() });
export type UpdateCase = z.output<typeof UpdateCase>;
