// A data set as the body of an answer: as DICOM JSON or XML (PS3.18 8.7.3.2).
import { type DicomJson, stringifyDicomJson, toDicomXml } from '@lumenbox/dicom';
import type { Answer } from './handler.ts';
import { type MediaRange, negotiate } from './media-types.ts';

const xml = 'application/dicom+xml';
const offers = [{ type: 'application/dicom+json' }, { type: xml }, { type: 'application/json' }];

/** Chooses the form that the client wants a data set in, before there is any. Throws `notAcceptable`. */
export function writeDataSet(ranges: readonly MediaRange[]): (dataSet: DicomJson) => Answer {
  const { type } = negotiate(ranges, offers);
  return (dataSet) => ({
    headers: { 'Content-Type': type },
    body: type === xml ? toDicomXml(dataSet) : stringifyDicomJson(dataSet),
  });
}
