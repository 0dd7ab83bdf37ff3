// What others may use of uploads.
export { closeAbandoned, closeUploadsOfKilledServer, scheduleCloseAbandoned } from './close-abandoned.job.ts';
export {
  countOutcomes,
  finishUpload,
  type OpenUpload,
  type RecordedFile,
  recordFiles,
} from './record-files.ts';
export { createUploadRoutes } from './uploads.routes.ts';
export { loadUpload } from './uploads.service.ts';
export {
  forgetFilesOfPerson,
  forgetUploadsOfPatient,
  moveUploadsOfPatient,
  moveUploadsOfStudy,
  type UploadCounts,
} from './uploads.store.ts';
