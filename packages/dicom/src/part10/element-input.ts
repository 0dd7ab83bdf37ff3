// The simple form in which data sets are given to the writer. Types, and how a tag and a VR are found.
import { isPrivateCreatorTag, lookupTag, type Tag, tagOf } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';

/** A value of one element. Numbers serve IS and DS too; bytes of words are little endian and swapped when need be. */
export type ElementValue =
  | string
  | number
  | readonly string[]
  | readonly number[]
  | readonly bigint[]
  | Uint8Array
  | readonly ItemInput[];

/** The elements of a sequence's item. */
export type ItemInput = readonly ElementInput[];

/** One element to write. */
export type ElementInput = {
  /** A tag or a keyword of the dictionary. */
  readonly tag: Tag | string;
  /** Default: the dictionary's; private creators LO, other private elements UN. */
  readonly vr?: VR;
  /** No value, or an empty array: an element of length zero. */
  readonly value?: ElementValue;
  /** Instead of a value: encapsulated pixel data (PS3.5 A.4), without the offset table's item. */
  readonly fragments?: readonly Uint8Array[];
  /** Basic Offset Table in front of `fragments`: offsets of frames. Default: empty. */
  readonly offsetTable?: readonly number[];
};

/** The tag that an input names. @throws RangeError when the dictionary has no such keyword */
export function tagOfInput({ tag }: ElementInput): Tag {
  if (typeof tag === 'number') return tag;
  const known = tagOf(tag);
  if (known === undefined) throw new RangeError(`no attribute has the keyword ${tag}`);
  return known;
}

/** The VR to write an input with. */
export function vrOfInput(input: ElementInput, tag: Tag): VR {
  if (input.vr !== undefined) return input.vr;
  if (input.fragments !== undefined) return 'OB';
  return lookupTag(tag)?.vr ?? (isPrivateCreatorTag(tag) ? 'LO' : 'UN');
}
