// What features that write documents into studies have in common.
export {
  type DocumentDeps,
  headerOf,
  type KeptDocument,
  keptDocument,
  observerOf,
  type StoreMade,
} from './document-work.ts';
export { type DocumentKind, ownSeriesUid } from './made-document.ts';
export { type ReferencedImages, saveDocument } from './save-document.ts';
