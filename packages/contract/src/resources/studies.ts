// Imaging studies of a patient or case, with their series and reports.
import { z } from 'zod';
import {
  alsoBesideFaults,
  checkDays,
  choice,
  day,
  dicomUidPattern,
  failing,
  flag,
  id,
  integer,
  text,
  timestamp,
} from '../fields.ts';
import { direction, pagingFields } from '../paging.ts';

export const availabilities = ['record', 'digital', 'dicom'] as const;
/** Where a study's images are: noted only, digital elsewhere, or here. */
export type Availability = (typeof availabilities)[number];
export const studyStatuses = ['pending', 'receiving', 'viewable', 'failed'] as const;
/** How far a study's images have come. */
export type StudyStatus = (typeof studyStatuses)[number];

export const Series = z
  .object({
    id: id(),
    series_instance_uid: z.string(),
    series_number: z.int().nullable(),
    series_description: z.string().nullable(),
    modality: z.string().nullable(),
    body_part_examined: z.string().nullable(),
    instance_count: z.int(),
  })
  .meta({ id: 'Series' });
export type Series = z.output<typeof Series>;

export const Report = z
  .object({ id: id(), title: z.string(), type: z.string(), date: z.string().nullable() })
  .meta({ id: 'Report' });
export type Report = z.output<typeof Report>;

export const Study = z
  .object({
    id: id(),
    study_instance_uid: z.string().nullable().meta({ description: 'Null for a record.' }),
    study_description: z.string().nullable(),
    study_date: z
      .string()
      .nullable()
      .meta({ description: 'As it was sent; `YYYY-MM-DD` where images brought it.' }),
    study_time: z.string().nullable(),
    accession_no: z.string().nullable(),
    modalities: z.array(z.string()).meta({ description: 'The modalities of its images, such as `CT`.' }),
    institution_name: z.string().nullable(),
    referring_physician_name: z.string().nullable(),
    series_count: z.int().nullable().meta({ description: 'Null where no images can be.' }),
    instance_count: z.int().nullable().meta({ description: 'Null where no images can be.' }),
    availability: z.enum(availabilities).meta({
      description: 'Where its images are: noted only, in digital form elsewhere, or here.',
    }),
    status: z.enum(studyStatuses).meta({
      description: '`pending` (no image yet), `receiving`, `viewable`, `failed`.',
    }),
    notes: z.string().nullable(),
    series: z.array(Series).meta({ description: 'Its series, by number.' }),
    reports: z.array(Report).meta({ description: 'Its reports.' }),
    created_at: timestamp(),
    updated_at: timestamp(),
  })
  .meta({ id: 'Study' });
export type Study = z.output<typeof Study>;

export const studySorts = ['study_date', 'created_at', 'updated_at', 'study_description'] as const;

const listStudiesFields = {
  ...pagingFields,
  modality: text(255)
    .nullish()
    .meta({
      description: 'Studies that contain it, in any case; several, comma-separated: any of them.',
      examples: ['CT,MR'],
    }),
  date_from: day()
    .nullish()
    .meta({
      description: 'First day of the study, inclusive; a date or a timestamp.',
      examples: ['2025-01-01'],
    }),
  date_to: day()
    .nullish()
    .meta({
      description: 'Last day of the study, inclusive; not before `date_from`.',
      examples: ['2025-12-31'],
    }),
  sort: choice(studySorts)
    .nullish()
    .meta({ description: 'The order; default `study_date`, newest first, undated last.' }),
  direction: direction(),
};

export const ListStudies = z.object(listStudiesFields).superRefine(checkDays, alsoBesideFaults);
export type ListStudies = z.output<typeof ListStudies>;

/** Studies that the pages of a worklist reach: who wants more of them narrows the filters, and a page stays cheap. */
export const worklistReach = 10_000;
export const worklistSorts = ['study_date', 'created_at', 'patient_name'] as const;

const { sort: _order, direction: _way, per_page, page, ...listFilters } = listStudiesFields;
/** What narrows a worklist; a saved view keeps the same. */
export const worklistFilters = {
  ...listFilters,
  last_days: integer({ min: 1, max: 3650 }).nullish().meta({
    description: 'Studies of so many days up to today (UTC); with `date_from`, the later day counts.',
  }),
  body_part: text(64)
    .nullish()
    .meta({
      description: 'Studies with a series of this Body Part Examined, in any case.',
      examples: ['CHEST'],
    }),
  institution: text(255)
    .nullish()
    .meta({
      description: "Words of the institution's name, each as a whole, in any case.",
      examples: ['Radiology'],
    }),
  status: choice(studyStatuses).nullish().meta({ description: "How far the study's images have come." }),
  has_report: flag().nullish().meta({
    description:
      'Studies with, or without, a report that somebody wrote: here, as an uploaded or encapsulated PDF, or as a structured report of text. Measurements, doses and findings of programs are none.',
  }),
  search: text(255)
    .nullish()
    .meta({
      description:
        "Beginnings of words, up to eight; each must begin a word of the patient's name or identifiers, the case's label, the description or the accession number.",
      examples: ['jon ches'],
    }),
};
/** How a worklist is ordered. */
export const worklistOrder = {
  sort: choice(worklistSorts).nullish().meta({
    description:
      'The order: by day (default), by when it came here, newest first each, or by name. Studies without a day stand before the oldest.',
  }),
  direction: direction(),
};
export const ListWorklist = z
  .object({ per_page, page, ...worklistFilters, ...worklistOrder })
  .superRefine(checkDays, alsoBesideFaults);
