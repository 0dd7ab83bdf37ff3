// The package's public face: reading and writing DICOM without I/O. Making files for tests is under ./testing.
export * from './character-sets/index.ts';
export * from './data-set/data-set.ts';
export * from './data-set/values.ts';
export * from './dictionary/index.ts';
export * from './documents/index.ts';
export * from './frames/frame-extents.ts';
export { frameCount, isFrameCountClear, nativeFrameBits } from './frames/image-geometry.ts';
export * from './frames/instance-reader.ts';
export { type LookupTable, type Palette, readLookupTable, readPalette } from './frames/lookup-tables.ts';
export * from './frames/pixel-data-scanner.ts';
export { decodeRleFrame } from './frames/rle-decoding.ts';
export { encodeRleFrame, type FrameLayout } from './frames/rle-encoding.ts';
export {
  type OverlayPlane,
  type ShownOverlay,
  type StateOverlays,
  unpackBits,
} from './image-objects/read-overlays.ts';
export * from './image-objects/read-presentation-state.ts';
export * from './image-objects/read-segmentation.ts';
export type {
  StateGreys,
  StateModality,
  StateVoiTable,
  StateWindow,
  StateWindowFunction,
} from './image-objects/read-state-greys.ts';
export * from './image-objects/read-structure-set.ts';
export {
  type Colour,
  type FrameReference,
  type PatientPoint,
  refersTo,
} from './image-objects/referenced-frames.ts';
export * from './json/index.ts';
export * from './part10/dicomdir.ts';
export { type DirectoryHeader, directoryHeaderOf } from './part10/directory-header.ts';
export type { ElementInput, ElementValue, ItemInput } from './part10/element-input.ts';
export * from './part10/errors.ts';
export { encodeFileMeta } from './part10/file-meta.ts';
export * from './part10/header-result.ts';
export * from './part10/read-header.ts';
export * from './part10/rewrite.ts';
export * from './part10/write.ts';
export type { Observer } from './structured-report/document-context.ts';
export * from './structured-report/key-objects.ts';
export {
  type MeasuredQuantity,
  type MeasuredValue,
  type MeasurementKind,
  measuredQuantities,
  measurementKinds,
  pointCounts,
  type ReportedMeasurement,
} from './structured-report/measurement-kinds.ts';
export { readMeasurements } from './structured-report/read-measurements.ts';
export * from './structured-report/read-report-content.ts';
export * from './structured-report/write-measurements.ts';
export * from './xml/index.ts';
