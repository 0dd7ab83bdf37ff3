// The head of an instance that a person has let pass: texts redacted, and the marks that say what is true now (PS3.3 C.12.1.1.7,
// C.7.6.1.1.7). What the engine has made stays byte for byte but for that.
import { firstString, sequence } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { lookupTransferSyntax } from '../dictionary/transfer-syntaxes.ts';
import type { ElementInput, ItemInput } from '../part10/element-input.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import { elementInput, rewriteHead } from '../part10/rewrite.ts';
import { optionCodes } from './options.ts';
import { encodeElementHeader } from './output-elements.ts';
import { redactedElements } from './text-findings.ts';

/** What a person has decided of an instance. */
export interface ReviewedFacts {
  /** Paths of text findings. */
  readonly redactions: readonly string[];
  /** Boxes were blanked. */
  readonly isBlanked: boolean;
  /** The person has looked for text in the pixels, and none is left. */
  readonly isFreeOfText: boolean;
}

/**
 * Everything up to the value of the pixel data, of a de-identified instance that was reviewed. The pixels are as they were, or are
 * blanked by whoever writes them behind it.
 *
 * @throws DicomError, RangeError
 */
export function reviewedHead(clean: HeaderResult, facts: ReviewedFacts): Uint8Array {
  const { transferSyntaxUid, pixelData } = clean;
  const changes: ElementInput[] = [
    ...redactedElements(clean, new Set(facts.redactions)),
    ...(facts.isFreeOfText ? [{ tag: tags.BurnedInAnnotation, value: 'NO' }] : []),
    ...(facts.isBlanked ? [methodCodes(clean)] : []),
  ];
  const head = rewriteHead(clean, { transferSyntaxUid, changes, form: 'part10' });
  if (pixelData === undefined) return head;
  // What is written in an unknown transfer syntax is Explicit VR Little Endian.
  const { explicit = true, bigEndian = false } = lookupTransferSyntax(transferSyntaxUid) ?? {};
  const pixelHead = encodeElementHeader(pixelData, { explicit, bigEndian });
  const whole = new Uint8Array(head.length + pixelHead.length);
  whole.set(head);
  whole.set(pixelHead, head.length);
  return whole;
}

/** The codes of how it was de-identified, with that of cleaned pixel data among them. */
function methodCodes({ dataSet }: HeaderResult): ElementInput {
  const { value, meaning } = optionCodes.cleanPixelData;
  const cleaned: ItemInput = [
    { tag: tags.CodeValue, value },
    { tag: tags.CodingSchemeDesignator, value: 'DCM' },
    { tag: tags.CodeMeaning, value: meaning },
  ];
  const others = sequence(dataSet, tags.DeidentificationMethodCodeSequence).filter(
    (item) => firstString(item, tags.CodeValue) !== value,
  );
  const items = others.map(
    (item): ItemInput => [...item.elements.values()].map((element) => elementInput(item, element)),
  );
  return { tag: tags.DeidentificationMethodCodeSequence, value: [...items, cleaned] };
}