export type ListWorklist = z.output<typeof ListWorklist>;

export const WorklistStudy = Study.extend({
  patient: z
    .object({
      id: id(),
      kind: z.enum(['patient', 'case']),
      name: z
        .string()
        .meta({ description: "A patient's family and given names, `Jones, Jessica`, or a case's label." }),
    })
    .meta({ description: 'Whose study it is; of several records of a person the oldest.' }),
}).meta({ id: 'WorklistStudy' });
export type WorklistStudy = z.output<typeof WorklistStudy>;

/** Studies in one download: more make an address that some proxies cut. */
export const downloadStudiesMax = 50;
export const DownloadStudies = z.object({
  study_ids: text(downloadStudiesMax * 37).meta({
    description: `The IDs of studies, comma-separated; at most ${downloadStudiesMax}.`,
    examples: ['0199d2a4-7c15-7a10-9f00-2e4d6c8b0a15,0199d2a4-7c15-7a10-9f00-2e4d6c8b0a16'],
  }),
});

/** Pixels along the longer side of a thumbnail that asks for no size: sharp in a list, on a screen of two pixels a point. */
export const thumbnailSizeDefault = 256;
export const ShowStudyThumbnail = z.object({
  or_nothing: flag().nullish().meta({
    description:
      'With `true`, 204 without a body in place of 404 when there is no image that can be shown: browsers put each 404 of a picture on their console.',
  }),
  size: integer({ min: 16, max: 1024 })
    .nullish()
    .transform((value) => value ?? thumbnailSizeDefault)
    .pipe(
      z.number().meta({
        type: 'integer',
        minimum: 16,
        maximum: 1024,
        default: thumbnailSizeDefault,
        description: 'Pixels along the longer side.',
      }),
    ),
  series_id: text(64)
    .nullish()
    .meta({ description: "The id of one of the study's series: then it is the thumbnail of that one." }),
});

/** The characters that notes of a study have at most, in code points. */
export const studyNotesCharactersMax = 65_535;

const descriptiveFields = {
  study_description: text(255).nullish().meta({ description: 'What was examined, and how.' }),
  study_date: text(255)
    .nullish()
    .meta({
      description: 'Free text that comes back as it was sent; a date in it serves filters and order.',
      examples: ['2025-01-10'],
    }),
  study_time: text(255).nullish().meta({ description: 'Free text that comes back as it was sent.' }),
  accession_no: text(255).nullish().meta({ description: "The order's number at the institution." }),
  institution_name: text(255).nullish().meta({ description: 'Where the study was made.' }),
  referring_physician_name: text(255).nullish().meta({ description: 'Who asked for it.' }),
  notes: text(studyNotesCharactersMax).nullish().meta({ description: 'Notes of your own.' }),
};
/** The fields of a study that may be changed, as the contract lists them. */
export const descriptiveStudyKeys = [
  'study_description',
  'study_date',
  'study_time',
  'accession_no',
  'institution_name',
  'referring_physician_name',
  'notes',
] as const;

export const CreateStudy = z
  .object({
    ...descriptiveFields,
    availability: choice(availabilities).nullish().meta({
      description:
        '`record` (default): a note that a study exists elsewhere; `digital`: in digital form elsewhere; `dicom`: its images are, or will be, here.',
    }),
    study_instance_uid: text(64)
      .nullish()
      .meta({ description: 'Required and a valid DICOM UID when `availability` is `dicom`.' }),
  })
  .superRefine((value, context) => {
    if (value.availability !== 'dicom') return;
    const uid = value.study_instance_uid;
    const path = ['study_instance_uid'];
    if (uid === null || uid === undefined) {
      context.addIssue({
        code: 'custom',
        path,
        params: { rule: 'requiredWhen', other: 'availability', value: 'dicom' },
      });
    } else if (typeof uid === 'string' && !dicomUidPattern.test(uid)) {
      context.addIssue({ code: 'custom', path, ...failing({ rule: 'format' }) });
    }
  }, alsoBesideFaults);
export type CreateStudy = z.output<typeof CreateStudy>;
export const UpdateStudy = z.object(descriptiveFields);
export type UpdateStudy = z.output<typeof UpdateStudy>;

export const CopyStudy = z.object({
  from_study: id().meta({ description: "The ID of a patient's study." }),
});
export type CopyStudy = z.output<typeof CopyStudy>;

export const MoveStudy = z.object({
  to_patient_id: text(64).meta({
    description: 'The patient who gets the study.',
    examples: ['0199d2a4-7c15-7a10-9f00-2e4d6c8b0a15'],
  }),
});
export type MoveStudy = z.output<typeof MoveStudy>;
