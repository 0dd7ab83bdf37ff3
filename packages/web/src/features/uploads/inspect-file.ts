// What a file says of itself before it is sent: a zip, a DICOM instance and whose, or none of ours. Reads its beginning alone.
import { createHeaderReader, DicomError, firstString, parsePersonName, tags } from '@lumenbox/dicom';

/** What the review before sending needs of an instance. */
export interface InstanceFacts {
  readonly kind: 'instance';
  readonly patientId: string;
  readonly patientName: string;
  /** As DICOM writes dates. */
  readonly birthDate: string;
  readonly studyInstanceUid: string;
  readonly studyDescription: string;
  readonly studyDate: string;
  readonly seriesInstanceUid: string;
  readonly modality: string;
}
/**
 * `unknown` is sent, and the server says what it is: its header is long, or damaged. `other` is no DICOM; `unreadable` cannot
 * be sent at all.
 */
export type FileFacts =
  | InstanceFacts
  | { readonly kind: 'zip' | 'dicomdir' | 'other' | 'unknown' | 'unreadable' };

/** Headers of images are far shorter; what is longer is not worth the waiting. */
const headerBytesMax = 2 * 1024 * 1024;
/** Most headers are whole in the first read. */
const readBytes = 64 * 1024;
/** Where the prefix of a DICOM file ends (PS3.10 7.1). */
const prefixEnd = 132;
/** A zip with files in it, and an empty one. */
const zipStarts = new Set(['PK\x03\x04', 'PK\x05\x06']);
/** The directory of a file-set (PS3.4 I). */
const mediaDirectoryUid = '1.2.840.10008.1.3.10';

/** Looks at a file. Never throws. */
export async function inspectFile(name: string, file: Blob): Promise<FileFacts> {
  try {
    return await inspect(name, file);
  } catch {
    return { kind: 'unreadable' };
  }
}

async function inspect(name: string, file: Blob): Promise<FileFacts> {
  const reader = createHeaderReader({ maxHeaderBytes: headerBytesMax });
  let hasPrefix = false;
  try {
    for (let at = 0; at < Math.min(file.size, headerBytesMax); at += readBytes) {
      const chunk = new Uint8Array(await file.slice(at, at + readBytes).arrayBuffer());
      if (at === 0) {
        hasPrefix = textOf(chunk, 128, prefixEnd) === 'DICM';
        if (isZipStart(chunk)) return { kind: 'zip' };
      }
      if (reader.push(chunk) === 'done') return factsOf(reader.result());
    }
    if (file.size > headerBytesMax) return { kind: 'unknown' };
    reader.end();
    return factsOf(reader.result());
  } catch (error) {
    if (!(error instanceof DicomError)) throw error;
    // What is named like an image gets the server's verdict, and its reason.
    return { kind: hasPrefix || /\.(dcm|dicom|dic|ima)$/i.test(name) ? 'unknown' : 'other' };
  }
}

/** Whether a file that begins so is a zip, and not DICOM with a zip in its preamble. */
export function isZipStart(start: Uint8Array): boolean {
  return zipStarts.has(textOf(start, 0, 4)) && textOf(start, 128, prefixEnd) !== 'DICM';
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}

function factsOf({ meta, dataSet }: ReturnType<ReturnType<typeof createHeaderReader>['result']>): FileFacts {
  if (firstString(meta, tags.MediaStorageSOPClassUID) === mediaDirectoryUid) return { kind: 'dicomdir' };
  const text = (tag: number) => (firstString(dataSet, tag) ?? '').replaceAll('\0', '').trim();
  return {
    kind: 'instance',
    patientId: text(tags.PatientID),
    patientName: nameOf(text(tags.PatientName)),
    birthDate: text(tags.PatientBirthDate),
    studyInstanceUid: text(tags.StudyInstanceUID),
    studyDescription: text(tags.StudyDescription),
    studyDate: text(tags.StudyDate),
    seriesInstanceUid: text(tags.SeriesInstanceUID),
    modality: text(tags.Modality),
  };
}

function nameOf(text: string): string {
  const { alphabetic, ideographic } = parsePersonName(text);
  const { family = '', given = '' } = alphabetic ?? ideographic ?? {};
  return [family, given].filter((part) => part !== '').join(', ');
}
