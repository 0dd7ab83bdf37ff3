// The marks by which an instance says that, how and how far it was de-identified (PS3.3 C.12.1.1.7, PS3.15 E.1.1).

import { tags } from '../dictionary/attributes.generated.ts';
import type { Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import { encodeValue } from '../part10/value-encoding.ts';
import { engineVersion } from './account.ts';
import {
  basicProfileCode,
  type MethodCode,
  optionCodes,
  type ProfileOption,
  profileOptions,
} from './options.ts';
import type { OutputElement } from './output-elements.ts';
import type { DeidentificationProfile } from './profile.ts';
import { profileEdition } from './profile-rows.generated.ts';
import type { Work } from './work.ts';

/** Elements that are made here, whatever the original has. */
export const markTags: ReadonlySet<Tag> = new Set([
  tags.PatientIdentityRemoved,
  tags.DeidentificationMethod,
  tags.DeidentificationMethodCodeSequence,
  tags.LongitudinalTemporalInformationModified,
]);

/** What the marks say beside the profile. */
export interface MarkFacts {
  /** Options of the profile that the caller does and that were done. */
  readonly doneOptions: ReadonlySet<ProfileOption>;
  readonly pixelFacts: PixelFacts;
}

/** What somebody knows of an instance's pixels (PS3.3 C.7.6.1.1.7); the original's flags stay where nobody does. */
export interface PixelFacts {
  readonly burnedInAnnotation?: 'YES' | 'NO';
  readonly recognizableVisualFeatures?: 'YES' | 'NO';
  /** Somebody answers for it that no identity is left in the pixels (PS3.15 E.3.1): the code 113101. */
  readonly isCleaned?: boolean;
}

/** The marks of an instance. */
export function markElements(
  profile: DeidentificationProfile,
  work: Pick<Work, 'encoding'>,
  { doneOptions, pixelFacts }: MarkFacts,
): OutputElement[] {
  const element = (tag: Tag, vr: VR, value: string | string[]): OutputElement => ({
    tag,
    vr,
    bytes: encodeValue(value, { vr, bigEndian: work.encoding.bigEndian, characterSets: [] }),
  });
  const codeItem = ({ value, meaning }: MethodCode): OutputElement[] => [
    element(tags.CodeValue, 'SH', value),
    element(tags.CodingSchemeDesignator, 'SH', 'DCM'),
    element(tags.CodeMeaning, 'LO', meaning),
  ];
  const isWeakened = profile.rules.some(({ action }) => action === 'keep' || action === 'clean');
  const codes = [
    // Who keeps what the profile removes does not follow the profile.
    ...(isWeakened ? [] : [basicProfileCode]),
    ...profileOptions.filter((option) => doneOptions.has(option)).map((option) => optionCodes[option]),
  ];
  return [
    element(tags.PatientIdentityRemoved, 'CS', 'YES'),
    element(tags.DeidentificationMethod, 'LO', [
      `Lumenbox ${engineVersion}`,
      `PS3.15 ${profileEdition} Table E.1-1`,
    ]),
    ...(codes.length === 0
      ? []
      : [
          {
            tag: tags.DeidentificationMethodCodeSequence,
            vr: 'SQ' as const,
            items: codes.map(codeItem),
          },
        ]),
    ...Object.entries({
      [tags.BurnedInAnnotation]: pixelFacts.burnedInAnnotation,
      [tags.RecognizableVisualFeatures]: pixelFacts.recognizableVisualFeatures,
    }).flatMap(([tag, flag]) => (flag === undefined ? [] : [element(Number(tag), 'CS', flag)])),
    element(tags.LongitudinalTemporalInformationModified, 'CS', temporalState(profile)),
  ];
}

function temporalState({ options }: DeidentificationProfile): string {
  if (options.includes('retainLongitudinalFullDates')) return 'UNMODIFIED';
  return options.includes('retainLongitudinalModifiedDates') ? 'MODIFIED' : 'REMOVED';
}
