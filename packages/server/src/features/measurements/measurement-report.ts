// Makes the structured report that holds measurements: patient and study as an image of the study has them, a series of its own.
import {
  comprehensiveSrSopClass,
  type DataSet,
  type ElementInput,
  encodePart10,
  type Keyword,
  type MeasuredImage,
  measurementReportElements,
  type Observer,
  type ReportedMeasurement,
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
/** Behind all series of a modality, and known when one sees it. */
const seriesNumber = 9001;

/** The series of a study that holds its measurements. The same wherever the study is, so that they are known again. */
export function measurementSeriesUid(studyInstanceUid: string): string {
  return uidOf(`measurements of ${studyInstanceUid}`);
}

/**
 * The UID of the report that comes after another one. Two who save what they made of the same report make the same UID: the archive
 * takes one of them.
 */
export function nextReportUid(seriesInstanceUid: string, before: string | null): string {
  return uidOf(`${seriesInstanceUid} after ${before ?? 'none'}`);
}

/** A UID made of a text: a UUID of the form that is left to its maker (RFC 9562 5.8), as PS3.5 B.2 writes it. */
function uidOf(text: string): string {
  const bytes = Buffer.from(sha256(text), 'hex').subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}

/** Lumenbox, where no person may be named as who measured. */
export const deviceUid = uidOf('Lumenbox');

/** The file of a report. `image` is the header of an image of the study. */
export function encodeMeasurementReport(options: {
  image: DataSet;
  studyInstanceUid: string;
  before: string | null;
  instanceNumber: number;
  observer: Observer;
  measurements: readonly ReportedMeasurement[];
  images: ReadonlyMap<string, MeasuredImage>;
  /** As the API prints it, in UTC. */
  now: string;
}): { bytes: Uint8Array; sopInstanceUid: string } {
  const { image, studyInstanceUid, before, observer, measurements, images } = options;
  const seriesInstanceUid = measurementSeriesUid(studyInstanceUid);
  const sopInstanceUid = nextReportUid(seriesInstanceUid, before);
  const elements: ElementInput[] = [
    { tag: 'SpecificCharacterSet', value: 'ISO_IR 192' },
    ...copied.flatMap((keyword) => copyOf(image, keyword)),
    { tag: 'SOPClassUID', value: comprehensiveSrSopClass },
    { tag: 'SOPInstanceUID', value: sopInstanceUid },
    { tag: 'Modality', value: 'SR' },
    { tag: 'SeriesInstanceUID', value: seriesInstanceUid },
    { tag: 'SeriesNumber', value: seriesNumber },
    { tag: 'SeriesDescription', value: 'Measurements' },
    { tag: 'ReferencedPerformedProcedureStepSequence', value: [] },
    { tag: 'Manufacturer', value: 'Lumenbox' },
    { tag: 'ManufacturerModelName', value: 'Lumenbox' },
    { tag: 'InstanceNumber', value: options.instanceNumber },
    { tag: 'CompletionFlag', value: 'PARTIAL' },
    { tag: 'VerificationFlag', value: 'UNVERIFIED' },
    ...momentElements(options.now),
    { tag: 'PerformedProcedureCodeSequence', value: [] },
    ...(before === null ? [] : [predecessor(studyInstanceUid, seriesInstanceUid, before)]),
    ...measurementReportElements({ studyInstanceUid, observer, measurements, images }),
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

/** PS3.3 C.17.2: which report this one takes the place of. */
function predecessor(studyInstanceUid: string, seriesInstanceUid: string, before: string): ElementInput {
  const instance = [
    { tag: 'ReferencedSOPClassUID', value: comprehensiveSrSopClass },
    { tag: 'ReferencedSOPInstanceUID', value: before },
  ];
  const series = [
    { tag: 'SeriesInstanceUID', value: seriesInstanceUid },
    { tag: 'ReferencedSOPSequence', value: [instance] },
  ];
  return {
    tag: 'PredecessorDocumentsSequence',
    value: [
      [
        { tag: 'ReferencedSeriesSequence', value: [series] },
        { tag: 'StudyInstanceUID', value: studyInstanceUid },
      ],
    ],
  };
}
