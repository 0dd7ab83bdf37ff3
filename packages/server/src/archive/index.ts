// What the rest of the server may use of the archive.
export {
  type Archive,
  addSmallObjects,
  createArchive,
  type NewObject,
  removeStudyContents,
} from './archive.ts';
export { type Combination, combineContents } from './combine-contents.ts';
export { demandKnownObjects } from './demand-known-objects.ts';
export { demandStudyFiles, type StudyFilesDeps } from './demand-study-files.ts';
export {
  countDocuments,
  type StoredDocument,
  selectDocument,
  selectDocuments,
  selectDocumentsOfStudies,
} from './documents.store.ts';
export { selectDoomedAmong } from './doomed-objects.store.ts';
export { type FrameSource, frameSource } from './frame-source.ts';
export { selectHeldOfStudy } from './held-instances.store.ts';
export { selectHeldStudies, selectHeldStudy, updateHeldState } from './held-studies.store.ts';
export {
  discardHeldStudy,
  holdInstance,
  moveHeldOfPatient,
  releaseHeldBytes,
  removeHeldOfPatient,
} from './hold-instances.ts';
export { holdObjects } from './hold-objects.ts';
export {
  addToSeries,
  describeSeriesAnew,
  ensureSeries,
  insertInstances,
  recountSeries,
  type SeriesFacts,
  selectSeriesOfStudies,
  setInstanceAttributes,
} from './instance-index.store.ts';
export {
  frameCountOf,
  type InstanceLayout,
  instanceLayout,
  parseLayout,
} from './instance-layout.ts';
export { countObjects, type KeptObject } from './kept-objects.store.ts';
export { type StoredKeyObject, selectKeyObjects } from './key-objects.store.ts';
export { type CompressedText, gzipOf, inflateText } from './metadata/compressed-text.ts';
export { type BulkElement, bulkElements, instanceMetadata } from './metadata/instance-metadata.ts';
export { createMetadataReader, type MetadataReader } from './metadata/study-metadata.ts';
export {
  createObjectKeys,
  isObjectKey,
  isSmallObjectKey,
  type ObjectKey,
  parseObjectKey,
} from './object-keys.ts';
export { demandStore, ObjectStoreAwayError, tryReading } from './objects/demand-store.ts';
export { openDirectoryStore } from './objects/directory-store.ts';
export { syncFile, syncFolder } from './objects/folder-sync.ts';
export type {
  ByteRange,
  ListedObject,
  ObjectSource,
  ObjectStore,
} from './objects/object-store.ts';
export { openObjectStore } from './objects/open-object-store.ts';
export { createTieredStore } from './objects/tiered-store.ts';
export { addPieces, preparePieceRemoval, readPieces, removePieces } from './part-pieces.ts';
export { type KeptPiece, PieceWriter } from './piece-writer.ts';
export {
  frameBytes,
  objectBytes,
  pixelBytes,
  type ReadableInstance,
  readStoredHeader,
  type SizedBytes,
} from './read-instance.ts';
export { type ReferencedImage, selectReferencedImages } from './referenced-images.store.ts';
export { removeInstances } from './remove-instances.ts';
export { removeObjects } from './remove-objects.job.ts';
export { type Replacement, replaceInstances } from './replace-instances.ts';
export { moveReportFiles, selectReportFile } from './report-files.store.ts';
export { addReportFile, removeReportFiles } from './report-files.ts';
export { type RepresentedBy, selectRepresentatives } from './representative-instances.store.ts';
export {
  countWaitingByCase,
  countWaitingByReasons,
  forgetReviewIdentities,
  type LabelledReviewItem,
  lockWaitingItem,
  type ReviewFilter,
  selectReviewItem,
  selectWaitingItems,
} from './review-items.store.ts';
export {
  endReview,
  type HeldForReview,
  holdForReview,
  type ReviewFacts,
  removeReviewsOfCase,
  unsealing,
} from './review-items.ts';
export { countFaults } from './scrub/object-faults.store.ts';
export { scheduleScrub, scrub } from './scrub/scrub.job.ts';
export { scrubObjects } from './scrub/scrub-objects.ts';
export { storageFault } from './storage-fault.ts';
export {
  countObjectsOfStudy,
  type DicomUids,
  type InstanceIdentity,
  type StoredInstance,
  type StoredObject,
  selectClassesOfInstances,
  selectInstanceOfStudy,
  selectInstancesByUid,
  selectObjectsOfStudy,
  selectStoredInstance,
  selectStoredInstances,
  selectStoredObjects,
  selectStudyUid,
} from './stored-instances.store.ts';
export { createDirectoryWriter, listStudyFiles, type StudyFile, zipStudyFiles } from './study-files.ts';
export { scheduleSweep, sweep, sweepObjects } from './sweep.job.ts';
export {
  demandFaultOfOne,
  faultOfOne,
  keptObjects,
  type ObjectFault,
  verifyObjects,
} from './verify-objects.ts';
