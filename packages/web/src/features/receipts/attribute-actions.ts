// A receipt's counts as rows: which attribute, by its keyword, and what was done to it how often.
import type { ReceiptContent } from '@lumenbox/contract';
import { lookupTag } from '@lumenbox/dicom/dictionary';

/** One action on one attribute. */
export interface AttributeAction {
  /** `0010,0010`; `undefined` for private elements together. */
  readonly tag: string | undefined;
  readonly keyword: string | undefined;
  readonly action: string;
  readonly count: number;
}

/** The rows, by tag; private elements last. */
export function attributeActions(actions: ReceiptContent['actions']): AttributeAction[] {
  return Object.entries(actions)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([attribute, counts]) =>
      Object.entries(counts).map(([action, count]) => ({ ...named(attribute), action, count })),
    );
}

function named(attribute: string): Pick<AttributeAction, 'tag' | 'keyword'> {
  if (!/^[\da-f]{8}$/i.test(attribute)) return { tag: undefined, keyword: undefined };
  const tag = Number.parseInt(attribute, 16);
  return { tag: `${attribute.slice(0, 4)},${attribute.slice(4)}`, keyword: lookupTag(tag)?.keyword };
}
