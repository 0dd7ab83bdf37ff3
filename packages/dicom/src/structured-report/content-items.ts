// Writes content items of structured reports (PS3.3 C.17.3): codes, containers, and items of each kind that we write.
import type { Keyword } from '../dictionary/index.ts';
import type { ElementInput, ElementValue, ItemInput } from '../part10/element-input.ts';

/** A coded concept (PS3.3 8): value, scheme, meaning. */
export type Code = readonly [value: string, scheme: string, meaning: string];

/** How an item belongs to the one around it (PS3.3 Table C.17.3-8). */
export type Relationship =
  | 'CONTAINS'
  | 'HAS OBS CONTEXT'
  | 'HAS CONCEPT MOD'
  | 'INFERRED FROM'
  | 'SELECTED FROM';

function element(tag: Keyword, value: ElementValue): ElementInput {
  return { tag, value };
}

/** A code as a sequence's item. */
export function codeItem([value, scheme, meaning]: Code): ItemInput {
  return [
    element('CodeValue', value),
    element('CodingSchemeDesignator', scheme),
    element('CodeMeaning', meaning),
  ];
}

/** An item with a value of its kind. Without a name: what a relationship alone says, as of a selected image. */
export function contentItem(
  relationship: Relationship,
  type: string,
  name: Code | undefined,
  elements: readonly ElementInput[],
): ItemInput {
  return [
    element('RelationshipType', relationship),
    element('ValueType', type),
    ...(name === undefined ? [] : [element('ConceptNameCodeSequence', [codeItem(name)])]),
    ...elements,
  ];
}

/** A container of items. */
export function containerItem(name: Code, items: readonly ItemInput[], template?: string): ItemInput {
  return contentItem('CONTAINS', 'CONTAINER', name, [
    element('ContinuityOfContent', 'SEPARATE'),
    ...(template === undefined ? [] : [templateElement(template)]),
    element('ContentSequence', items),
  ]);
}

/** The template that content follows, by its number in PS3.16. */
export function templateElement(identifier: string): ElementInput {
  return element('ContentTemplateSequence', [
    [element('MappingResource', 'DCMR'), element('TemplateIdentifier', identifier)],
  ]);
}

/** A text. */
export function textItem(relationship: Relationship, name: Code, text: string): ItemInput {
  return contentItem(relationship, 'TEXT', name, [element('TextValue', text)]);
}

/** A code as a value. */
export function codedItem(relationship: Relationship, name: Code, value: Code): ItemInput {
  return contentItem(relationship, 'CODE', name, [element('ConceptCodeSequence', [codeItem(value)])]);
}

/** A UID. */
export function uidItem(relationship: Relationship, name: Code, uid: string): ItemInput {
  return contentItem(relationship, 'UIDREF', name, [element('UID', uid)]);
}

/** A number with its unit; `inside` says what it was taken from. */
export function numberItem(
  name: Code,
  { value, unit }: { value: number; unit: Code },
  inside: readonly ItemInput[] = [],
): ItemInput {
  return contentItem('CONTAINS', 'NUM', name, [
    element('MeasuredValueSequence', [
      [
        element('NumericValue', decimalString(value)),
        element('FloatingPointValue', [value]),
        element('MeasurementUnitsCodeSequence', [codeItem(unit)]),
      ],
    ]),
    ...(inside.length === 0 ? [] : [element('ContentSequence', inside)]),
  ]);
}

/** A number in the sixteen characters that DS has (PS3.5 6.2). */
function decimalString(value: number): string {
  for (let digits = 15; digits > 1; digits--) {
    const text = String(Number(value.toPrecision(digits)));
    if (text.length <= 16) return text;
  }
  return '0';
}
