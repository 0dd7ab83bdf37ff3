// Makes documents of what people say about a study's images: patient and study as an image has them, a series of its own, one after the other.
import {
  type DataSet,
  type ElementInput,
  encodePart10,
  type Keyword,
  stringValues,
  tags,
  transferSyntaxUids,
} from '@lumenbox/dicom';
import { sha256 } from '../../platform/ids.ts';

/** What is said of patient and study (PS3.3 C.7.1.1, C.7.2.1): as in the images, so that nothing contradicts them. */
const copied: readonly Keyword[] = [
  'PatientName',
  'PatientID',
  'IssuerOfPatientID',
  'PatientBirthDate',
  'PatientSex',
  'PatientIdentityRemoved',
  'DeidentificationMethod',
  'LongitudinalTemporalInformationModified',
  'StudyInstanceUID',
  'StudyDate',
  'StudyTime',
  'ReferringPhysicianName',
  'StudyID',
  'AccessionNumber',
  'StudyDescription',
];
/** Type 2: there with or without a value. */
const always: ReadonlySet<Keyword> = new Set([
  'PatientName',
  'PatientID',
  'PatientBirthDate',
  'PatientSex',
  'StudyDate',
  'StudyTime',
  'ReferringPhysicianName',
  'StudyID',
  'AccessionNumber',
]);

/** A kind of document that is made here, and the series of a study that holds all of it. */
export interface DocumentKind {
  /** What its series is known by: the same wherever the study is. */
  readonly name: string;
  readonly sopClassUid: string;
  readonly modality: string;
  /** Behind all series of a modality, and known when one sees it. */
  readonly seriesNumber: number;
  readonly seriesDescription: string;
}

/** The series of a study that holds the documents of a kind. */
export function ownSeriesUid({ name }: DocumentKind, studyInstanceUid: string): string {
  return uidOf(`${name} of ${studyInstanceUid}`);
}

/**
 * The UID of the document that comes after another one. Two who save what they made of the same document make the same UID: the archive
 * takes one of them.
 */
function nextDocumentUid(seriesInstanceUid: string, before: string | null): string {
  return uidOf(`${seriesInstanceUid} after ${before ?? 'none'}`);
}

/** A UID made of a text: a UUID of the form that is left to its maker (RFC 9562 5.8), as PS3.5 B.2 writes it. */
function uidOf(text: string): string {
  const bytes = Buffer.from(sha256(text), 'hex').subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}

/** Lumenbox, where no person may be named as who observed. */
export const deviceUid = uidOf('Lumenbox');

/** The file of a document. `image` is the header of an image of the study, or of a document before. */
export function encodeDocument(options: {
  kind: DocumentKind;
  image: DataSet;
  studyInstanceUid: string;
  before: string | null;
  instanceNumber: number;
  /** What the document says. */
  content: readonly ElementInput[];
  /** As the API prints it, in UTC. */
  now: string;
}): { bytes: Uint8Array; sopInstanceUid: string } {
  const { kind, image, studyInstanceUid, before } = options;
  const seriesInstanceUid = ownSeriesUid(kind, studyInstanceUid);
  const sopInstanceUid = nextDocumentUid(seriesInstanceUid, before);
  const elements: ElementInput[] = [
    { tag: 'SpecificCharacterSet', value: 'ISO_IR 192' },
    ...copied.flatMap((keyword) => copyOf(image, keyword)),
    { tag: 'SOPClassUID', value: kind.sopClassUid },
    { tag: 'SOPInstanceUID', value: sopInstanceUid },
    { tag: 'Modality', value: kind.modality },
    { tag: 'SeriesInstanceUID', value: seriesInstanceUid },
    { tag: 'SeriesNumber', value: kind.seriesNumber },
    { tag: 'SeriesDescription', value: kind.seriesDescription },
    { tag: 'ReferencedPerformedProcedureStepSequence', value: [] },
    { tag: 'Manufacturer', value: 'Lumenbox' },
    { tag: 'ManufacturerModelName', value: 'Lumenbox' },
    { tag: 'InstanceNumber', value: options.instanceNumber },
    ...momentElements(options.now),
    ...(before === null ? [] : [predecessor({ kind, studyInstanceUid, seriesInstanceUid, before })]),
    ...options.content,
  ];
  const transferSyntaxUid = transferSyntaxUids.explicitLittleEndian;
  return { bytes: encodePart10({ transferSyntaxUid, elements }), sopInstanceUid };
}

function copyOf(image: DataSet, keyword: Keyword): ElementInput[] {
  const values = stringValues(image, tags[keyword]);
  if (values.length === 0 && !always.has(keyword)) return [];
  return [{ tag: keyword, value: values }];
}

function momentElements(now: string): ElementInput[] {
  const day = now.slice(0, 10).replaceAll('-', '');
  const time = now.slice(11, 19).replaceAll(':', '');
  return [
    { tag: 'TimezoneOffsetFromUTC', value: '+0000' },
    { tag: 'ContentDate', value: day },
    { tag: 'ContentTime', value: time },
  ];
}

/** Which document this one takes the place of (PS3.3 C.17.2); a key object selection has it as an extension of its class. */
function predecessor(options: {
  kind: DocumentKind;
  studyInstanceUid: string;
  seriesInstanceUid: string;
  before: string;
}): ElementInput {
  const instance = [
    { tag: 'ReferencedSOPClassUID', value: options.kind.sopClassUid },
    { tag: 'ReferencedSOPInstanceUID', value: options.before },
  ] as const;
  const series = [
    { tag: 'SeriesInstanceUID', value: options.seriesInstanceUid },
    { tag: 'ReferencedSOPSequence', value: [instance] },
  ] as const;
  return {
    tag: 'PredecessorDocumentsSequence',
    value: [
      [
        { tag: 'ReferencedSeriesSequence', value: [series] },
        { tag: 'StudyInstanceUID', value: options.studyInstanceUid },
      ],
    ],
  };
}
