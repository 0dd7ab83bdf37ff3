// De-identification profiles of a realm's own, versioned, and what one would do to an instance. What makes no profile the engine
// says; here is its form.
import { z } from 'zod';
import { choice, flag, id, integer, text, timestamp } from '../fields.ts';
import { pagingFields } from '../paging.ts';
import { PixelBox } from './pixel-boxes.ts';

/** The options of PS3.15 E.3, in the order of their codes (CID 7050). */
export const deidentificationOptions = [
  'cleanPixelData',
  'cleanRecognizableVisualFeatures',
  'cleanGraphics',
  'cleanStructuredContent',
  'cleanDescriptors',
  'retainLongitudinalFullDates',
  'retainLongitudinalModifiedDates',
  'retainPatientCharacteristics',
  'retainDeviceIdentity',
  'retainUids',
  'retainSafePrivate',
  'retainInstitutionIdentity',
] as const;
export type DeidentificationOption = (typeof deidentificationOptions)[number];

/** What a rule does with an attribute wherever it stands. */
export const deidentificationRuleActions = ['keep', 'remove', 'empty', 'replace', 'clean'] as const;
export type DeidentificationRuleAction = (typeof deidentificationRuleActions)[number];

/** Why an instance would be held for a person. */
export const deidentificationReasons = [
  'burned-in-annotation',
  'burned-in-risk',
  'secondary-capture',
  'recognized-text',
  'pixels-not-cleaned',
  'encapsulated-document',
  'structured-content',
  'graphics',
  'embedded-overlay',
  'recognizable-features',
  'video',
  'audio',
  'external-pixel-data',
  'unknown-sop-class',
  'not-an-instance',
  'unknown-transfer-syntax',
] as const;
export type DeidentificationReason = (typeof deidentificationReasons)[number];

/** What becomes of text that is read in pixels. */
export const textRecognitions = ['off', 'review', 'blank'] as const;
export type TextRecognition = (typeof textRecognitions)[number];

const about = {
  name: 'Unique in the realm; not the name of a built-in profile.',
  options: 'Options of PS3.15 E.3 on top of the Basic Profile; none: the Basic Profile as it is.',
  rules: 'Rules for single attributes, stronger than the table; at most one for each tag.',
  tag: 'Eight hexadecimal digits in capitals, X for any; never a private tag.',
  value: 'With `replace`: what stands there instead.',
  birthYear: 'The year of birth stays, as 1 January, unless the patient is older than 89.',
  accept: 'Reasons for review that hold nothing back: whoever sets them answers for what passes.',
  trustRegions:
    'With `cleanPixelData`: an image whose regions are known and were blanked is not held for its text.',
  recognizeText:
    'What becomes of text that is read in pixels: `review` holds the image, `blank` (with `cleanPixelData`) blanks it.',
  deviceRegions:
    'Devices that write text at fixed places, beside those that are known; blanked with `cleanPixelData`.',
  version: 'Counts up at each change; a case keeps the one that it was begun with.',
};

/** What the engine needs of a profile. */
const contentFields = {
  name: z.string().meta({ description: about.name, examples: ['Radiotherapy'] }),
  version: z.int().meta({ description: about.version }),
  options: z.array(z.enum(deidentificationOptions)).meta({ description: about.options }),
  rules: z
    .array(
      z.object({
        tag: z.string().meta({ description: about.tag, examples: ['00081030'] }),
        action: z.enum(deidentificationRuleActions),
        value: z.string().nullable().meta({ description: about.value }),
      }),
    )
    .meta({ description: about.rules }),
  retain_birth_year: z.boolean().meta({ description: about.birthYear }),
  accept: z.array(z.enum(deidentificationReasons)).meta({ description: about.accept }),
  trust_regions: z.boolean().meta({ description: about.trustRegions }),
  recognize_text: z.enum(textRecognitions).meta({ description: about.recognizeText }),
  device_regions: z
    .array(
      z.object({
        manufacturer: z.string().nullable(),
        model: z.string().nullable(),
        modality: z.string().nullable(),
        image_type: z.string().nullable(),
        rows: z.int().nullable(),
        columns: z.int().nullable(),
        blank: z.array(z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })),
      }),
    )
    .meta({ description: about.deviceRegions }),
};

/** What the engine needs of a profile, by itself. */
export const DeidentificationProfileContent = z
  .object(contentFields)
  .meta({ id: 'DeidentificationProfileContent' });
export type DeidentificationProfileContent = z.output<typeof DeidentificationProfileContent>;

const profileFields = {
  id: id(),
  ...contentFields,
  archived: z.boolean(),
  used_for_new_cases: z
    .boolean()
    .meta({ description: 'The realm begins its cases with this profile (`case_profile`).' }),
  created_at: timestamp(),
  updated_at: timestamp(),
};

export const DeidentificationProfile = z.object(profileFields).meta({ id: 'DeidentificationProfile' });
export type DeidentificationProfile = z.output<typeof DeidentificationProfile>;

export const DeidentificationProfileVersion = z
  .object({
    ...contentFields,
    case_count: z.int().meta({ description: 'Cases that were begun with this version.' }),
    created_by: z.string().nullable().meta({ description: 'Who made it, by name.' }),
    created_at: timestamp(),
  })
  .meta({ id: 'DeidentificationProfileVersion' });
export type DeidentificationProfileVersion = z.output<typeof DeidentificationProfileVersion>;

/** Versions shown with a profile, the newest first; older ones stay with the cases that have them. */
export const profileVersionsMax = 100;

