// The parsed form of a data set: where each element's value lies in the bytes. Values are read in values.ts.
import type { Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';

/** A run of bytes. */
export type Extent = { readonly offset: number; readonly length: number };

/** One element of a data set (PS3.5 7.1). */
export interface DataElement {
  readonly tag: Tag;
  /** The VR as understood: that of the file, or the dictionary's where the file gives none or UN. */
  readonly vr: VR;
  /** Where the element's header starts in `DataSet.bytes`. */
  readonly start: number;
  /** Where the value starts in `DataSet.bytes`. */
  readonly offset: number;
  /** Bytes of the value as present; of undefined-length sequences the extent without its delimiter. */
  readonly length: number;
  /** The items of a sequence. */
  readonly items?: readonly DataSet[];
  /** Fragments of encapsulated pixel data as far as read, the offset table's item first (PS3.5 A.4). */
  readonly fragments?: readonly Extent[];
  readonly undefinedLength: boolean;
}

/** A data set or an item: elements by tag, in the order of the file, over the bytes they lie in. */
export interface DataSet {
  readonly bytes: Uint8Array;
  readonly bigEndian: boolean;
  readonly explicit: boolean;
  readonly elements: ReadonlyMap<Tag, DataElement>;
  /** Terms of Specific Character Set (0008,0005) in force, inherited by items (PS3.3 C.12.1.1.2). */
  readonly characterSets: readonly string[];
}
