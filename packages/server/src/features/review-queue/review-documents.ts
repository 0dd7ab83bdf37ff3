// The document inside an object in review: handed out as it is, and read as text. Opened on the way, kept nowhere.
import type { ReviewDocumentText } from '@lumenbox/contract';
import {
  type EncapsulatedDocument,
  encapsulatedDocument,
  isTextDocument,
  readDocumentText,
} from '@lumenbox/dicom';
import type { LabelledReviewItem } from '../../archive/index.ts';
import { failure } from '../../platform/errors.ts';
import {
  demandWaiting,
  noteRead,
  type ReviewDeps,
  type Reviewer,
  readReviewedHeader,
} from './review-queue.service.ts';

/** The document, byte for byte. Throws `notFound` when there is none, `conflict` when it is decided. */
export async function reviewedDocument(
  deps: ReviewDeps,
  caller: Reviewer,
  row: LabelledReviewItem,
): Promise<EncapsulatedDocument> {
  const document = await openDocument(deps, row);
  noteRead(deps, caller, row, { document: true });
  return document;
}

/** Its words and its source. Throws `notFound` when it is no text, `conflict` when it is decided. */
export async function reviewedDocumentText(
  deps: ReviewDeps,
  caller: Reviewer,
  row: LabelledReviewItem,
): Promise<ReviewDocumentText> {
  const document = await openDocument(deps, row);
  if (!isTextDocument(document.mediaType)) throw failure.notFound();
  const { words, source, encoding, notes } = readDocumentText(document);
  noteRead(deps, caller, row, { document: true });
  return { words: words ?? null, source, encoding, notes: [...notes] };
}

async function openDocument(deps: ReviewDeps, row: LabelledReviewItem): Promise<EncapsulatedDocument> {
  demandWaiting(row);
  const document = encapsulatedDocument((await readReviewedHeader(deps, row)).dataSet);
  if (document === undefined) throw failure.notFound();
  return document;
}
