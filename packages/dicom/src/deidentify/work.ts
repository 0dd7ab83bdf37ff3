// What the parts of de-identification share while one instance passes through them. Types alone.
import type { DataSet } from '../data-set/data-set.ts';
import type { Encoding } from '../part10/element-header.ts';
import type { AccountWriter } from './account.ts';
import type { DateShift } from './dates.ts';
import type { IodFamily } from './iod-requirements.ts';
import type { OutputElement } from './output-elements.ts';
import type { Pseudonyms } from './pseudonyms.ts';
import type { ReviewReason } from './review-reasons.ts';
import type { TextCleaning } from './text-cleaning.ts';
import type { Treatments } from './treatment.ts';

/** One instance's de-identification under way. */
export interface Work {
  readonly treatments: Treatments;
  readonly pseudonyms: Pseudonyms;
  readonly cleaning: TextCleaning;
  readonly account: AccountWriter;
  readonly family: IodFamily;
  /** Of the result. */
  readonly encoding: Encoding;
  /** Terms of Specific Character Set for what is written of a data set or an item: its own, or Unicode in the whole result. */
  characterSetsOf(dataSet: DataSet): readonly string[];
  /** The case's label; it stands where name and identifier of the patient stood. */
  readonly label: string;
  /** Days are 0 when dates are not moved. */
  readonly shift: DateShift;
  /** A person has looked at the document inside, and lets it pass. */
  readonly isDocumentAccepted: boolean;
  /** What is kept although nobody can be certain of it. */
  readonly doubts: Set<ReviewReason>;
  /** The elements of an item; the recursion through sequences. */
  treatItem(item: DataSet, extent?: 'all' | 'listed'): OutputElement[];
}
