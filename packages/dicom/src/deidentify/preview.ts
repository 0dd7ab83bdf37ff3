// What a profile would do to an instance, attribute by attribute, side by side: for whoever makes a profile and may see the original.
// The engine itself does it; here the two headers are held against each other. Nothing is written.
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { firstNumber, firstString, stringValues, valueBytes } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { formatTag, lookupTag } from '../dictionary/attributes.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import { readHeader } from '../part10/read-header.ts';
import { type CaseOptions, createDeidentifier } from './deidentify-header.ts';
import { iodFamilyOf } from './iod-requirements.ts';
import type { ImageSize, PixelBox } from './pixel-boxes.ts';
import type { RuleAction } from './profile.ts';
import type { PixelTreatment } from './review.ts';
import type { ReviewReason } from './review-reasons.ts';
import { compileProfile, type Treatments } from './treatment.ts';

/** What became of one attribute. Values are shortened; those of sequences and of plain bytes say how many. */
export interface AttributeChange {
  /** The item it stands in, by keywords and numbers from 1: `ReferencedStudySequence[1]`; empty at the top. */
  readonly path: string;
  /** Eight hexadecimal digits. */
  readonly tag: string;
  /** `null` for private and unknown tags. */
  readonly keyword: string | null;
  readonly vr: string;
  /** `null`: the attribute is not there. */
  readonly before: string | null;
  readonly after: string | null;
  /** What was done, whatever was to be done: a value that does not allow the profile's action takes a stricter one. */
  readonly action: RuleAction | 'add';
}

/** An instance before and after. */
export interface ProfilePreview {
  /** Why it would be held for a person. The changes are then those after the person has accepted. */
  readonly reasons: readonly ReviewReason[];
  /** By tag, each sequence followed by what its items hold. None when nobody could let the instance pass. */
  readonly changes: readonly AttributeChange[];
  /** What would be blanked in the pixels, text that is read in them aside; `undefined` without pixels. */
  readonly image: (ImageSize & { readonly boxes: readonly PixelBox[] }) | undefined;
  /** What becomes of text that is read in the pixels: by whoever can read. */
  readonly recognition: PixelTreatment['recognition'];
  /** False when there are more changes than are shown. */
  readonly isWhole: boolean;
}

/** More than a person reads; enhanced images repeat the same sequences for every frame. */
const changesMax = 2000;
/** What fits beside another value on a screen; long text is judged by its beginning. */
const valueCharactersMax = 160;

/**
 * Shows what a case's profile does to an instance.
 *
 * @throws DicomError `missing-uid` for an instance without SOP Instance UID; RangeError for a profile with problems
 */
export function previewDeidentification(
  header: HeaderResult,
  { today, ...ofCase }: CaseOptions & { readonly today: string },
): ProfilePreview {
  const deidentifier = createDeidentifier(ofCase);
  const options = { today, abilities: ['clean-pixel-data', 'recognize-text'] } as const;
  const first = deidentifier.deidentify(header, options);
  const reasons = first.kind === 'review' ? first.reasons : [];
  const done =
    reasons.length > 0 ? deidentifier.deidentify(header, { ...options, accepted: reasons }) : first;
  const image = imageOf(header, done.pixels.boxes);
  const { recognition } = done.pixels;
  if (done.kind === 'review') return { reasons, changes: [], image, recognition, isWhole: true };
  const family = iodFamilyOf(firstString(header.dataSet, tags.SOPClassUID) ?? '');
  const changes = changedAttributes(
    { before: header.dataSet, after: readHeader(done.head).dataSet },
    { treatments: compileProfile(ofCase.profile), family },
  );
  const isWhole = changes.length <= changesMax;
  return { reasons, changes: changes.slice(0, changesMax), image, recognition, isWhole };
}

function imageOf({ dataSet, pixelData }: HeaderResult, boxes: readonly PixelBox[]): ProfilePreview['image'] {
  const rows = firstNumber(dataSet, tags.Rows);
  const columns = firstNumber(dataSet, tags.Columns);
  return pixelData === undefined || rows === undefined || columns === undefined
    ? undefined
    : { rows, columns, boxes };
}

