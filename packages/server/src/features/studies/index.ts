// What others may use of studies.
export { ensureDicomStudy, type ImagedStudyFields } from './dicom-study.ts';
export { createStudyRoutes } from './studies.routes.ts';
export { removeStudiesOfPerson, type StudyDeps } from './studies.service.ts';
export {
  type Arrivals,
  findStudyOfPatient,
  markViewable,
  recordArrivals,
  selectDicomStudy,
} from './studies.store.ts';
