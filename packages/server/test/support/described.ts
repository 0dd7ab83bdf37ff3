// Splits made files into metadata and bulk data, as clients that have no files send them.
import { type DicomJson, readHeader, stringifyDicomJson, toDicomJson, toDicomXml } from '@lumenbox/dicom';
import type { SentPart } from './dicomweb.ts';
import { testBoundary } from './dicomweb.ts';

/** A file in two: what it says, and its native pixels. */
export interface DescribedFile {
  readonly json: DicomJson;
  readonly pixels: Buffer;
}

/** Splits a file of native pixels; `uri` is where the metadata says that they are. */
export function describeFile({ bytes }: { bytes: Uint8Array }, uri: string): DescribedFile {
  const header = readHeader(bytes);
  const json = toDicomJson(header.dataSet);
  return {
    json: { ...json, '7FE00010': { vr: 'OW', BulkDataURI: uri } },
    pixels: Buffer.from(bytes.subarray(header.pixelData?.offset)),
  };
}

/** The part of a list of data sets. */
export function jsonPart(...dataSets: readonly DicomJson[]): SentPart {
  return { type: 'application/dicom+json', body: `[${dataSets.map(stringifyDicomJson).join(', ')}]` };
}

/** The part of a data set. */
export function xmlPart(dataSet: DicomJson): SentPart {
  return { type: 'application/dicom+xml', body: toDicomXml(dataSet) };
}

/** The Content-Type of what is sent with metadata in a form. */
export function relatedType(form: 'json' | 'xml'): string {
  return `multipart/related; type="application/dicom+${form}"; boundary=${testBoundary}`;
}