export const DeidentificationProfileWithVersions = z
  .object({
    ...profileFields,
    versions: z
      .array(DeidentificationProfileVersion)
      .max(profileVersionsMax)
      .meta({ description: 'The newest first.' }),
  })
  .meta({ id: 'DeidentificationProfileWithVersions' });
export type DeidentificationProfileWithVersions = z.output<typeof DeidentificationProfileWithVersions>;

export const ListDeidentificationProfiles = z.object({
  ...pagingFields,
  archived: flag()
    .nullish()
    .meta({ description: 'Only the archived (true) or only the others (false, default).' }),
});
export type ListDeidentificationProfiles = z.output<typeof ListDeidentificationProfiles>;

/** What fits in a line of a list and on a receipt. */
const nameCharactersMax = 64;
const rulesMax = 1000; // more than Table E.1-1 has rows
const devicesMax = 200; // more than a hospital has
const placesMax = 50; // a screen has a handful
/** What Rows and Columns can say. */
const sideMax = 65_535;

/** A part of a value, in any case; left out, every value fits. */
const part = () => text(64).nullish();
const side = () => integer({ min: 1, max: sideMax });

const deviceRegion = z.object({
  manufacturer: part(),
  model: part(),
  modality: part(),
  image_type: text(64).nullish().meta({ description: 'One of the values of Image Type.' }),
  rows: side().nullish().meta({ description: 'Size of the image; left out, every size fits.' }),
  columns: side().nullish(),
  blank: z
    .array(
      z.object({
        x: integer({ min: 0, max: sideMax }),
        y: integer({ min: 0, max: sideMax }),
        width: side(),
        height: side(),
      }),
    )
    .max(placesMax)
    .meta({ description: 'Pixels from the upper left corner; what reaches beyond the image is cut.' }),
});

const settings = {
  options: z
    .array(choice(deidentificationOptions))
    .max(deidentificationOptions.length)
    .nullish()
    .meta({ description: about.options }),
  rules: z
    .array(
      z.object({
        tag: text(8).meta({ description: about.tag, examples: ['00081030'] }),
        action: choice(deidentificationRuleActions),
        value: text(64).nullish().meta({ description: about.value }),
      }),
    )
    .max(rulesMax)
    .nullish()
    .meta({ description: about.rules }),
  retain_birth_year: flag()
    .nullish()
    .meta({ description: `${about.birthYear} Default: false.` }),
  accept: z
    .array(choice(deidentificationReasons))
    .max(deidentificationReasons.length)
    .nullish()
    .meta({ description: about.accept }),
  trust_regions: flag()
    .nullish()
    .meta({ description: `${about.trustRegions} Default: false.` }),
  recognize_text: choice(textRecognitions)
    .nullish()
    .meta({ description: `${about.recognizeText} Default: \`off\`.` }),
  device_regions: z.array(deviceRegion).max(devicesMax).nullish().meta({ description: about.deviceRegions }),
};
const name = text(nameCharactersMax).meta({ description: about.name, examples: ['Radiotherapy'] });

export const CreateDeidentificationProfile = z.object({ name, ...settings });
export type CreateDeidentificationProfile = z.output<typeof CreateDeidentificationProfile>;

export const UpdateDeidentificationProfile = z.object({
  name: name.optional(),
  ...settings,
  version: integer({ min: 1 }).nullish().meta({
    description: 'The version that was changed: refused with 409 when there is a newer one by now.',
  }),
});
export type UpdateDeidentificationProfile = z.output<typeof UpdateDeidentificationProfile>;

/** A profile that is not kept. */
const ProfileToTry = z.object({ ...settings, name: name.nullish() });
export type ProfileToTry = z.output<typeof ProfileToTry>;

export const PreviewDeidentification = z.object({
  profile: ProfileToTry.meta({ description: 'The profile to try; it need not be kept.' }),
  sop_instance_uid: text(64)
    .nullish()
    .meta({ description: 'The instance of the study to try it on. Default: its first.' }),
});
export type PreviewDeidentification = z.output<typeof PreviewDeidentification>;

export const DeidentificationPreview = z
  .object({
    sop_instance_uid: z.string(),
    reasons: z.array(z.enum(deidentificationReasons)).meta({
      description:
        'Why the instance would be held for a person; the changes are those after the person has accepted.',
    }),
    changes: z
      .array(
        z.object({
          path: z.string().meta({
            description: 'The item that the attribute stands in, by keywords; empty at the top.',
            examples: ['ReferencedStudySequence[1]'],
          }),
          tag: z.string(),
          keyword: z.string().nullable(),
          vr: z.string(),
          before: z.string().nullable().meta({ description: 'Shortened; null when it is not there.' }),
          after: z.string().nullable(),
          action: z.enum([...deidentificationRuleActions, 'add']),
        }),
      )
      .meta({ description: 'By tag, a sequence before what its items hold.' }),
    image: z
      .object({
        rows: z.int(),
        columns: z.int(),
        boxes: z.array(PixelBox),
        text_frames_read: z.int().nullable().meta({
          description:
            'Frames in which text was looked for: the first; 0 when it could not be; null when the profile reads none in this image.',
        }),
      })
      .nullable()
      .meta({ description: 'What would be blanked in the pixels; null without pixels.' }),
    is_whole: z.boolean().meta({ description: 'False when there are more changes than are shown.' }),
  })
  .meta({ id: 'DeidentificationPreview' });
export type DeidentificationPreview = z.output<typeof DeidentificationPreview>;
