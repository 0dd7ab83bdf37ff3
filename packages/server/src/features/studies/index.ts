// What others may use of studies.
export { ensureDicomStudy, type ImagedStudy, type ImagedStudyFields } from './dicom-study.ts';
export { type MoveDeps, type MovedStudies, moveStudies, type StudyMove } from './move-studies.ts';
export { selectOwnedStudies } from './owned-studies.store.ts';
export { type RemoveImagingDeps, removeImaging } from './remove-imaging.ts';
export { createStudyRoutes } from './studies.routes.ts';
export {
  findPatientOfStudies,
  findStudy,
  removeStudiesOfPerson,
  type StudyContentsDeps,
  type StudyDeps,
} from './studies.service.ts';
export {
  type Arrivals,
  findStudyOfPatient,
  holdStudy,
  lockStudiesOfUid,
  markViewable,
  recordArrivals,
  recordContents,
  recordModalities,
  selectImagedStudies,
  selectLastArrivals,
  splitModalities,
} from './studies.store.ts';
export { createThumbnailRoutes } from './thumbnail.routes.ts';
export {
  findThumbnail,
  instanceThumbnail,
  type Thumbnail,
  type ThumbnailDeps,
  type ThumbnailOptions,
  unlessUnfit,
} from './thumbnail.ts';
export { prepareWorklist } from './worklist-reading.ts';
