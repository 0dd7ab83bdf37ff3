// Views of the worklist: filters, order and columns under a name, for oneself or for the team.
import { z } from 'zod';
import { alsoBesideFaults, checkDays, choice, flag, id, text, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';
import { studyStatuses, worklistFilters, worklistOrder, worklistSorts } from './studies.ts';

/** The columns that a worklist can show. */
export const worklistColumns = [
  'picture',
  'patient',
  'description',
  'study_date',
  'modalities',
  'images',
  'body_part',
  'institution',
  'accession_no',
  'referring_physician',
  'status',
  'reports',
  'received',
] as const;
/** A column of the worklist. */
export type WorklistColumn = (typeof worklistColumns)[number];

/** How close rows stand. */
export const worklistDensities = ['comfortable', 'compact'] as const;
export type WorklistDensity = (typeof worklistDensities)[number];

const about = {
  name: 'What its owner calls it; unique among the views of one person.',
  shared: 'Everybody in the team sees and uses it. Sharing takes `studies:write`.',
  filters: 'What the list is narrowed to, as `GET /studies` reads it.',
  columns: 'Which columns, in which order; null: as whoever looks has them.',
  density: 'How close rows stand; null: as whoever looks has them.',
};

const filters = z.object(worklistFilters).superRefine(checkDays, alsoBesideFaults);

export const WorklistView = z
  .object({
    id: id(),
    name: z.string().meta({ description: about.name, examples: ['CT of this week'] }),
    shared: z.boolean().meta({ description: about.shared }),
    own: z.boolean().meta({ description: 'The caller made it.' }),
    owner: z.string().meta({ description: 'Who made it, by name.' }),
    filters: z
      .object({
        search: z.string().nullable(),
        modality: z.string().nullable(),
        date_from: z.string().nullable(),
        date_to: z.string().nullable(),
        last_days: z.int().nullable(),
        body_part: z.string().nullable(),
        institution: z.string().nullable(),
        status: z.enum(studyStatuses).nullable(),
        has_report: z.boolean().nullable(),
      })
      .meta({ description: about.filters }),
    sort: z.enum(worklistSorts).nullable(),
    direction: z.enum(['asc', 'desc']).nullable(),
    columns: z.array(z.enum(worklistColumns)).nullable().meta({ description: about.columns }),
    density: z.enum(worklistDensities).nullable().meta({ description: about.density }),
    created_at: timestamp(),
    updated_at: timestamp(),
  })
  .meta({ id: 'WorklistView' });
export type WorklistView = z.output<typeof WorklistView>;

export const ListWorklistViews = z.object(pagingFields);

const fields = {
  name: text(100).meta({ description: about.name, examples: ['CT of this week'] }),
  shared: flag()
    .nullish()
    .meta({ description: `${about.shared} Default: false.` }),
  filters: filters.nullish().meta({ description: `${about.filters} Sent as a whole.` }),
  ...worklistOrder,
  columns: z
    .array(choice(worklistColumns))
    .max(worklistColumns.length)
    .nullish()
    .meta({ description: about.columns }),
  density: choice(worklistDensities).nullish().meta({ description: about.density }),
};
export const CreateWorklistView = z.object(fields);
export type CreateWorklistView = z.output<typeof CreateWorklistView>;
export const UpdateWorklistView = z.object({ ...fields, name: fields.name.optional() });
export type UpdateWorklistView = z.output<typeof UpdateWorklistView>;
