// The review queue: instances on their way into cases of which nobody can be certain that they carry no identity, and what a person decides.
import { z } from 'zod';
import { choice, id, integer, text, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';
import { deidentificationReasons } from './deidentification-profiles.ts';
import { PixelBox, pixelBoxSources } from './pixel-boxes.ts';

/** More boxes than a person draws, in an instance of many frames too. */
export const boxesMax = 1000;
/** Items of one decision about many. */
export const reviewItemsMax = 100;
/** What the dimensions of an image can be (US, PS3.5 6.2). */
const sideMax = 65_535;

const boxFields = {
  frame: z
    .union([z.literal('all'), integer({ min: 1 })])
    .meta({ description: '`all`, or the number of one frame, from 1.' }),
  x: integer({ min: 0, max: sideMax }).meta({ description: 'Pixels from the left edge.' }),
  y: integer({ min: 0, max: sideMax }).meta({ description: 'Pixels from the upper edge.' }),
  width: integer({ min: 1, max: sideMax }),
  height: integer({ min: 1, max: sideMax }),
};
const itemFields = {
  id: id(),
  state: z.enum(['waiting', 'accepted', 'rejected']).meta({
    description: '`waiting` for a decision; afterwards its file is gone from the queue.',
  }),
  case: z.object({ id: id(), label: z.string() }),
  study_instance_uid: z.string().meta({ description: "The case's own, like all that is told here." }),
  sop_instance_uid: z.string(),
  sop_class_uid: z.string(),
  modality: z.string().nullable(),
  rows: z.int().nullable(),
  columns: z.int().nullable(),
  frame_count: z.int().meta({ description: 'Frames that can be asked for as pictures; 0: it has none.' }),
  reasons: z.array(z.enum(deidentificationReasons)).meta({ description: 'Why it is held.' }),
  profile: z
    .object({ name: z.string(), version: z.int() })
    .meta({ description: 'What its header was cleaned with.' }),
  box_count: z.int().meta({ description: 'Boxes that were found.' }),
  size_bytes: z.int(),
  created_at: timestamp(),
  decided_at: z.string().nullable(),
  decided_by: z.string().nullable(),
};
export const ReviewItem = z.object(itemFields).meta({ id: 'ReviewItem' });
export type ReviewItem = z.output<typeof ReviewItem>;

export const ReviewItemWithFindings = z
  .object({
    ...itemFields,
    boxes: z.array(PixelBox).meta({
      description:
        'While it waits: what was found and is blanked when nothing else is said. Afterwards: what was blanked.',
    }),
    can_blank: z.boolean().meta({ description: 'Boxes of it can be blanked.' }),
    document: z
      .object({
        media_type: z.string().meta({ description: 'Without parameters.', examples: ['text/xml'] }),
        size_bytes: z.int(),
        shown_as: z.enum(['pdf', 'text']).nullable().meta({
          description: '`text`: its text can be asked for. Null: nobody here can show it.',
        }),
      })
      .nullable()
      .meta({ description: 'The document that it encapsulates, while it waits. Null: it has none.' }),
    text_findings: z
      .array(
        z.object({
          path: z.string().meta({ examples: ['ContentSequence[2].TextValue'] }),
          text: z.string(),
        }),
      )
      .meta({ description: 'Text that was cleaned and kept. None once it is decided.' }),
    are_texts_whole: z.boolean().meta({
      description: 'False: it has more text than is shown, and can only be rejected.',
    }),
    study_id: z.string().nullable().meta({ description: 'The study that got it.' }),
  })
  .meta({ id: 'ReviewItemWithFindings' });
export type ReviewItemWithFindings = z.output<typeof ReviewItemWithFindings>;

/** What a reader has to know of the text of a document that is shown. */
export const reviewDocumentNotes = [
  'words-cut',
  'source-cut',
  'document-type',
  'embedded-data',
  'malformed',
  'unknown-encoding',
  'undecodable',
] as const;

export const ReviewDocumentText = z
  .object({
    words: z.string().nullable().meta({
      description:
        'What stands between its tags, in its order: a line for each block, tabs between cells. Null: it has no tags, and its source is what is read.',
    }),
    source: z.string().meta({
      description: 'All of it as it is: identities stand in attributes and comments too.',
    }),
    encoding: z.string().meta({ description: 'What it was read in.', examples: ['utf-8'] }),
    notes: z.array(z.enum(reviewDocumentNotes)).meta({
      description:
        '`words-cut`, `source-cut`: there is more than is told. `document-type`: it has one, which is not followed; its entities are not put in their places. `embedded-data`: it holds base64, which is left out of the words. `malformed`: broken tags stand among the words. `unknown-encoding`: it was read as UTF-8. `undecodable`: some bytes are none of its encoding.',
    }),
  })
  .meta({ id: 'ReviewDocumentText' });
export type ReviewDocumentText = z.output<typeof ReviewDocumentText>;

export const ReviewSummary = z
  .object({
    total: z.int(),
    cases: z
      .array(z.object({ id: id(), label: z.string(), count: z.int() }))
      .meta({ description: 'The cases with the most that waits.' }),
    reasons: z.array(z.object({ reason: z.enum(deidentificationReasons), count: z.int() })),
  })
  .meta({ id: 'ReviewSummary' });
export type ReviewSummary = z.output<typeof ReviewSummary>;

export const ListReviewItems = z.object({
  ...pagingFields,
  case_id: text(64).nullish().meta({ description: 'What waits for one case.' }),
  reason: choice(deidentificationReasons).nullish().meta({ description: 'What waits for one reason.' }),
});
export type ListReviewItems = z.output<typeof ListReviewItems>;

export const SummarizeReviewQueue = z.object({
  case_id: text(64).nullish().meta({ description: 'What waits for one case.' }),
});

export const RenderReviewItem = z.object({
  frame: integer({ min: 1 })
    .nullish()
    .transform((value) => value ?? 1)
    .pipe(z.number().meta({ type: 'integer', minimum: 1, default: 1, description: 'From 1.' })),
});

const pathCharactersMax = 2000; // items in items in items
export const AcceptReviewItem = z.object({
  boxes: z
    .array(z.object({ ...boxFields, source: choice(pixelBoxSources).nullish() }))
    .max(boxesMax)
    .nullish()
    .meta({ description: 'What to blank; an empty list: nothing. Absent: the boxes that were found.' }),
  redactions: z
    .array(text(pathCharactersMax))
    .max(boxesMax)
    .nullish()
    .meta({ description: 'Paths of the text findings that are replaced by "Removed". Absent: none.' }),
});
export type AcceptReviewItem = z.output<typeof AcceptReviewItem>;

export const DecideReviewItems = z.object({
  ids: z.array(text(64)).min(1).max(reviewItemsMax).meta({ description: 'What is decided, each once.' }),
});

export const ReviewDecision = z
  .object({
    id: id(),
    outcome: z.enum(['accepted', 'rejected', 'failed']),
    message: z.string().nullable().meta({ description: 'Why it failed.' }),
  })
  .meta({ id: 'ReviewDecision' });
export type ReviewDecision = z.output<typeof ReviewDecision>;
