// De-identification outside of the server: what a case's engine is made of, and what its user states of a file that it has done.
import { z } from 'zod';
import { DeidentificationProfileContent } from './deidentification-profiles.ts';

export const CaseKey = z
  .object({
    label: z.string().meta({ description: "Becomes the patient's name and identifier." }),
    key: z.string().meta({
      description:
        "32 bytes in base64 from which this case's UIDs and dates come, and those of no other. Keep it in memory alone.",
    }),
    profile: DeidentificationProfileContent.meta({
      description: 'The profile that the case was begun with, or is begun with now.',
    }),
    engine_version: z
      .string()
      .meta({ description: 'Another version may give other results: they are refused.' }),
    standard_edition: z.string(),
    today: z
      .string()
      .meta({ description: 'YYYYMMDD: no date is moved to behind it.', examples: ['20260101'] }),
  })
  .meta({ id: 'CaseKey' });
export type CaseKey = z.output<typeof CaseKey>;

export const CaseProfile = z
  .object({
    label: z.string().meta({ description: "Becomes the patient's name and identifier." }),
    profile: DeidentificationProfileContent.meta({
      description:
        'The profile that the case was begun with; before its first image, the one that it would be begun with now.',
    }),
    engine_version: z.string(),
    today: z
      .string()
      .meta({ description: 'YYYYMMDD: no date is moved to behind it.', examples: ['20260101'] }),
  })
  .meta({ id: 'CaseProfile' });
export type CaseProfile = z.output<typeof CaseProfile>;

/** A number of attributes or texts; no file has more elements. */
const count = () => z.int().min(0).max(1_000_000);
/** The rows of the table, and tags that it does not list. */
const attribute = z.string().regex(/^(?:[0-9A-FX]{8}|PRIVATE)$/);
/** Far more than an instance has attributes that anything is done to. */
const attributesMax = 2000;

/** What stands in the form field `deidentified` in front of a file, as JSON. There is no room in it for anything that identifies. */
export const DeidentificationStatement = z
  .strictObject({
    actions: z
      .record(attribute, z.partialRecord(z.enum(['D', 'Z', 'X', 'K', 'C', 'U']), count()))
      .refine((actions) => Object.keys(actions).length <= attributesMax)
      .meta({ description: 'How often each action of Table E.1-1 was done, by attribute.' }),
    uids_replaced: count(),
    texts_cleaned: count(),
    preamble_cleared: z.boolean(),
  })
  .meta({ id: 'DeidentificationStatement' });
export type DeidentificationStatement = z.output<typeof DeidentificationStatement>;

/** The form field that says of the file behind it that it is de-identified already. */
export const deidentifiedField = 'deidentified';
/** A statement is no longer than this: some hundred attributes in as many bytes each. */
export const statementBytesMax = 64 * 1024;
