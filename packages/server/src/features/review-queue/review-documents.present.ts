// Documents of the review queue as the API tells of them and hands them out. Pure.
import type { ReviewItemWithFindings } from '@lumenbox/contract';
import {
  type EncapsulatedDocument,
  encapsulatedDocument,
  type HeaderResult,
  isTextDocument,
} from '@lumenbox/dicom';
import type { LabelledReviewItem } from '../../archive/index.ts';
import { pdfHeaders, pdfType } from '../reports/index.ts';

/** What the document of an instance is; null when it has none. */
export function presentDocument({ dataSet }: HeaderResult): ReviewItemWithFindings['document'] {
  const document = encapsulatedDocument(dataSet);
  if (document === undefined) return null;
  const { mediaType, bytes } = document;
  return {
    media_type: mediaType,
    size_bytes: bytes.length,
    shown_as: mediaType === pdfType ? 'pdf' : isTextDocument(mediaType) ? 'text' : null,
  };
}

const endings: Readonly<Record<string, string>> = {
  'application/xml': 'xml',
  'model/mtl': 'mtl',
  'model/obj': 'obj',
  'model/stl': 'stl',
  'text/plain': 'txt',
  'text/xml': 'xml',
};

/** The headers of a document: a PDF may be shown in a page of ours, anything else is a file, and no page of a browser. */
export function documentHeaders(
  { mediaType }: EncapsulatedDocument,
  { sop_instance_uid }: LabelledReviewItem,
): Record<string, string> {
  if (mediaType === pdfType)
    return { ...pdfHeaders, 'Content-Disposition': `inline; filename="${sop_instance_uid}.pdf"` };
  const ending = endings[mediaType] ?? 'bin';
  return {
    'Content-Type': mediaType,
    'Content-Disposition': `attachment; filename="${sop_instance_uid}.${ending}"`,
  };
}
