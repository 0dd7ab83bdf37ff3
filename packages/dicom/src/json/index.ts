// DICOM JSON (PS3.18 Annex F), both ways. What other folders may use.
export { decodeBase64, encodeBase64 } from './base64.ts';
export {
  type DicomJson,
  type DicomJsonElement,
  type DicomJsonPersonName,
  type DicomJsonValue,
  stringifyDicomJson,
} from './dicom-json.ts';
export { DicomJsonError, type FromDicomJsonOptions, fromDicomJson } from './from-dicom-json.ts';
export { type DicomJsonOptions, toDicomJson } from './to-dicom-json.ts';
