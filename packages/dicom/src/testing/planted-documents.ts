// Instances that are no plain images, with an identity in what makes them so: a report, a presentation state, a PDF, a code
// with a comment. For the score of de-identification.
import { tags } from '../dictionary/attributes.generated.ts';
import { transferSyntaxUids } from '../dictionary/transfer-syntaxes.ts';
import type { ElementInput, ItemInput } from '../part10/element-input.ts';
import { encodePart10 } from '../part10/write.ts';
import { element } from './instance-elements.ts';
import {
  type Planted,
  type PlantedCategory,
  type PlantedInstance,
  plantedPerson,
} from './planted-identities.ts';

/** A report, a presentation state, a document and a compressed image. */
export function plantedDocuments(): PlantedInstance[] {
  const { name, written, physician } = plantedPerson;
  return [
    anInstance('a structured report', '88.33', {
      planted: [mark('names', written), mark('names', 'Veilchenfeld')],
      elements: [
        element('ContentSequence', [
          contentItem('PNAME', [element('PersonName', physician)]),
          contentItem('TEXT', [element('TextValue', `${written} has a finding`)]),
          contentItem('CONTAINER', [
            element('ContentSequence', [contentItem('TEXT', [element('TextValue', `seen by ${physician}`)])]),
          ]),
        ]),
      ],
    }),
    anInstance('a presentation state', '11.1', {
      planted: [mark('names', written)],
      elements: [
        element('GraphicAnnotationSequence', [
          [
            element('GraphicLayer', 'L'),
            element('TextObjectSequence', [[element('UnformattedTextValue', `Pt ${written}`)]]),
          ],
        ]),
      ],
    }),
    anInstance('an encapsulated document', '104.1', {
      planted: [mark('names', written), mark('names', name)],
      elements: [
        element('DocumentTitle', `Report ${written}`),
        element('MIMETypeOfEncapsulatedDocument', 'application/pdf'),
        element('EncapsulatedDocument', bytesOf(`%PDF-1.4 (${written}) ${name}`)),
      ],
    }),
    anInstance('a compressed image', '2', {
      planted: [mark('pixels', written)],
      elements: [
        element('Rows', 1),
        element('Columns', 1),
        { tag: tags.PixelData, fragments: [jpegWithComment(written)] },
      ],
      transferSyntaxUid: transferSyntaxUids.jpegBaseline,
    }),
  ];
}

type Parts = {
  planted: Planted[];
  elements: ElementInput[];
  transferSyntaxUid?: string;
};

function anInstance(
  name: string,
  sopClass: string,
  { planted, elements, transferSyntaxUid = transferSyntaxUids.explicitLittleEndian }: Parts,
): PlantedInstance {
  return {
    name,
    planted,
    bytes: encodePart10({
      transferSyntaxUid,
      elements: [
        element('SOPClassUID', `1.2.840.10008.5.1.4.1.1.${sopClass}`),
        element('SOPInstanceUID', '1.2.826.0.1.3680043.9.7133.3'),
        element('StudyInstanceUID', '1.2.826.0.1.3680043.9.7133.4'),
        element('SeriesInstanceUID', '1.2.826.0.1.3680043.9.7133.5'),
        element('PatientName', plantedPerson.name),
        element('PatientID', plantedPerson.id),
        element('ReferringPhysicianName', plantedPerson.physician),
        ...elements,
      ],
    }),
  };
}

function mark(category: PlantedCategory, text: string): Planted {
  return { category, where: 'content', text };
}

function contentItem(valueType: string, elements: readonly ElementInput[]): ItemInput {
  return [element('RelationshipType', 'CONTAINS'), element('ValueType', valueType), ...elements];
}

function jpegWithComment(comment: string): Uint8Array {
  const text = [...bytesOf(comment)];
  const scan = [0xff, 0xda, 0, 4, 1, 2, 0x55];
  return Uint8Array.from([0xff, 0xd8, 0xff, 0xfe, 0, text.length + 2, ...text, ...scan, 0xff, 0xd9, 0]);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text.length % 2 === 0 ? text : `${text} `);
}
