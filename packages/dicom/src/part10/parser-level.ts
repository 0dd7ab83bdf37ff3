// What the parser holds of each level of nesting. Types alone; the rules are in data-set-parser.ts.
import type { DataElement, DataSet, Extent } from '../data-set/data-set.ts';
import type { Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import type { Encoding } from './element-header.ts';

/** A data set that is being filled. */
export type WritableDataSet = { -readonly [Key in keyof DataSet]: DataSet[Key] } & {
  elements: Map<Tag, DataElement>;
};

/** A sequence or encapsulated value whose end has not been reached. */
export type OpenElement = {
  tag: Tag;
  vr: VR;
  start: number;
  offset: number;
  items: DataSet[];
  fragments: Extent[];
};

/** One level of nesting: a data set being filled, or a sequence between its items. */
export type Level = {
  readonly kind: 'set' | 'items' | 'fragments';
  readonly set: WritableDataSet;
  /** Where it ends; Infinity when a delimiter or the end of the stream tells. */
  readonly end: number;
  readonly encoding: Encoding;
  /** Of `items` and `fragments`. */
  readonly open: OpenElement | undefined;
  lastTag: Tag;
};
