// Uploads: what came in by one request or import, and what became of each file.
import { z } from 'zod';
import { flag, id, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';

export const uploadStatuses = ['receiving', 'processing', 'complete', 'failed'] as const;
export const fileOutcomes = ['stored', 'duplicate', 'rejected', 'held', 'ignored'] as const;
/** What became of one file. */
export type FileOutcome = (typeof fileOutcomes)[number];

/**
 * Under which name a file for a case is written down, since its own may be a patient's: its number, from 1, in its part where the
 * upload has several. Whoever sent it finds it again by that.
 */
export function caseFileName({ number, part }: { number: number; part: number | undefined }): string {
  return part === undefined ? `file ${number}` : `part ${part}, file ${number}`;
}

export const UploadFile = z
  .object({
    name: z.string().meta({
      description:
        'The name that it came with; for a file of a zip its path in there. For a case its number instead, from 1, in its part where the upload has several: `part 2, file 5`. Empty once its patient was deleted.',
    }),
    outcome: z.enum(fileOutcomes).meta({
      description:
        '`stored`, `duplicate` (here already, byte for byte), `rejected` (not taken), `held` (safe, waits for a decision), `ignored` (no image, such as a DICOMDIR).',
    }),
    reason: z.string().nullable().meta({ description: 'Why it was not stored.' }),
    sop_instance_uid: z.string().nullable(),
  })
  .meta({ id: 'UploadFile' });
export type UploadFile = z.output<typeof UploadFile>;

export const Upload = z
  .object({
    id: id(),
    status: z.enum(uploadStatuses),
    patient_id: z.string().nullable().meta({
      description:
        'The patient or case that was named; null where each file found its own, or the patient was deleted.',
    }),
    source: z.string().meta({ description: 'How it came in: `http`, `tus`, `import`, `inbox`, `demo`.' }),
    counts: z.object({
      received: z.int(),
      stored: z.int(),
      duplicate: z.int(),
      rejected: z.int(),
      held: z.int(),
    }),
    studies: z
      .array(z.object({ id: id(), study_instance_uid: z.string(), patient_id: z.string() }))
      .meta({ description: 'The studies that something went to.' }),
    files: z.array(UploadFile).meta({ description: 'What became of each file.' }),
    created_at: timestamp(),
    updated_at: timestamp(),
  })
  .meta({ id: 'Upload' });
export type Upload = z.output<typeof Upload>;

export const ListUploads = z.object(pagingFields);
export type ListUploads = z.output<typeof ListUploads>;

export const shownFiles = ['all', 'problems', 'none'] as const;
/** Which files of an upload are told. */
export type ShownFiles = (typeof shownFiles)[number];

export const ShowUpload = z.object({
  files: z.enum(shownFiles).nullish().meta({
    description:
      'Which files are listed: `all`, only the `problems` (rejected and held), or `none`, for who follows an upload by its counts. Default: all.',
  }),
});
export type ShowUpload = z.output<typeof ShowUpload>;

export const ReceiveImaging = z.object({
  accept_mismatch: flag().nullish().meta({
    description:
      'Store also what names another person than the patient record does (given in the query string).',
  }),
});
export type ReceiveImaging = z.output<typeof ReceiveImaging>;
