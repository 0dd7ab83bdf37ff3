// What others may use of parts.
export { type Appendix, appendBytes } from './append-bytes.ts';
export { beginPart, type NewPart } from './begin-part.ts';
export {
  endResumable,
  failResumable,
  forgetResumableOfPatient,
  openUploadOf,
  terminatePart,
} from './end-upload.ts';
export { expireUploads, scheduleExpiry } from './expire-uploads.job.ts';
export { createPartLines } from './part-lines.ts';
export { receivePartsJob } from './receive-parts.job.ts';
export { moveResumableOfPatient } from './resumable-uploads.store.ts';
export { settlePart, takePart, type WholePart } from './take-in.ts';
export {
  findPart,
  findSettledPart,
  type ResumableDeps,
  type ResumableLimits,
  type UploadPart,
} from './upload-part.ts';
