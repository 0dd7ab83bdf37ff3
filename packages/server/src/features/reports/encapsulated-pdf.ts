// A PDF inside of an instance, and what a browser may do with any PDF that it is given.
import { type DataSet, encapsulatedDocument, firstString, tags } from '@lumenbox/dicom';

/** The only media type of files. */
export const pdfType = 'application/pdf';

/** Encapsulated PDF Storage (PS3.4 B.5). */
const encapsulatedPdfUid = '1.2.840.10008.5.1.4.1.1.104.1';

/** What a PDF may do in the browser that shows it: nothing, but be shown in a page of ours. */
export const pdfHeaders = {
  'Content-Type': pdfType,
  'Content-Security-Policy':
    "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'",
  'X-Frame-Options': 'SAMEORIGIN',
} as const;

/** Whether an instance is a PDF, by its SOP class. */
export function isPdf({ sop_class_uid }: { readonly sop_class_uid: string }): boolean {
  return sop_class_uid === encapsulatedPdfUid;
}

/** The PDF of an instance; `undefined` when it has none. */
export function encapsulatedPdf(dataSet: DataSet): Uint8Array | undefined {
  if (!isPdf({ sop_class_uid: firstString(dataSet, tags.SOPClassUID) ?? '' })) return undefined;
  return encapsulatedDocument(dataSet)?.bytes;
}
