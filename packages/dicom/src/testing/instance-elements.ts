// The modules that every made instance shares: patient, study, series, equipment, SOP common (PS3.3 C.7, C.12).
import { type Keyword, type Tag, tags } from '../dictionary/index.ts';
import { type ElementInput, type ElementValue, tagOfInput } from '../part10/element-input.ts';
import { uidFrom } from './uids.ts';

/** An element of the standard, by its keyword. */
export function element(keyword: Keyword, value: ElementValue): ElementInput {
  return { tag: tags[keyword], value };
}

/** What a made instance says of itself. Everything has a default; the same options give the same bytes. */
export interface InstanceOptions {
  /** Where the UIDs come from that are not given: equal seeds, equal UIDs. Default `lumenbox`. */
  readonly seed?: string;
  readonly patientName?: string;
  readonly patientId?: string;
  /** `YYYYMMDD`; empty for none. */
  readonly patientBirthDate?: string;
  /** `M`, `F`, `O`; empty for none. */
  readonly patientSex?: string;
  readonly studyInstanceUid?: string;
  readonly seriesInstanceUid?: string;
  readonly sopInstanceUid?: string;
  readonly frameOfReferenceUid?: string;
  readonly studyDescription?: string;
  readonly studyDate?: string;
  readonly studyTime?: string;
  readonly studyId?: string;
  readonly accessionNumber?: string;
  readonly institutionName?: string;
  readonly referringPhysicianName?: string;
  readonly seriesDescription?: string;
  readonly seriesNumber?: number;
  readonly bodyPartExamined?: string;
  readonly instanceNumber?: number;
  /** Default 64. */
  readonly rows?: number;
  /** Default 64. */
  readonly columns?: number;
  /** Default 1, without Number of Frames. */
  readonly frames?: number;
  readonly transferSyntaxUid?: string;
  /** Default `ISO_IR 192`; empty for none. */
  readonly specificCharacterSet?: string | readonly string[];
  /** More elements, and others in the place of those that are there. */
  readonly elements?: readonly ElementInput[];
  /** Elements to leave out, by tag. */
  readonly omit?: readonly Tag[];
  /** Sequences and items that end with a delimiter instead of beginning with a length. */
  readonly undefinedLengths?: boolean;
}

/** A made file and what it says. */
export interface MadeInstance {
  readonly bytes: Uint8Array;
  readonly elements: readonly ElementInput[];
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly studyInstanceUid: string;
  readonly transferSyntaxUid: string;
  readonly modality: string;
  readonly patientId: string;
  readonly patientName: string;
  /** All frames, native and little endian, whatever the file's transfer syntax is; empty without pixels. */
  readonly pixelData: Uint8Array;
}

/** The UIDs of an instance, given or from its seed. */
export interface InstanceUids {
  readonly studyInstanceUid: string;
  readonly seriesInstanceUid: string;
  readonly sopInstanceUid: string;
  readonly frameOfReferenceUid: string;
}

/** One study a seed, one series a series number, one instance an instance number. */
export function instanceUids(options: InstanceOptions, modality: string): InstanceUids {
  const seed = options.seed ?? 'lumenbox';
  const study = options.studyInstanceUid ?? uidFrom(`${seed}/study`);
  const series = options.seriesInstanceUid ?? uidFrom(`${study}/${modality}/${options.seriesNumber ?? 1}`);
  return {
    studyInstanceUid: study,
    seriesInstanceUid: series,
    sopInstanceUid: options.sopInstanceUid ?? uidFrom(`${series}/${options.instanceNumber ?? 1}`),
    frameOfReferenceUid: options.frameOfReferenceUid ?? uidFrom(`${study}/frame of reference`),
  };
}

export const defaultPatientName = 'Phantom^Ada';
export const defaultPatientId = 'PHANTOM-1';
/** Rows and columns of images that say nothing else. */
export const defaultSize = 64;
const defaultDate = '20250115';
const defaultTime = '103000';

/** Patient, study, series, equipment and SOP common modules (PS3.3 C.7.1 to C.7.5, C.12.1). */
export function sharedElements(
  options: InstanceOptions,
  { sopClassUid, modality, uids }: { sopClassUid: string; modality: string; uids: InstanceUids },
): ElementInput[] {
  const date = options.studyDate ?? defaultDate;
  const time = options.studyTime ?? defaultTime;
  const optional: ElementInput[] = [];
  const characterSet = options.specificCharacterSet ?? 'ISO_IR 192';
  if (characterSet.length > 0) optional.push(element('SpecificCharacterSet', characterSet));
  if (options.institutionName !== undefined)
    optional.push(element('InstitutionName', options.institutionName));
  return [
    ...optional,
    element('InstanceCreationDate', date),
    element('InstanceCreationTime', time),
    element('SOPClassUID', sopClassUid),
    element('SOPInstanceUID', uids.sopInstanceUid),
    element('StudyDate', date),
    element('SeriesDate', date),
    element('ContentDate', date),
    element('StudyTime', time),
    element('SeriesTime', time),
    element('ContentTime', time),
    element('AccessionNumber', options.accessionNumber ?? ''),
    element('Modality', modality),
    element('Manufacturer', 'Lumenbox'),
    element('ReferringPhysicianName', options.referringPhysicianName ?? ''),
    element('StudyDescription', options.studyDescription ?? 'Computed phantom'),
    element('SeriesDescription', options.seriesDescription ?? `Phantom ${modality}`),
    element('ManufacturerModelName', 'Phantom'),
    element('BodyPartExamined', options.bodyPartExamined ?? (modality === 'MR' ? 'BRAIN' : 'CHEST')),
    element('PatientName', options.patientName ?? defaultPatientName),
    element('PatientID', options.patientId ?? defaultPatientId),
    element('PatientBirthDate', options.patientBirthDate ?? '18151210'),
    element('PatientSex', options.patientSex ?? 'F'),
    element('DeviceSerialNumber', '1'),
    element('SoftwareVersions', '1'),
    element('StudyInstanceUID', uids.studyInstanceUid),
    element('SeriesInstanceUID', uids.seriesInstanceUid),
    element('StudyID', options.studyId ?? '1'),
    element('SeriesNumber', options.seriesNumber ?? 1),
    element('InstanceNumber', options.instanceNumber ?? 1),
  ];
}

/** The elements with the options' own in their places, and without those that they omit. */
export function withChanges(elements: readonly ElementInput[], options: InstanceOptions): ElementInput[] {
  const changed = new Map(elements.map((each) => [tagOfInput(each), each]));
  for (const each of options.elements ?? []) changed.set(tagOfInput(each), each);
  for (const tag of options.omit ?? []) changed.delete(tag);
  return [...changed.values()];
}
