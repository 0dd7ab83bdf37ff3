// Which kind of directory record describes an instance, and the keys that kind wants (PS3.3 F.4 and F.5).

import { tags } from '../dictionary/attributes.generated.ts';
import type { Tag } from '../dictionary/attributes.ts';

/** A key of a record: an element, or what of a sequence a directory repeats. */
export type RecordKey = Tag | CodeKey | ItemsKey | LatestKey;
/** A coded title: its first code, or an empty sequence. */
interface CodeKey {
  readonly tag: Tag;
  readonly kind: 'code';
}
/** A sequence that is there only where the instance has such items (Type 1C); of a report's content those of one relationship. */
interface ItemsKey {
  readonly tag: Tag;
  readonly kind: 'items';
  readonly of: readonly RecordKey[];
  readonly relationship?: string;
}
/** The latest of the values that an element has in a sequence's items, where there is one (Type 1C). */
interface LatestKey {
  readonly tag: Tag;
  readonly kind: 'latest';
  readonly within: Tag;
}

/** Keys of a PATIENT record. */
export const patientKeys = [tags.PatientName, tags.PatientID, tags.PatientBirthDate, tags.PatientSex];
/** Keys of a STUDY record. */
export const studyKeys = [
  tags.StudyDate,
  tags.StudyTime,
  tags.AccessionNumber,
  tags.StudyDescription,
  tags.StudyInstanceUID,
  tags.StudyID,
];
/** Keys of a SERIES record. */
export const seriesKeys = [tags.Modality, tags.SeriesDescription, tags.SeriesInstanceUID, tags.SeriesNumber];
/** Coded titles: the code, its scheme and its meaning are what a directory needs (PS3.3 8.8). */
export const codeKeys: readonly Tag[] = [tags.CodeValue, tags.CodingSchemeDesignator, tags.CodeMeaning];

const title = { tag: tags.ConceptNameCodeSequence, kind: 'code' } as const;

/** What modifies the title of a report (PS3.3 F.5): codes and texts, such as its language, and theirs. */
const titleModifiers = (levels: number): RecordKey => ({
  tag: tags.ContentSequence,
  kind: 'items',
  relationship: 'HAS CONCEPT MOD',
  of: [
    tags.RelationshipType,
    tags.ValueType,
    title,
    { tag: tags.ConceptCodeSequence, kind: 'items', of: codeKeys },
    tags.TextValue,
    ...(levels > 1 ? [titleModifiers(levels - 1)] : []),
  ],
});
/** A modifier may be modified once more: the country of a language (PS3.16 TID 1204). */
const modifiers = titleModifiers(2);

/** The images that something is about (PS3.3 C.11.11). */
const referencedSeries: RecordKey = {
  tag: tags.ReferencedSeriesSequence,
  kind: 'items',
  of: [
    tags.SeriesInstanceUID,
    {
      tag: tags.ReferencedImageSequence,
      kind: 'items',
      of: [
        tags.ReferencedSOPClassUID,
        tags.ReferencedSOPInstanceUID,
        tags.ReferencedFrameNumber,
        tags.ReferencedSegmentNumber,
      ],
    },
  ],
};

const storage = '1.2.840.10008.5.1.4.1.1';

/** SOP classes whose records are not IMAGE; a prefix ends in a dot. */
const typesByClass: readonly (readonly [uid: string, type: string])[] = [
  [`${storage}.481.2`, 'RT DOSE'],
  [`${storage}.481.3`, 'RT STRUCTURE SET'],
  [`${storage}.481.5`, 'RT PLAN'],
  [`${storage}.481.8`, 'RT PLAN'],
  [`${storage}.481.4`, 'RT TREAT RECORD'],
  [`${storage}.481.6`, 'RT TREAT RECORD'],
  [`${storage}.481.7`, 'RT TREAT RECORD'],
  [`${storage}.481.9`, 'RT TREAT RECORD'],
  [`${storage}.11.`, 'PRESENTATION'],
  [`${storage}.9.`, 'WAVEFORM'],
  [`${storage}.88.59`, 'KEY OBJECT DOC'],
  [`${storage}.88.`, 'SR DOCUMENT'],
  [`${storage}.4.2`, 'SPECTROSCOPY'],
  [`${storage}.66`, 'RAW DATA'],
  [`${storage}.66.1`, 'REGISTRATION'],
  [`${storage}.66.3`, 'REGISTRATION'],
  [`${storage}.66.2`, 'FIDUCIAL'],
  [`${storage}.66.5`, 'SURFACE'],
  [`${storage}.66.6`, 'TRACT'],
  [`${storage}.67`, 'VALUE MAP'],
  [`${storage}.104.`, 'ENCAP DOC'],
  [`${storage}.78.`, 'MEASUREMENT'],
  [`${storage}.68.`, 'SURFACE SCAN'],
  [`${storage}.200.`, 'PLAN'],
];

const contentKeys = [
  tags.InstanceNumber,
  tags.ContentDate,
  tags.ContentTime,
  tags.ContentLabel,
  tags.ContentDescription,
  tags.ContentCreatorName,
];

const keysByType: Readonly<Record<string, readonly RecordKey[]>> = {
  'RT DOSE': [tags.InstanceNumber, tags.DoseSummationType],
  'RT STRUCTURE SET': [
    tags.InstanceNumber,
    tags.StructureSetLabel,
    tags.StructureSetDate,
    tags.StructureSetTime,
  ],
  'RT PLAN': [tags.InstanceNumber, tags.RTPlanLabel, tags.RTPlanDate, tags.RTPlanTime],
  'RT TREAT RECORD': [tags.InstanceNumber, tags.TreatmentDate, tags.TreatmentTime],
  PRESENTATION: [
    ...contentKeys,
    tags.PresentationCreationDate,
    tags.PresentationCreationTime,
    referencedSeries,
    { tag: tags.BlendingSequence, kind: 'items', of: [tags.StudyInstanceUID, referencedSeries] },
  ],
  WAVEFORM: [tags.InstanceNumber, tags.ContentDate, tags.ContentTime],
  'SR DOCUMENT': [
    tags.InstanceNumber,
    tags.CompletionFlag,
    tags.VerificationFlag,
    tags.ContentDate,
    tags.ContentTime,
    { tag: tags.VerificationDateTime, kind: 'latest', within: tags.VerifyingObserverSequence },
    title,
    modifiers,
  ],
  'KEY OBJECT DOC': [tags.InstanceNumber, tags.ContentDate, tags.ContentTime, title, modifiers],
  SPECTROSCOPY: [
    tags.ImageType,
    tags.ContentDate,
    tags.ContentTime,
    tags.InstanceNumber,
    tags.NumberOfFrames,
  ],
  REGISTRATION: contentKeys,
  FIDUCIAL: contentKeys,
  'VALUE MAP': contentKeys,
  SURFACE: contentKeys,
  'ENCAP DOC': [
    tags.InstanceNumber,
    tags.ContentDate,
    tags.ContentTime,
    tags.DocumentTitle,
    title,
    tags.HL7InstanceIdentifier,
    tags.MIMETypeOfEncapsulatedDocument,
  ],
};

/** Directory Record Type (0004,1430) of an instance's SOP class. */
export function directoryRecordType(sopClassUid: string): string {
  const found = typesByClass.find(([uid]) =>
    uid.endsWith('.') ? sopClassUid.startsWith(uid) : sopClassUid === uid,
  );
  return found?.[1] ?? 'IMAGE';
}

/** The keys that a record type wants besides its references. */
export function keysOfRecordType(type: string): readonly RecordKey[] {
  return keysByType[type] ?? [tags.InstanceNumber];
}
