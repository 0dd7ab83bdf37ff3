// What others may use of studies.
export { ensureDicomStudy, type ImagedStudyFields } from './dicom-study.ts';
export { studyRoutes } from './studies.routes.ts';
export { removeStudiesOfPerson, type StudyContents, type StudyDeps } from './studies.service.ts';
export { type Arrivals, findStudyOfPatient, markViewable, recordArrivals } from './studies.store.ts';
