// DICOM files made by code, for the project's tests and its demo. Nothing here is needed to read or serve files.

export { encodeRleFrame, type FrameLayout } from '../frames/rle-encoding.ts';
export {
  aCode,
  aContentItem,
  aDocumentInstance,
  aPdf,
  aPdfInstance,
  aReportInstance,
  documentSopClassUids,
} from './documents.ts';
export { type DrawnText, drawText } from './drawn-text.ts';
export {
  aLookupTable,
  anItem,
  anOverlay,
  aPresentationState,
  aReferenceTo,
  aSegmentation,
  aStructureSet,
  type MadeSegment,
} from './image-objects.ts';
export { element, type InstanceOptions, type MadeInstance } from './instance-elements.ts';
export {
  aCrInstance,
  aCtInstance,
  aDataSet,
  anMrInstance,
  aSecondaryCapture,
  madeSopClassUids,
  type SliceOptions,
} from './instances.ts';
export {
  deeplyNested,
  lyingLength,
  truncate,
  withAppended,
  withoutMeta,
  withoutPreamble,
} from './malformed-files.ts';
export { type PhantomOptions, phantomStudy } from './phantom-study.ts';
export { plantedDocuments } from './planted-documents.ts';
export {
  type Planted,
  type PlantedCategory,
  type PlantedInstance,
  plantableRows,
  plantedCategories,
  plantedInstances,
  plantedPerson,
  plantedValue,
} from './planted-identities.ts';
export { withElements } from './spliced-elements.ts';
export { seededNumbers, uidFrom } from './uids.ts';
