// Text that de-identification has cleaned and kept, for a person to judge: found in a result's header, and replaced by dummies where the
// person does not let it pass.
import type { DataElement, DataSet } from '../data-set/data-set.ts';
import { firstString, stringValues } from '../data-set/values.ts';
import { tags } from '../dictionary/attributes.generated.ts';
import { formatTag, lookupTag, type Tag } from '../dictionary/attributes.ts';
import type { VR } from '../dictionary/value-representations.ts';
import type { ElementInput, ItemInput } from '../part10/element-input.ts';
import type { HeaderResult } from '../part10/header-result.ts';
import { elementInput } from '../part10/rewrite.ts';
import { dummyText, isDummyText } from './dummies.ts';
import { iodFamilyOf } from './iod-requirements.ts';
import type { DeidentificationProfile } from './profile.ts';
import { compileProfile, type Treatments } from './treatment.ts';

/** A text that stayed. */
export interface TextFinding {
  /** Where it stands, by keywords and item numbers from 1: `ContentSequence[2].TextValue`. Names it in the instance. */
  readonly path: string;
  /** Values of one attribute stand on a line each. */
  readonly text: string;
}

/** The texts of an instance. */
export interface TextFindings {
  readonly findings: readonly TextFinding[];
  /** False when there is more than a person can be shown: then nobody can say that it was looked at. */
  readonly isWhole: boolean;
}

/** A long structured report has some hundred texts. */
const findingsMax = 1000;
/** All of them together: a book of a hundred pages, which nobody reads for a review. */
const charactersMax = 250_000;

const textVrs: ReadonlySet<VR> = new Set<VR>(['LO', 'SH', 'ST', 'LT', 'UT', 'UC', 'PN']);

/** The texts that the profile cleans and does not remove, as they are in a de-identified instance. */
export function textFindings(clean: HeaderResult, profile: DeidentificationProfile): TextFindings {
  const family = iodFamilyOf(firstString(clean.dataSet, tags.SOPClassUID) ?? '');
  const found: TextFinding[] = [];
  let characters = 0;
  walk(clean.dataSet, { path: '', family, treatments: compileProfile(profile) }, (finding) => {
    characters += finding.text.length;
    if (found.length < findingsMax && characters <= charactersMax) found.push(finding);
    else characters = charactersMax + 1;
  });
  return { findings: found, isWhole: characters <= charactersMax };
}

type Walking = {
  readonly path: string;
  readonly family: ReturnType<typeof iodFamilyOf>;
  readonly treatments: Treatments;
};

function walk(dataSet: DataSet, walking: Walking, tell: (finding: TextFinding) => void): void {
  const { path, family, treatments } = walking;
  const treatmentOf = treatments.at({ family, isNested: path !== '' });
  for (const element of dataSet.elements.values()) {
    const here = pathOf(path, element.tag);
    element.items?.forEach((item, index) => {
      walk(item, { ...walking, path: itemPath(here, index) }, tell);
    });
    if (!textVrs.has(element.vr) || treatmentOf(element.tag).action !== 'C') continue;
    const values = stringValues(dataSet, element.tag);
    if (values.some((value) => value !== '' && !isDummyText(value, element.vr)))
      tell({ path: here, text: values.join('\n') });
  }
}

function pathOf(parent: string, tag: Tag): string {
  return `${parent}${parent && '.'}${lookupTag(tag)?.keyword ?? formatTag(tag)}`;
}

function itemPath(path: string, index: number): string {
  return `${path}[${index + 1}]`;
}

/** The elements of a header in which the texts at some paths are dummies: each whole, with all of its items. */
export function redactedElements({ dataSet }: HeaderResult, paths: ReadonlySet<string>): ElementInput[] {
  const tops = new Set([...paths].map((path) => /^\w+/.exec(path)?.[0]));
  return [...dataSet.elements.values()]
    .filter(({ tag }) => tops.has(pathOf('', tag)))
    .map((element) => redacted(dataSet, element, { path: pathOf('', element.tag), paths }));
}

function redacted(
  dataSet: DataSet,
  element: DataElement,
  { path, paths }: { path: string; paths: ReadonlySet<string> },
): ElementInput {
  const { tag, vr, items } = element;
  if (paths.has(path)) return { tag, vr, value: dummyText };
  if (items === undefined) return elementInput(dataSet, element);
  const value = items.map((item, index): ItemInput => {
    const parent = itemPath(path, index);
    return [...item.elements.values()].map((inner) =>
      redacted(item, inner, { path: pathOf(parent, inner.tag), paths }),
    );
  });
  return { tag, vr, value };
}
