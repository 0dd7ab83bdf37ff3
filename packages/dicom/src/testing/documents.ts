// Makers of documents: a PDF, an instance that encapsulates one, a structured report. Nobody's data.
import { transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput, ItemInput } from '../part10/element-input.ts';
import { encodePart10 } from '../part10/write.ts';
import { codeItem } from '../structured-report/content-items.ts';
import {
  defaultPatientId,
  defaultPatientName,
  element,
  type InstanceOptions,
  instanceUids,
  type MadeInstance,
  sharedElements,
  withChanges,
} from './instance-elements.ts';

/** SOP classes of documents (PS3.4 B.5). */
export const documentSopClassUids = {
  encapsulatedPdf: '1.2.840.10008.5.1.4.1.1.104.1',
  encapsulatedCda: '1.2.840.10008.5.1.4.1.1.104.2',
  encapsulatedStl: '1.2.840.10008.5.1.4.1.1.104.3',
  encapsulatedMtl: '1.2.840.10008.5.1.4.1.1.104.5',
  basicTextSr: '1.2.840.10008.5.1.4.1.1.88.11',
  comprehensiveSr: '1.2.840.10008.5.1.4.1.1.88.33',
  comprehensive3dSr: '1.2.840.10008.5.1.4.1.1.88.34',
  doseSr: '1.2.840.10008.5.1.4.1.1.88.67',
} as const;

/** A PDF of one page with a line of text (ISO 32000-1 7.5). `paddingBytes` make it larger by a comment. */
export function aPdf(
  line: string,
  { paddingBytes = 0 }: { paddingBytes?: number } = {},
): Uint8Array<ArrayBuffer> {
  const text = line.replace(/[^\x20-\x7e]/g, '?').replace(/[\\()]/g, '\\$&');
  const stream = `BT /F1 24 Tf 72 700 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let pdf = `%PDF-1.4\n%${'x'.repeat(paddingBytes)}\n`;
  const offsets = objects.map((body, index) => {
    const offset = pdf.length;
    pdf += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const start = pdf.length;
  const entries = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${entries}`;
  pdf += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new TextEncoder().encode(pdf);
}

/** An encapsulated PDF (PS3.3 A.45.1). */
export function aPdfInstance(
  options: InstanceOptions & { readonly pdf?: Uint8Array; readonly title?: string } = {},
): MadeInstance {
  return aDocumentInstance({
    ...options,
    document: options.pdf ?? aPdf('A computed document'),
    mediaType: 'application/pdf',
    sopClassUid: documentSopClassUids.encapsulatedPdf,
  });
}

/** A document inside an instance (PS3.3 A.45); by default one of HL7 CDA. */
export function aDocumentInstance(
  options: InstanceOptions & {
    readonly document: Uint8Array;
    readonly mediaType?: string;
    readonly sopClassUid?: string;
    readonly title?: string;
  },
): MadeInstance {
  const { document, mediaType = 'text/XML' } = options;
  const padded = new Uint8Array(document.length + (document.length % 2));
  padded.set(document);
  return aDocument(options, {
    sopClassUid: options.sopClassUid ?? documentSopClassUids.encapsulatedCda,
    modality: 'DOC',
    elements: [
      element('ConversionType', 'WSD'),
      element('BurnedInAnnotation', 'YES'),
      element('DocumentTitle', options.title ?? ''),
      element('ConceptNameCodeSequence', []),
      element('MIMETypeOfEncapsulatedDocument', mediaType),
      element('EncapsulatedDocument', padded),
      element('EncapsulatedDocumentLength', document.length),
    ],
  });
}

/** A code with its meaning, as a sequence's item (PS3.3 8). */
export function aCode(value: string, scheme: string, meaning: string): ItemInput {
  return codeItem([value, scheme, meaning]);
}

/** An item of a report's content (PS3.3 C.17.3). */
export function aContentItem(
  [relationship, type, name]: readonly [relationship: string, type: string, name: string],
  elements: readonly ElementInput[] = [],
): ItemInput {
  return [
    element('RelationshipType', relationship),
    element('ValueType', type),
    element('ConceptNameCodeSequence', [aCode('99-1', '99LUMENBOX', name)]),
    ...elements,
  ];
}

/** A structured report (PS3.3 A.35); by default a Basic Text one with a finding. */
export function aReportInstance(
  options: InstanceOptions & {
    readonly title?: string;
    readonly sopClassUid?: string;
    readonly content?: readonly ItemInput[];
    readonly isVerified?: boolean;
  } = {},
): MadeInstance {
  const content = options.content ?? [
    aContentItem(['CONTAINS', 'TEXT', 'Finding'], [element('TextValue', 'No abnormality in a phantom.')]),
  ];
  return aDocument(options, {
    sopClassUid: options.sopClassUid ?? documentSopClassUids.basicTextSr,
    modality: 'SR',
    elements: [
      element('ValueType', 'CONTAINER'),
      element('ContinuityOfContent', 'SEPARATE'),
      element('ConceptNameCodeSequence', [
        aCode('18748-4', 'LN', options.title ?? 'Diagnostic Imaging Report'),
      ]),
      element('CompletionFlag', 'COMPLETE'),
      element('VerificationFlag', options.isVerified === true ? 'VERIFIED' : 'UNVERIFIED'),
      element('PerformedProcedureCodeSequence', []),
      element('ReferencedPerformedProcedureStepSequence', []),
      element('ContentSequence', content),
    ],
  });
}

/** A document of a class, with what it says beside patient, study and series. */
export function aDocument(
  options: InstanceOptions,
  {
    sopClassUid,
    modality,
    elements,
  }: { sopClassUid: string; modality: string; elements: readonly ElementInput[] },
): MadeInstance {
  const uids = instanceUids(options, modality);
  const all = withChanges(
    [...sharedElements(options, { sopClassUid, modality, uids }), ...elements],
    options,
  );
  const transferSyntaxUid = options.transferSyntaxUid ?? transferSyntaxUids.explicitLittleEndian;
  return {
    ...uids,
    bytes: encodePart10({ transferSyntaxUid, elements: all }),
    elements: all,
    sopClassUid,
    transferSyntaxUid,
    modality,
    patientId: options.patientId ?? defaultPatientId,
    patientName: options.patientName ?? defaultPatientName,
    pixelData: new Uint8Array(),
  };
}
