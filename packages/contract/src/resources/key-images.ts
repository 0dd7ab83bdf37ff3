// Key images of a study: which of its images somebody marked. Kept in the study as a DICOM key object selection (TID 2010).
import { z } from 'zod';
import { dicomUidPattern, failing } from '../fields.ts';

/** Images of one study that are marked: a reader marks some dozens. */
export const keyImagesMax = 1000;

const uid = () =>
  z
    .string()
    .max(64)
    .refine((value) => dicomUidPattern.test(value), failing({ rule: 'format' }))
    .meta({ examples: ['2.25.329800735698586629295641978511506172918'] });

export const KeyImage = z
  .object({
    sop_instance_uid: uid().meta({ description: 'The image, one of the study.' }),
    frame_number: z
      .int()
      .min(1)
      .max(1_000_000)
      .nullable()
      .meta({ description: 'From 1; null: all frames of an image that has several.' }),
  })
  .meta({ id: 'KeyImage' });
export type KeyImage = z.output<typeof KeyImage>;

export const OthersKeyImage = KeyImage.extend({
  title: z.string().nullable().meta({
    description: 'Why it is marked, in the words of the selection: "Of Interest", "For Teaching".',
  }),
  description: z.string().nullable().meta({ description: 'What its author wrote beside it.' }),
}).meta({ id: 'OthersKeyImage' });
export type OthersKeyImage = z.output<typeof OthersKeyImage>;

const version = uid()
  .nullable()
  .meta({ description: 'SOP Instance UID of the selection that holds them; null when there is none yet.' });

export const StudyKeyImages = z
  .object({
    version,
    images: z.array(KeyImage).meta({ description: 'Those that are saved with `PUT`.' }),
    others: z
      .array(OthersKeyImage)
      .meta({ description: 'Those in selections of other programs among the images; read only.' }),
  })
  .meta({ id: 'StudyKeyImages' });
export type StudyKeyImages = z.output<typeof StudyKeyImages>;

export const SaveKeyImages = z.object({
  version: version.meta({
    description: 'The version that was read: refused with 409 when there is a newer one by now.',
  }),
  images: z.array(KeyImage).max(keyImagesMax).meta({
    description: 'All that are to be marked from now on; one that was and is not named any more, is not.',
  }),
});
export type SaveKeyImages = z.output<typeof SaveKeyImages>;
