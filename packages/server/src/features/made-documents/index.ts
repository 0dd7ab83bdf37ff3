// What features that write documents into studies have in common.
export {
  type DocumentDeps,
  headerOf,
  imagesOf,
  type KeptDocument,
  keptDocument,
  observerOf,
  type StoreMade,
} from './document-work.ts';
export { type DocumentKind, encodeDocument, ownSeriesUid } from './made-document.ts';
