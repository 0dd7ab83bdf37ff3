// The realm: the wall around everything of a team, and the rules by which images find their place in it.
import { z } from 'zod';
import { choice, flag, id, text } from '../fields.ts';

export const unknownPatientRules = ['create', 'hold'] as const;
/** What happens to images whose patient the realm does not know. */
export type UnknownPatientRule = (typeof unknownPatientRules)[number];
export const differingBytesRules = ['keep_first', 'replace'] as const;
/** What happens to other bytes under a SOP Instance UID that is here already. */
export type DifferingBytesRule = (typeof differingBytesRules)[number];

/** The built-in profiles that a case can be begun with; a realm may have its own beside them. */
export const caseProfiles = ['basic', 'teaching', 'research'] as const;
const whichProfile =
  'The de-identification profile that a case is begun with, at its first image: `basic` (PS3.15 E.2), `teaching` (descriptions cleaned, age, sex and size kept) or `research` (dates shifted as well), or the id of a profile of your own. A case keeps its version.';
const byDemographics = 'Match images without a known patient ID by exact name, birth date and sex.';
const whenUnknown = 'What happens to images that fit no patient: `create` one, or `hold` them in the inbox.';
const whenBytesDiffer =
  'Other bytes under a SOP Instance UID that is here already: `keep_first` refuses them as duplicates, `replace` puts them in its place. They replace within one study of one patient only; of a case, what de-identification made of them is compared.';

const keepsIdentities =
  'Keep, encrypted, what the UIDs and patient IDs in cases stood for in the originals. Off: nobody can ever say.';

const handsOutKeys =
  'Hand the keys of cases to whoever may add imaging to them, so that browsers de-identify before anything is sent. Off: files for cases are de-identified on the server alone.';

export const Realm = z
  .object({
    id: id(),
    ae_title: z
      .string()
      .nullable()
      .meta({
        description: 'The application entity title that DIMSE peers call; null until it is set.',
        examples: ['LUMENBOX'],
      }),
    match_by_demographics: z.boolean().meta({ description: byDemographics }),
    when_patient_unknown: z.enum(unknownPatientRules).meta({ description: whenUnknown }),
    when_bytes_differ: z.enum(differingBytesRules).meta({ description: whenBytesDiffer }),
    case_profile: z.string().meta({ description: whichProfile, examples: ['basic'] }),
    keep_identity_map: z.boolean().meta({ description: keepsIdentities }),
    hand_out_case_keys: z.boolean().meta({ description: handsOutKeys }),
  })
  .meta({ id: 'Realm' });
export type Realm = z.output<typeof Realm>;

const count = (of: string) => z.int().nonnegative().meta({ description: of });

export const RealmStatistics = z
  .object({
    patient_count: count('Patients, archived ones too.'),
    case_count: count('Cases, archived ones too.'),
    study_count: count('Studies of both, also those that have no images.'),
    series_count: count('Series.'),
    instance_count: count('Instances. What is held in the inbox is not counted yet.'),
    object_bytes: count('Bytes of the instances, as they are kept.'),
  })
  .meta({ id: 'RealmStatistics' });
export type RealmStatistics = z.output<typeof RealmStatistics>;

/** PS3.5 6.2, AE: at most 16 characters of the default repertoire without backslash. */
const aeTitlePattern = /^[\x20-\x5b\x5d-\x7e]{1,16}$/;

export const UpdateRealm = z.object({
  ae_title: text(16)
    .refine((value) => aeTitlePattern.test(value), { params: { rule: 'format' } })
    .optional()
    .meta({
      description: 'At most 16 printable ASCII characters, no backslash; unique over the installation.',
      examples: ['LUMENBOX'],
    }),
  match_by_demographics: flag().optional().meta({ description: byDemographics }),
  when_patient_unknown: choice(unknownPatientRules).optional().meta({ description: whenUnknown }),
  when_bytes_differ: choice(differingBytesRules).optional().meta({ description: whenBytesDiffer }),
  keep_identity_map: flag().optional().meta({ description: keepsIdentities }),
  hand_out_case_keys: flag().optional().meta({ description: handsOutKeys }),
  case_profile: text(64)
    .optional()
    .meta({ description: `${whichProfile} The name of your own is taken as well.`, examples: ['basic'] }),
});
export type UpdateRealm = z.output<typeof UpdateRealm>;
