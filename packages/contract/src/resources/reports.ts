// Reports of a study: written here, uploaded as a PDF, or found among its instances. Versioned, and signed by a person.
import { z } from 'zod';
import { day, integer, text, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';
import { Report } from './studies.ts';

/** How binding a report is. */
export const reportStatuses = ['draft', 'final', 'amended', 'received'] as const;
export type ReportStatus = (typeof reportStatuses)[number];
/** Where a report comes from. */
export const reportSources = ['written', 'uploaded', 'dicom'] as const;
export type ReportSource = (typeof reportSources)[number];

/** Characters of a report's text: some fifty pages, and with JSON's escapes far below what a body of fields may have. */
export const reportBodyMax = 100_000;
/** Bytes of an uploaded PDF: a scanned report of fifty pages has ten million. */
export const reportFileBytesMax = 64 * 1024 * 1024;
/** Reports of one study that are written or uploaded here; an answer about the study lists them all. */
export const reportsOfStudyMax = 100;
/** Versions of one report; a report that was saved more often is not revised any more but another one. */
export const reportVersionsMax = 1000;

const about = {
  type: 'What kind of report it is, such as `radiology`; free text.',
  date: "The report's day.",
  author: 'Who answers for what it says; free text. Absent: the account that makes it.',
  body: 'The text as Markdown (CommonMark, with tables). HTML in it is escaped, never interpreted.',
  version: 'Counts up at each change.',
  madeFrom: 'The version that was read: refused with 409 when there is a newer one by now.',
};

const ReportFile = z
  .object({
    media_type: z.string().meta({ examples: ['application/pdf'] }),
    size_bytes: z.int().nullable().meta({ description: 'Null of one among the images.' }),
  })
  .meta({ id: 'ReportFile' });

const ReportContentItem = z
  .object({
    level: z.int().meta({ description: '0 for the document, 1 for what stands in it, and so on.' }),
    relationship: z
      .string()
      .nullable()
      .meta({ examples: ['CONTAINS'] }),
    type: z
      .string()
      .nullable()
      .meta({ description: 'The value type of PS3.3 C.17.3.', examples: ['NUM'] }),
    name: z
      .string()
      .nullable()
      .meta({ examples: ['Length'] }),
    value: z
      .string()
      .nullable()
      .meta({ examples: ['12.5 mm'] }),
    reference: z
      .object({ sop_class_uid: z.string(), sop_instance_uid: z.string(), frames: z.array(z.int()) })
      .nullable()
      .meta({ description: 'The instance that it points to; without frames, all of it.' }),
  })
  .meta({ id: 'ReportContentItem' });
export type ReportContentItem = z.output<typeof ReportContentItem>;

const Instance = z
  .object({
    study_instance_uid: z.string(),
    series_instance_uid: z.string(),
    sop_instance_uid: z.string(),
    sop_class_uid: z.string(),
  })
  .nullable()
  .meta({ description: 'The instance that it is, of a report that came with the images.' });

export const StudyReport = Report.extend({
  status: z.enum(reportStatuses).meta({
    description:
      '`draft`; `final` (signed); `amended` (signed, changed, and signed again); `received` (came with the images, and is not said to be verified).',
  }),
  source: z.enum(reportSources).meta({
    description:
      '`written` here, `uploaded` as a file, or an instance of the study (`dicom`), which is read only.',
  }),
  author: z.string().nullable(),
  body: z.string().nullable().meta({ description: about.body }),
  file: ReportFile.nullable().meta({ description: 'Its PDF, which `…/file` gives.' }),
  instance: Instance,
  version: z.int().meta({ description: about.version }),
  reason: z.string().nullable().meta({ description: 'Why it was amended.' }),
  written_by: z.string().nullable().meta({ description: 'The account that made this version, by name.' }),
  signed_by: z.string().nullable().meta({ description: 'Who signed this version, by name.' }),
  signed_at: timestamp().nullable(),
  created_at: timestamp(),
  updated_at: timestamp(),
}).meta({ id: 'StudyReport' });
export type StudyReport = z.output<typeof StudyReport>;

export const StudyReportWithContent = StudyReport.extend({
  content: z
    .object({
      items: z
        .array(ReportContentItem)
        .meta({ description: 'A walk through the tree, in the order of reading.' }),
      is_whole: z.boolean().meta({ description: 'False when the report holds more than is given here.' }),
    })
    .nullable()
    .meta({ description: 'What a structured report among the images says; null for any other.' }),
}).meta({ id: 'StudyReportWithContent' });
export type StudyReportWithContent = z.output<typeof StudyReportWithContent>;

export const ReportVersion = z
  .object({
    version: z.int().meta({ description: about.version }),
    status: z.enum(reportStatuses),
    title: z.string(),
    type: z.string(),
    date: z.string().nullable(),
    author: z.string().nullable(),
    body: z.string().nullable(),
    file: ReportFile.nullable(),
    reason: z.string().nullable().meta({ description: 'Why it was amended.' }),
    written_by: z.string().nullable(),
    signed_by: z.string().nullable(),
    signed_at: timestamp().nullable(),
    created_at: timestamp(),
  })
  .meta({ id: 'ReportVersion' });
export type ReportVersion = z.output<typeof ReportVersion>;

const title = text(255).meta({ description: 'What it is called.', examples: ['CT Chest Report'] });
const optionalFields = {
  type: text(64)
    .nullish()
    .meta({ description: about.type, examples: ['radiology'] }),
  date: day()
    .nullish()
    .meta({ description: about.date, examples: ['2025-01-10'] }),
  author: text(255)
    .nullish()
    .meta({ description: about.author, examples: ['Dr Smith'] }),
  body: text(reportBodyMax).nullish().meta({ description: about.body }),
};
const madeFrom = integer({ min: 1 }).nullish().meta({ description: about.madeFrom });

export const ListReports = z.object(pagingFields);
export const CreateReport = z.object({ title, ...optionalFields });
export type CreateReport = z.output<typeof CreateReport>;

export const UpdateReport = z.object({ title: title.optional(), ...optionalFields, version: madeFrom });
export type UpdateReport = z.output<typeof UpdateReport>;

export const SignReport = z.object({ version: madeFrom });
export type SignReport = z.output<typeof SignReport>;

export const AmendReport = z.object({
  title: title.optional(),
  ...optionalFields,
  reason: text(1000).meta({ description: 'Why it is amended.', examples: ['Side corrected.'] }),
  version: madeFrom,
});
export type AmendReport = z.output<typeof AmendReport>;

export const UploadReportFile = z.object({ version: madeFrom });
export type UploadReportFile = z.output<typeof UploadReportFile>;

export const DownloadReportFile = z.object({
  version: integer({ min: 1 })
    .nullish()
    .meta({ description: 'The version whose file it is; absent: the newest.' }),
});
