// What others may use of studies.
export { ensureDicomStudy, type ImagedStudyFields } from './dicom-study.ts';
export { type Arrivals, findStudyOfPatient, markViewable, recordArrivals } from './studies.store.ts';