/** Every attribute of two data sets side by side, with what was done to it; one more than are shown when there are more. */
export function changedAttributes(
  sides: Sides,
  judging: Pick<Comparing, 'treatments' | 'family'>,
): AttributeChange[] {
  const changes: AttributeChange[] = [];
  compare(sides, { ...judging, changes, path: '' });
  return changes;
}

/** Items that face each other; one of them may be missing. */
type Sides = { readonly before?: DataSet | undefined; readonly after?: DataSet | undefined };
type Comparing = {
  readonly changes: AttributeChange[];
  readonly path: string;
  readonly treatments: Treatments;
  readonly family: ReturnType<typeof iodFamilyOf>;
};

function compare({ before, after }: Sides, comparing: Comparing): void {
  const { changes, path, treatments, family } = comparing;
  const found = new Set([...(before?.elements.keys() ?? []), ...(after?.elements.keys() ?? [])]);
  const treatmentOf = treatments.at({ family, isNested: path !== '' });
  for (const tag of [...found].sort((one, other) => one - other)) {
    if (changes.length > changesMax) return;
    if ((tag & 0xffff) === 0) continue;
    const was = before?.elements.get(tag);
    const is = after?.elements.get(tag);
    const keyword = lookupTag(tag)?.keyword ?? null;
    changes.push({
      path,
      tag: formatTag(tag),
      keyword,
      vr: (was ?? is)?.vr ?? 'UN',
      before: shown(before, was),
      after: shown(after, is),
      action: actionOf({ before, after, was, is, isCleaned: treatmentOf(tag).action === 'C' }),
    });
    if (was?.items !== undefined && is?.items !== undefined)
      compareItems(was.items, is.items, {
        ...comparing,
        path: `${path}${path && '.'}${keyword ?? formatTag(tag)}`,
      });
  }
}

/** Items face each other by their number; where some were left out nobody can say which is which. */
function compareItems(were: readonly DataSet[], are: readonly DataSet[], comparing: Comparing): void {
  const at = (index: number): Comparing => ({ ...comparing, path: `${comparing.path}[${index + 1}]` });
  if (were.length === are.length) {
    were.forEach((before, index) => {
      compare({ before, after: are[index] }, at(index));
    });
    return;
  }
  were.forEach((before, index) => {
    compare({ before }, at(index));
  });
  are.forEach((after, index) => {
    compare({ after }, at(index));
  });
}

type Judging = Sides & {
  readonly was: DataElement | undefined;
  readonly is: DataElement | undefined;
  readonly isCleaned: boolean;
};

function actionOf({ before, after, was, is, isCleaned }: Judging): AttributeChange['action'] {
  if (before === undefined || was === undefined) return 'add';
  if (after === undefined || is === undefined) return 'remove';
  if (isSame(comparable(before, was), comparable(after, is))) return 'keep';
  if (is.items === undefined ? is.length === 0 : is.items.length === 0) return 'empty';
  return isCleaned ? 'clean' : 'replace';
}

/** Items are compared one by one: a sequence is what it was when as many are left. */
function comparable(dataSet: DataSet, element: DataElement): string | Uint8Array {
  if (element.items !== undefined) return `${element.items.length}`;
  const values = stringValues(dataSet, element.tag);
  return values.length > 0 || element.length === 0 ? values.join('\\') : valueBytes(dataSet, element);
}

function isSame(one: string | Uint8Array, other: string | Uint8Array): boolean {
  if (typeof one === 'string' || typeof other === 'string') return one === other;
  return one.length === other.length && one.every((byte, index) => byte === other[index]);
}

function shown(dataSet: DataSet | undefined, element: DataElement | undefined): string | null {
  if (dataSet === undefined || element === undefined) return null;
  if (element.items !== undefined) return `(${element.items.length} items)`;
  if (element.length === 0) return '';
  if (isBytes(element.vr)) return `(${element.length} bytes)`;
  const characters = [...stringValues(dataSet, element.tag).join('\\')];
  return characters.length > valueCharactersMax
    ? `${characters.slice(0, valueCharactersMax).join('')}…`
    : characters.join('');
}

function isBytes(vr: string): boolean {
  return vr === 'UN' || vr.startsWith('O');
}
