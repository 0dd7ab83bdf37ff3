// What composition uses of DICOMweb.
export { createDicomweb, type DicomwebDeps } from './dicomweb.ts';
