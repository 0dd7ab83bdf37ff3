// Data sets as a body of an answer: DICOM JSON, which every service of DICOMweb gives (PS3.18 8.7.3.2).
import { type DicomJson, stringifyDicomJson } from '@lumenbox/dicom';
import type { Answer } from './handler.ts';
import { type MediaRange, negotiate } from './media-types.ts';

const json = 'application/dicom+json';

/**
 * Chooses the form that the client wants data sets in, before there are any. A list is written as one, a single data set
 * by itself. Throws `notAcceptable`.
 */
export function writeDataSets(
  ranges: readonly MediaRange[],
): (dataSets: readonly DicomJson[] | DicomJson) => Answer {
  const { type } = negotiate(ranges, [{ type: json }, { type: 'application/json' }]);
  return (dataSets) => ({
    headers: { 'Content-Type': type },
    body: isList(dataSets) ? `[${dataSets.map(stringifyDicomJson).join(',')}]` : stringifyDicomJson(dataSets),
  });
}

function isList(dataSets: readonly DicomJson[] | DicomJson): dataSets is readonly DicomJson[] {
  return Array.isArray(dataSets);
}
