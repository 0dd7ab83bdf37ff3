// What others may use of uploads.
export { closeAbandoned, closeUploadsOfKilledServer, scheduleCloseAbandoned } from './close-abandoned.job.ts';
export { nextFilePosition } from './list-uploads.store.ts';
export {
  beginUpload,
  countOutcomes,
  finishCountedUpload,
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
  setUploadStatus,
  type UploadCounts,
} from './uploads.store.ts';
