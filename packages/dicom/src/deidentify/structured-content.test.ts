// Reports, key objects, presentation states: what is left of their content.
import { describe, expect, it } from 'vitest';
import { firstString, sequence } from '../data-set/values.ts';
import { tags, transferSyntaxUids } from '../dictionary/index.ts';
import type { ElementInput, ItemInput } from '../part10/element-input.ts';
import { readHeader } from '../part10/read-header.ts';
import { encodePart10 } from '../part10/write.ts';
import { element } from '../testing/index.ts';
import { clean, deidentify } from './case-of-tests.ts';
import { profileOf } from './profile.ts';
import { isPseudonymousUid } from './pseudonyms.ts';

function document(sopClass: string, elements: readonly ElementInput[]): Uint8Array {
  return encodePart10({
    transferSyntaxUid: transferSyntaxUids.explicitLittleEndian,
    elements: [
      element('SOPClassUID', `1.2.840.10008.5.1.4.1.1.${sopClass}`),
      element('SOPInstanceUID', '1.2.3'),
      element('PatientName', 'Zwetschgenbaum^Ottokar'),
      ...elements,
    ],
  });
}

const code = (value: string, scheme: string, meaning: string): ItemInput => [
  element('CodeValue', value),
  element('CodingSchemeDesignator', scheme),
  element('CodeMeaning', meaning),
];
const text = (value: string): ItemInput => [
  element('RelationshipType', 'CONTAINS'),
  element('ValueType', 'TEXT'),
  element('ConceptNameCodeSequence', [code('121071', 'DCM', 'Finding')]),
  element('TextValue', value),
];
const image: ItemInput = [
  element('RelationshipType', 'CONTAINS'),
  element('ValueType', 'IMAGE'),
  element('ConceptNameCodeSequence', [code('1', '99HOUSE', 'Dr Private')]),
  element('ReferencedSOPSequence', [
    [
      element('ReferencedSOPClassUID', '1.2.840.10008.5.1.4.1.1.4'),
      element('ReferencedSOPInstanceUID', '1.2.3.4'),
    ],
  ]),
];
const number: ItemInput = [
  element('RelationshipType', 'CONTAINS'),
  element('ValueType', 'NUM'),
  element('MeasuredValueSequence', [[element('NumericValue', '12.5')]]),
];
const container = (items: readonly ItemInput[]): ItemInput => [
  element('RelationshipType', 'CONTAINS'),
  element('ValueType', 'CONTAINER'),
  element('ContinuityOfContent', 'SEPARATE'),
  element('ContentSequence', items),
];
const person: ItemInput = [
  element('RelationshipType', 'HAS OBS CONTEXT'),
  element('ValueType', 'PNAME'),
  element('PersonName', 'Somebody^Else'),
];

const report = document('88.33', [
  element('ContentSequence', [
    person,
    text('Zwetschgenbaum has a finding'),
    container([text('more'), image, number]),
  ]),
]);

const contentOf = (head: Uint8Array) => sequence(readHeader(head).dataSet, tags.ContentSequence);
const typesOf = (head: Uint8Array) => contentOf(head).map((item) => firstString(item, tags.ValueType));

describe('a structured report', () => {
  it('keeps its references alone in the Basic Profile, with other UIDs and no private names', () => {
    const { head } = clean(report);
    expect(typesOf(head)).toEqual(['CONTAINER']);
    const inside = contentOf(head).flatMap((item) => sequence(item, tags.ContentSequence));
    expect(inside.map((item) => firstString(item, tags.ValueType))).toEqual(['IMAGE']);
    const [reference] = inside.flatMap((item) => sequence(item, tags.ReferencedSOPSequence));
    expect(reference && isPseudonymousUid(firstString(reference, tags.ReferencedSOPInstanceUID) ?? '')).toBe(
      true,
    );
    expect(new TextDecoder('latin1').decode(head)).not.toMatch(/Zwetsch|Somebody|Private|more/);
  });

  it('says that its text was removed when there are no references', () => {
    const { head } = clean(document('88.11', [element('ContentSequence', [text('words')])]));
    const [item] = contentOf(head);
    expect(item && firstString(item, tags.TextValue)).toBe('Removed');
  });

  it('keeps numbers and structure when its content is cleaned, and names and text as dummies', () => {
    const { head } = clean(report, { profile: profileOf('basic', { options: ['cleanStructuredContent'] }) });
    expect(typesOf(head)).toEqual(['PNAME', 'TEXT', 'CONTAINER']);
    const [name, words, group] = contentOf(head);
    expect(name && firstString(name, tags.PersonName)).toBe('Removed');
    expect(words && firstString(words, tags.TextValue)).toBe('Removed');
    const numbers =
      group &&
      sequence(group, tags.ContentSequence).flatMap((item) => sequence(item, tags.MeasuredValueSequence));
    expect(numbers?.map((item) => firstString(item, tags.NumericValue))).toEqual(['12.5']);
  });

  it('is held when its text is cleaned, and keeps the useful rest once somebody has looked', () => {
    const profile = profileOf('research');
    expect(deidentify(report, { profile })).toMatchObject({
      kind: 'review',
      reasons: ['structured-content'],
    });
    const { head } = clean(report, { profile, accepted: ['structured-content'] });
    expect(contentOf(head).map((item) => firstString(item, tags.TextValue))).toContain('*** has a finding');
  });
});

describe('a presentation state', () => {
  const state = document('11.1', [
    element('PresentationCreationDate', '20200101'),
    element('GraphicAnnotationSequence', [
      [
        element('GraphicLayer', 'L1'),
        element('TextObjectSequence', [[element('UnformattedTextValue', 'Zwetschgenbaum: see here')]]),
      ],
    ]),
  ]);

  it('has a point instead of words and drawings in the Basic Profile, and stays conformant', () => {
    const { dataSet } = readHeader(clean(state).head);
    const [annotation] = sequence(dataSet, tags.GraphicAnnotationSequence);
    expect(annotation && firstString(annotation, tags.GraphicLayer)).toBe('L1');
    const [drawn] = annotation ? sequence(annotation, tags.GraphicObjectSequence) : [];
    expect(drawn && firstString(drawn, tags.GraphicType)).toBe('POINT');
    expect(firstString(dataSet, tags.PresentationCreationDate)).toBe('20000101');
  });

  it('is held when its graphics are kept', () => {
    const profile = profileOf('teaching', { options: ['cleanGraphics', 'cleanDescriptors'] });
    expect(deidentify(state, { profile })).toMatchObject({ reasons: ['graphics'] });
    const { dataSet } = readHeader(clean(state, { profile, accepted: ['graphics'] }).head);
    const [annotation] = sequence(dataSet, tags.GraphicAnnotationSequence);
    const [words] = annotation ? sequence(annotation, tags.TextObjectSequence) : [];
    expect(words && firstString(words, tags.UnformattedTextValue)).toBe('***: see here');
  });
});

describe('content that is nested without end', () => {
  it('takes time in proportion to its depth', () => {
    const deep = Array.from({ length: 40 }).reduce<ItemInput>(
      (inner) => container([inner, text('x')]),
      image,
    );
    const { head } = clean(document('88.33', [element('ContentSequence', [deep])]));
    expect(contentOf(head)).toHaveLength(1);
  });
});
