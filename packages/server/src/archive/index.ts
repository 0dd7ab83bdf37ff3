// What the rest of the server may use of the archive.
export {
  type Archive,
  createArchive,
  dropObjects,
  removeHeldOfPatient,
  removeStudyContents,
} from './archive.ts';
export { deleteHeldByBytes, insertHeld } from './held-instances.store.ts';
export { holdObjects } from './hold-objects.ts';
export {
  addToSeries,
  countObjects,
  ensureSeries,
  type InstanceIdentity,
  insertInstances,
  type OrderedInstance,
  type SeriesFacts,
  selectInstancesByUid,
  selectSeriesOfStudies,
} from './instance-index.store.ts';
export { type InstanceLayout, instanceLayout } from './instance-layout.ts';
export { isObjectKey, type ObjectKey } from './object-keys.ts';
export { openDirectoryStore } from './objects/directory-store.ts';
export { syncFile, syncFolder } from './objects/folder-sync.ts';
export type {
  ByteRange,
  ListedObject,
  ObjectSource,
  ObjectStore,
} from './objects/object-store.ts';
export { removeObjects } from './remove-objects.job.ts';
export { createDirectoryWriter, listStudyFiles, type StudyFile, zipStudyFiles } from './study-files.ts';
export { scheduleSweep, sweep, sweepObjects } from './sweep.job.ts';
export { keptObjects, type ObjectFault, verifyObjects } from './verify-objects.ts';
