// Documents in instances (PS3.3 A.45), and what a person can read of them. What other folders may use.
export { type DocumentNote, type DocumentText, documentNotes, readDocumentText } from './document-text.ts';
export { type EncapsulatedDocument, encapsulatedDocument, isTextDocument } from './encapsulated-document.ts';
